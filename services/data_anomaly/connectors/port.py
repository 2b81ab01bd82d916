"""One port system over HTTP: its record view and its guard. What answers mean for a case is decided elsewhere."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter, ValidationError

from services.data_anomaly.connectors.transport import ListedTransport
from services.data_anomaly.domain.networks import TargetNetworks
from services.data_anomaly.domain.plans import Readings, RecordName
from services.data_anomaly.domain.target import Connector, Reading
from shared.evidence.canonical import parse
from shared.evidence.codes import CODES, Unproven
from shared.evidence.documents import Plan, Version
from shared.evidence.jws import Envelope
from shared.evidence.records import Presentation
from shared.kernel.refusals import Invalid, Unavailable
from shared.runtime.http.problems import MEDIA_TYPE

SILENT_SECONDS = 10.0
"""For each part of an answer; connecting has a limit of its own, in `transport`."""
WHOLE_SECONDS = 30.0
"""For a whole exchange: an answer that drips keeps every other execution waiting."""
_VERSION: TypeAdapter[str] = TypeAdapter(Version)
REFUSED = range(400, 500)
"""Statuses by which a guard says that nothing was written, if its code is there: a proxy uses them, too."""
UNKNOWN_TO_IT = "/problems/not-found"
"""What a guard calls an operation that its journal does not have."""


class NoSuchRecord(Invalid):
    """The target has no record of this id."""

    zh = "目标系统中没有记录{record}。"
    en = "The target has no record {record}."


class TargetUnavailable(Unavailable):
    """The target does not answer, or answers what its record view does not say."""

    zh = "目标系统{system}暂时无法访问，请稍后重试。"
    en = "The target {system} cannot be reached now; try again shortly."


class GuardRefused(Exception):
    """The guard says no, with a code: nothing was written."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoAnswer(Exception):
    """Sent, and nobody knows what became of it."""


class PortSystem:
    """A target through its connector."""

    def __init__(self, client: httpx.AsyncClient, connector: Connector) -> None:
        self._client = client
        self._connector = connector

    async def read(self, names: Sequence[RecordName]) -> Readings:
        """Each record once, with its version; NoSuchRecord points at nothing, the caller knows where it was named."""
        return {name: await self._record(*name) for name in dict.fromkeys(names)}

    async def present(self, presentation: Presentation) -> None:
        """Shows certificate and proofs to the guard; may be repeated. Raises GuardRefused or TargetUnavailable."""
        answer = await self._ask(
            "PUT", f"/portdesk/presentations/{presentation.sha256}", content=presentation.to_bytes()
        )
        if answer.status_code in REFUSED and (code := _code(answer)):
            raise GuardRefused(code)
        if not answer.is_success:
            raise TargetUnavailable(system=self._connector.system)

    async def write(self, plan: Plan) -> None:
        """Sends the operations, once. Raises GuardRefused, or NoAnswer when only the journal knows what happened."""
        first = plan.ops[0]
        try:
            answer = await self._exchange(
                "POST",
                "/portdesk/corrections",
                json={"ops": [op.json_value() for op in plan.ops]},
                headers={"PortDesk-Op": first.op_id, "If-Match": first.version},
            )
        except httpx.HTTPError as lost:
            raise NoAnswer from lost
        if answer.status_code in REFUSED and answer.status_code != httpx.codes.CONFLICT and (code := _code(answer)):
            raise GuardRefused(code)
        if not answer.is_success:
            raise NoAnswer

    async def journal(self, plan: Plan) -> Sequence[Envelope | None]:
        """The guard's signed entry of each operation, None for one that it does not know. Raises TargetUnavailable."""
        found: list[Envelope | None] = []
        for op_id in plan.op_ids:
            answer = await self._ask("GET", f"/portdesk/journal/{op_id}")
            if answer.status_code == httpx.codes.NOT_FOUND and _problem(answer).get("type") == UNKNOWN_TO_IT:
                found.append(None)
                continue
            try:
                found.append(Envelope.read(answer.content, exact=False))
            except Unproven as unreadable:
                raise TargetUnavailable(system=self._connector.system) from unreadable
        return found

    async def _record(self, key: str, record_id: str) -> Reading:
        view = self._connector.record(key)
        assert view is not None
        answer = await self._ask("GET", view.path.replace("{id}", quote(record_id, safe=":@")))
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise NoSuchRecord(record=f"{key}/{record_id}")
        try:
            version = _VERSION.validate_python(answer.headers["ETag"])
            return Reading(key=key, id=record_id, version=version, content=parse(answer.content))
        except (KeyError, Unproven, ValidationError) as unreadable:
            raise TargetUnavailable(system=self._connector.system) from unreadable

    async def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            return await self._exchange(method, path, **more)
        except httpx.HTTPError as away:
            raise TargetUnavailable(system=self._connector.system) from away

    async def _exchange(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                return await self._client.request(method, path, **more)
        except TimeoutError as late:
            raise httpx.ReadTimeout("the answer did not end") from late


@asynccontextmanager
async def reach(connector: Connector, networks: TargetNetworks) -> AsyncIterator[PortSystem]:
    """A target for as long as the block lasts. No proxy of the environment stands between us and it."""
    async with httpx.AsyncClient(
        base_url=connector.base_url,
        timeout=SILENT_SECONDS,
        transport=ListedTransport(networks),
        headers={"accept-encoding": "identity"},
        trust_env=False,
    ) as client:
        yield PortSystem(client, connector)


def _code(answer: httpx.Response) -> str | None:
    """Why a guard refused; None where no guard speaks: gateways have statuses, and codes, of their own."""
    code = _problem(answer).get("code")
    return code if isinstance(code, str) and code in CODES else None


def _problem(answer: httpx.Response) -> Mapping[str, Any]:
    if answer.headers.get("content-type") != MEDIA_TYPE:
        return {}
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
