"""Where the story happens: addresses, people with their tokens and keys, a receiver. The suite may run anywhere."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from cli.demo.telling import NotAsTold
from cli.installation import ROOT, Installation
from cli.seed import person_of_the_seed
from shared.evidence import keys
from shared.kernel.access import Actor, Role
from shared.kernel.ids import PersonId, SystemCode, UnitCode
from shared.runtime.auth import TokenKeys

SYSTEM = "hn-sw-tax"
BILL = "410120261123000871"
SECOND_BILL = "410120261123000873"
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Received:
    """One event as the receiver took it: verified, once, in the order of its subject."""

    subject: str
    sequence: int
    type: str
    id: str


@dataclass
class Stage:
    """Everything the story needs to happen on."""

    installation: Installation
    tokens: TokenKeys
    urls: Mapping[str, str]
    """Address of each service; in one process they are the same."""
    port_system: str
    receiver_port: int
    folder: Path
    officers: dict[str, keys.PrivateKey] = field(default_factory=dict)
    """Officers' private keys: with the officers, never with a server."""
    _client: httpx.AsyncClient | None = None
    _receiver: asyncio.subprocess.Process | None = None

    @property
    def client(self) -> httpx.AsyncClient:
        """One client for everybody; nobody's proxy stands in between."""
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=30, trust_env=False)
        return self._client

    @property
    def trust_file(self) -> Path:
        """The trust file that was carried to the port system's guard and to the outsider."""
        return self.folder / "trust.json"

    def person(self, name: str) -> Actor:
        """A person of the seed directory."""
        return person_of_the_seed(name, self.installation.province_data)

    def machine(self, name: str, unit: str, role: Role, *scopes: str) -> Actor:
        """A machine of a unit."""
        return Actor(
            person=PersonId(name),
            unit=UnitCode(unit),
            roles=frozenset({role}),
            scopes=frozenset(scopes),
            systems=frozenset({SystemCode(SYSTEM)}),
        )

    def token(self, actor: Actor) -> str:
        """An access token for the next ten minutes."""
        now, lifetime = datetime.now(UTC), timedelta(minutes=10)
        return self.tokens.token(actor, installation=self.installation.name, now=now, lifetime=lifetime)

    async def send(
        self, actor: Actor, method: str, path: str, body: Any = None, *, key: str | None = None
    ) -> httpx.Response:
        """One request to the desk by somebody."""
        token = self.token(actor)
        headers = {"Authorization": f"Bearer {token}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        service = path.split("/")[1]
        return await self.client.request(method, self.urls[service] + path, json=body, headers=headers)

    async def must(self, actor: Actor, method: str, path: str, body: Any = None, *, key: str | None = None) -> Any:
        """The JSON of an answer that has to be a success."""
        answer = await self.send(actor, method, path, body, key=key)
        if not answer.is_success:
            raise NotAsTold(f"{method} {path}: {answer.status_code} {answer.text[:400]}")
        return answer.json()

    async def until(self, actor: Actor, path: str, **wanted: Any) -> Any:
        """Reads until every wanted member has its value; `__` steps into a member (`dispatch__lead`)."""
        deadline, pause = time.monotonic() + PATIENCE, 0.05
        while True:
            answer = await self.send(actor, "GET", path)
            seen = answer.json()
            if answer.is_success and all(_at(seen, name) == value for name, value in wanted.items()):
                return seen
            if time.monotonic() > deadline:
                shown = {name: _at(seen, name) for name in wanted} if answer.is_success else answer.text[:300]
                raise NotAsTold(f"{path} should have become {wanted} and is {shown}")
            await asyncio.sleep(pause)
            pause = min(1.1 * pause, 0.5)

    async def start_receiver(self, secret: str) -> None:
        """Starts the example receiver as a process of its own; it tells each event it has verified and applied."""
        program = ROOT / "examples" / "receivers" / "python" / "receiver.py"
        log = self.folder / "received.log"
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._receiver = await asyncio.create_subprocess_exec(
            sys.executable,
            str(program),
            "--port",
            str(self.receiver_port),
            "--secret",
            secret,
            "--database",
            str(self.folder / "receiver.sqlite"),
            "--json",
            stdout=descriptor,
        )
        os.close(descriptor)
        await listens(self.receiver_port)

    def received(self) -> list[Received]:
        """What the receiver has told so far."""
        log = self.folder / "received.log"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        events = [json.loads(line) for line in lines]
        return [Received(e["subject"], int(e["sequence"]), e["type"], e["id"]) for e in events]

    async def close(self) -> None:
        """Lets go of the receiver and of connections."""
        if self._receiver is not None and self._receiver.returncode is None:
            self._receiver.terminate()
            await self._receiver.wait()
        if self._client is not None:
            await self._client.aclose()


async def listens(port: int) -> None:
    """Waits until somebody on this machine accepts connections on `port`."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if time.monotonic() > deadline:
                raise NotAsTold(f"somebody listens on port {port}") from None
            await asyncio.sleep(0.02)
        else:
            writer.close()
            await writer.wait_closed()
            return


def _at(document: Any, name: str) -> Any:
    for member in name.split("__"):
        document = (document or {}).get(member)
    return document
