"""Drafts over HTTP: the same routes in each service whose acts have words, and the header by which an act sends one."""

from typing import Annotated, Any, Self

import orjson
from fastapi import APIRouter, Body, Depends, Header, Path, Request, Response
from pydantic import AwareDatetime

from shared.contracts.topics import Service
from shared.kernel.access import Actor, Rules, decide
from shared.kernel.refusals import Invalid
from shared.kernel.sharing import OPERATIONAL, PERSONAL, View
from shared.runtime import drafts
from shared.runtime.drafts import Draft, DraftChanged
from shared.runtime.http import problems
from shared.runtime.http.deps import ActorDep, IfMatchDep, ReadDep, TxDep, etag
from shared.runtime.http.once import OnceDep
from shared.runtime.tx import Tx

HEADER = "PortDesk-Draft"
SCOPE = r"^[A-Za-z0-9._:~-]{1,128}$"
EXAMPLE = {"text": "请补充银行缴款回单。", "asks": True, "idempotency_key": "0f9d2c1e-reply-1"}
"""A reply as a client might keep it: its words, and the key under which it will be sent however often that takes."""

ScopePath = Annotated[
    str,
    Path(pattern=SCOPE, description="What the draft is for, in the client's words: `request:<id>:reply`."),
]
ScopeHeader = Annotated[
    str | None,
    Header(
        alias=HEADER,
        pattern=SCOPE,
        description="Scope of the draft that these words were typed in; it is deleted together with this act.",
    ),
]


class NotStrictJson(Invalid):
    """A draft comes back as it was, so it has to be JSON that every reader takes."""

    zh = "草稿不是规范的JSON（RFC 8259）。"
    en = "The draft is not strict JSON (RFC 8259)."


class DraftSummary(View):
    """A draft without its words."""

    scope: Annotated[str, OPERATIONAL]
    version: Annotated[int, OPERATIONAL]
    saved_at: Annotated[AwareDatetime, OPERATIONAL]

    @classmethod
    def of(cls, draft: Draft) -> Self:
        """The view of `draft`."""
        return cls(scope=draft.scope, version=draft.version, saved_at=draft.at)


class DraftView(View):
    """A draft as its writer's client made it."""

    scope: Annotated[str, OPERATIONAL]
    version: Annotated[int, OPERATIONAL]
    saved_at: Annotated[AwareDatetime, OPERATIONAL]
    body: Annotated[dict[str, Any], PERSONAL]


def _whole(draft: Draft) -> dict[str, object]:
    """A DraftView whose body is word for word what was sent: read and written anew, a long number would be another."""
    return {**DraftSummary.of(draft).model_dump(mode="json"), "body": orjson.Fragment(draft.body)}


class DraftsView(View):
    """The caller's drafts, the last changed first."""

    items: Annotated[list[DraftSummary], OPERATIONAL]


async def _sent_once(once: OnceDep, scope: ScopeHeader = None) -> None:
    # A repeated call sends nothing: whatever stands under the same name by now was written after it.
    if scope is not None:
        once.sends(scope)


async def _sent(tx: TxDep, actor: ActorDep, scope: ScopeHeader = None) -> None:
    if scope is not None:
        drafts.discard(tx, [(actor, scope)])
        await tx.flush()


SENDS_A_DRAFT = Depends(_sent)
"""For an act with words: the draft that its header names is deleted in the same transaction, if the act stands."""
SENDS_A_DRAFT_ONCE = Depends(_sent_once)
"""The same for an act that may be repeated under an Idempotency-Key."""


async def _seen(request: Request, version: IfMatchDep) -> int | None:
    """The version the client has: 0 when it knows of none, None for `*`."""
    return version if "if-match" in request.headers else 0


def drafts_router(service: Service, rules: Rules) -> APIRouter:
    """The routes of one service; `rules` has `list_<service>_drafts` and `read_`, `put_`, `delete_<service>_draft`.

    A draft is nobody's record but its writer's: the decision is asked for each time and leaves no row in the trail.
    """
    router = APIRouter(prefix="/v1/drafts", tags=["drafts"])
    read = f"read_{service}_draft"

    def permit(tx: Tx, actor: Actor, operation: str) -> None:
        decide(rules, read, actor, operation)
        tx.permit_many(())

    @router.get("", name=f"list_{service}_drafts")
    async def list_drafts(tx: ReadDep, actor: ActorDep) -> DraftsView:
        """The caller's drafts in this service, without their words."""
        permit(tx, actor, f"list_{service}_drafts")
        return DraftsView(items=[DraftSummary.of(draft) for draft in await drafts.list_drafts(tx, actor)])

    @router.get("/{scope}", name=read, response_model=DraftView)
    async def read_draft(scope: ScopePath, tx: ReadDep, actor: ActorDep) -> Response:
        """A draft of the caller's own."""
        permit(tx, actor, read)
        kept = await drafts.read(tx, actor, scope)
        return Response(orjson.dumps(_whole(kept)), headers={"ETag": etag(kept.version)}, media_type="application/json")

    @router.put("/{scope}", name=f"put_{service}_draft", response_model=DraftSummary)
    async def put_draft(
        scope: ScopePath,
        body: Annotated[dict[str, Any], Body(examples=[EXAMPLE])],
        request: Request,
        tx: TxDep,
        actor: ActorDep,
        seen: Annotated[int | None, Depends(_seen)],
    ) -> Response:
        """Keep a draft: any JSON object of at most 64 KiB, for 30 days.

        `If-Match` is the ETag last read or written; without it there must be none yet, and `*` replaces whatever is
        there. The problem of a draft that was changed elsewhere carries it as `current`; it is null once it was sent.
        """
        permit(tx, actor, f"put_{service}_draft")
        sent = await request.body()
        try:
            orjson.loads(sent)
        except orjson.JSONDecodeError:
            raise NotStrictJson from None
        try:
            kept = await drafts.put(tx, actor, scope, sent, seen=seen)
        except DraftChanged as changed:
            return _conflict(request, changed)
        return Response(
            DraftSummary.of(kept).model_dump_json(), headers={"ETag": etag(kept.version)}, media_type="application/json"
        )

    @router.delete("/{scope}", name=f"delete_{service}_draft", status_code=204)
    async def delete_draft(scope: ScopePath, tx: TxDep, actor: ActorDep, seen: IfMatchDep) -> None:
        """Delete a draft; one that is not there is deleted already."""
        permit(tx, actor, f"delete_{service}_draft")
        await drafts.delete(tx, actor, scope, seen=seen)

    return router


def _conflict(request: Request, changed: DraftChanged) -> Response:
    """The problem, with what is there for a sheet that compares; refusals elsewhere never carry content."""
    current = _whole(changed.kept) if changed.kept else None
    return problems.render(request, {"current": current, **problems.told(request, changed)})
