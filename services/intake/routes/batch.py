"""Many requests in one body, each line for itself."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError

from services.intake import usecases
from services.intake.usecases import Submission
from services.intake.wire import RequestLineParams, RequestLineView
from shared.kernel.access import Actor
from shared.kernel.refusals import Refusal
from shared.runtime.http.deps import ActorDep, AskAgainDep, TxDep
from shared.runtime.http.ndjson import AnswerLines, Incoming, Line, Lines, parsed
from shared.runtime.http.problems import told
from shared.runtime.idempotency import Intent
from shared.runtime.service import Stopping

LINES = 128
"""Most lines of a batch that are registered together."""

router = APIRouter(prefix="/v1/requests", tags=["requests"])


@router.post(":batch", status_code=200, response_model=RequestLineView, response_class=AnswerLines)
async def create_requests(
    request: Request,
    tx: TxDep,
    actor: ActorDep,
    ask_again: AskAgainDep,
    lines: Annotated[Lines, Depends(Incoming(RequestLineParams))],
) -> Response:
    """Register many requests: NDJSON in, one result line per line out, in order and while the body still comes.

    Each line names its own `idempotency_key` and is answered once it has been committed. A line that is refused
    touches no other. A line that was registered before gets its first answer again with `replayed`, so after a broken
    connection send the whole file again. An answer that ends early says why in its last line.
    """
    usecases.permit_batch(tx, actor)
    return AnswerLines(_answers(request, ask_again, lines), patience=lines.patience)


async def _answers(request: Request, ask_again: Callable[[], Actor], lines: Lines) -> AsyncIterator[bytes]:
    answered = 0
    try:
        async for chunk in lines.chunks(LINES):
            actor = ask_again()
            if request.app.state.runtime.draining:
                raise Stopping
            request.app.state.expect_room()
            yield await _register(request, actor, chunk, lines.longest)
            answered = chunk[-1].number
    except Refusal as refusal:
        yield _refused(request, answered + 1, None, refusal)
        await lines.read_away()


async def _register(request: Request, actor: Actor, chunk: Sequence[Line], longest: int) -> bytes:
    read = [_submission(line, actor, longest) for line in chunk]
    wanted = [found for _, found in read if isinstance(found, Submission)]
    registered = iter(await request.app.state.registering.submit_many(wanted))
    results = (next(registered) if isinstance(found, Submission) else found for _, found in read)
    return b"".join(
        _refused(request, line.number, key, result)
        if isinstance(result, Exception)
        else _result(
            line.number, key, result.answer.status, result.replayed, receipt=orjson.Fragment(result.answer.body)
        )
        for line, (key, _), result in zip(chunk, read, results, strict=True)
    )


def _submission(line: Line, actor: Actor, longest: int) -> tuple[str | None, Submission | Exception]:
    key: str | None = None
    try:
        params = parsed(RequestLineParams, line, limit=longest)
        key = params.idempotency_key
        assert line.text is not None
        intent = Intent.within(actor, "create_request", key, line.text, pointer="/idempotency_key")
        return key, Submission(actor, params.draft(), intent)
    except RequestValidationError as fault:
        named = fault.body.get("idempotency_key") if isinstance(fault.body, dict) else None
        return named if isinstance(named, str) else None, fault
    except Refusal as refusal:
        return key, refusal


def _refused(request: Request, line: int, key: str | None, failure: Exception) -> bytes:
    problem = told(request, failure)
    return _result(line, key, problem["status"], replayed=False, problem=problem)


def _result(
    line: int, key: str | None, status: int, replayed: bool, *, receipt: object = None, problem: object = None
) -> bytes:
    members = {"line": line, "key": key, "status": status, "replayed": replayed, "receipt": receipt, "problem": problem}
    return orjson.dumps(members, default=str) + b"\n"
