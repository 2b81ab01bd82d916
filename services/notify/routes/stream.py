"""The event stream, and who is at which request."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from services.notify import usecases
from services.notify.domain.stream import StreamTopic
from services.notify.senders.hub import Hub
from services.notify.wire import PresenceParams, PresenceView, StreamedEvent
from shared.kernel.ids import RequestId
from shared.runtime.http.deps import ActorDep, ReadDep, SessionEndDep, TxDep, runtime_of
from shared.runtime.http.openapi import problem_response
from shared.runtime.http.streaming import EventStream

streams = APIRouter(prefix="/v1/stream", tags=["stream"])
presence = APIRouter(prefix="/v1/requests/{request_id}/presence", tags=["stream"])
RequestPath = Annotated[UUID, Path(description="Id of the request.")]
TopicsQuery = Annotated[
    tuple[StreamTopic, ...],
    Query(min_length=1, max_length=len(StreamTopic), description="What to be told of; may be repeated."),
]
LastEventIdHeader = Annotated[
    str | None, Header(alias="Last-Event-ID", description="The last `id` of the stream before, where there was one.")
]
EXAMPLE = """retry: 2000

id: AZ3f…

event: request.changed
data: {"id":"01a205f5-cbd6-7000-8000-0000000000c1","service":"routing","version":2,"what":"handling.accepted","by":{"unit":"HA-EPORT"}}

id: AbQ1…

event: counts.changed
data: {"unit":"HA-410100-PORT"}

:

id: AbQ1…

event: presence
data: {"id":"01a205f5-cbd6-7000-8000-0000000000c1","present":[{"unit":"HA-EPORT","person":null,"doing":"replying","until":"2026-11-23T04:01:00Z"}]}

event: end
data: {"reason":"token_expired"}

"""  # noqa: E501 - an event is one line
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "model": StreamedEvent,
        "description": "Server-sent events until the token expires, each with its name and JSON data as the schema has "
        "them. A block may hold only an `id`: keep it, and send it as `Last-Event-ID` when you come back.",
        "content": {"text/event-stream": {"example": EXAMPLE}},
    },
    429: problem_response("More streams than one person needs."),
}


async def _hub(request: Request) -> Hub:
    hub: Hub = request.app.state.hub
    return hub


HubDep = Annotated[Hub, Depends(_hub)]


@streams.get("", status_code=200, response_class=EventStream, response_model=None, responses=STREAM)
async def open_stream(
    request: Request,
    tx: ReadDep,
    actor: ActorDep,
    hub: HubDep,
    session_end: SessionEndDep,
    topics: TopicsQuery = tuple(StreamTopic),
    last_event_id: LastEventIdHeader = None,
) -> Response:
    """Be told, as it happens, of what the caller's unit may know.

    Every event is decided on by its audience, also one that is told again to a client that comes back with its
    `Last-Event-ID`. Where something may have been missed, the first event is `resync`. One stream serves all pages of a
    browser.
    """
    await usecases.open_stream(tx, actor)
    now = runtime_of(request).clock.now()
    return EventStream(hub.open(actor, topics, after=last_event_id, now=now, until=session_end))


@presence.put("")
async def put_presence(request_id: RequestPath, params: PresenceParams, tx: TxDep, actor: ActorDep) -> PresenceView:
    """Say that the caller is at a request, for the next 60 seconds; it shows and never locks."""
    said = await usecases.put_presence(tx, actor, RequestId(request_id), params.doing)
    return PresenceView.of(said, actor.unit)


@presence.delete("", status_code=204)
async def delete_presence(request_id: RequestPath, tx: TxDep, actor: ActorDep) -> None:
    """Say that the caller has left."""
    await usecases.delete_presence(tx, actor, RequestId(request_id))
