"""Creating requests that may be sent twice: the second one gets the first one's answer (IETF draft Idempotency-Key)."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from starlette.responses import Response

from shared.kernel.access import Actor, Decision, Standing
from shared.kernel.refusals import Conflict, Refusal
from shared.runtime import drafts
from shared.runtime.http.deps import ActorDep, IdempotencyKeyHeader
from shared.runtime.idempotency import Answer, Intent, find, keep
from shared.runtime.tx import Tx

REPLAYED = "Idempotency-Replayed"


class StillBeingAnswered(Conflict):
    """The first request with this key has not been answered yet."""

    zh = "相同Idempotency-Key的请求正在处理，请稍后重试。"
    en = "A request with this Idempotency-Key is being handled; try again shortly."


class Once:
    """Runs a creation unless the same caller has made it before under the same key."""

    def __init__(self, actor: Actor, operation: str, key: str | None, body: bytes) -> None:
        self._actor = actor
        self._operation = operation
        self._intent = Intent.of(actor, operation, key, body)
        self._draft: str | None = None

    def sends(self, draft: str) -> None:
        """The words come from this draft of the caller's: it goes with the act, and stays when the act is repeated."""
        self._draft = draft

    async def __call__(
        self, tx: Tx, create: Callable[[], Awaitable[BaseModel]], *, location: Callable[[BaseModel], str]
    ) -> Response:
        """The answer 201 with `Location`: of `create`, or word for word of the first time."""
        if self._intent is not None:
            first = (await find(tx, [self._intent])).get(self._intent)
            if isinstance(first, Refusal):
                raise first
            if first is not None:
                tx.permit(
                    Decision(
                        operation=self._operation, actor=self._actor, record=first.location, standing=Standing.NONE
                    )
                )
                return created(first, replayed=True)
        view = await create()
        if self._draft is not None:
            drafts.discard(tx, [(self._actor, self._draft)])
        await tx.flush()
        answer = Answer(201, view.model_dump_json().encode(), location(view))
        if self._intent is not None:
            try:
                keep(tx, [(self._intent, answer)])
                await tx.flush()
            except IntegrityError:
                raise StillBeingAnswered from None
        return created(answer, replayed=False)


def created(answer: Answer, *, replayed: bool) -> Response:
    """An answer as a response that says whether it is the first one."""
    headers = {"Location": answer.location}
    if replayed:
        headers[REPLAYED] = "true"
    return Response(answer.body, answer.status, headers, "application/json")


async def _once(request: Request, actor: ActorDep, key: IdempotencyKeyHeader = None) -> Once:
    # The path is part of what was sent: the same words on another record are another intention.
    sent = request.url.path.encode() + b"\n" + await request.body()
    return Once(actor, request.scope["endpoint"].__name__, key, sent)


OnceDep = Annotated[Once, Depends(_once)]
