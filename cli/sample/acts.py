"""What happens to a request of the demonstration after it has been registered: ordinary acts of ordinary people."""

from collections.abc import Callable, Mapping
from typing import Any

from cli.sample.desk import Desk, Document
from cli.sample.drawing import Drawn
from cli.sample.material import Life, Material

LED: Mapping[Life, str] = {
    Life.TAKEN: "accepted",
    Life.WORKING: "working",
    Life.ASKED: "working",
    Life.RESOLVED: "done",
    Life.CLOSED: "done",
}
"""To which status of its handling the lead brings a request."""
STEPS: Mapping[str, tuple[str, Any]] = {
    "offered": ("acceptance", {}),
    "accepted": ("start", None),
    "working": ("completion", {"outcome": "solved"}),
}
"""The lead's next act from each status, with its body."""


async def live(desk: Desk, material: Material, drawn: Drawn, receipt: Document) -> None:
    """Brings one request as far as it was drawn to go. What an earlier run has done is not done again."""
    first = drawn.first_contact
    if drawn.life is Life.UNTOUCHED or first is None:
        return
    path = f"/intake/v1/requests/{receipt['id']}"
    reader = material.supervisor()
    if receipt["status"] == "submitted":
        request = await desk.until(reader, path, lambda _: True)
        if request["status"] == "submitted":
            await desk.act(first, f"{path}/acceptance")
    if drawn.life not in LED:
        return
    handled = f"/routing/v1/handlings/{receipt['id']}"
    handling = await desk.until(reader, handled, lambda _: True)
    worker = material.worker(handling["dispatch"]["lead"])
    if worker is None:
        return
    while handling["status"] != LED[drawn.life]:
        act, body = STEPS[handling["status"]]
        handling = await desk.act(worker, f"{handled}/{act}", body)
    if drawn.life is Life.ASKED:
        request = await desk.until(reader, path, _is("in_progress", "waiting_requester"))
        if request["status"] == "in_progress":
            await desk.act(first, f"{path}/questions", {"text": drawn.question}, key=f"{drawn.key}/question")
    elif drawn.life is Life.CLOSED:
        request = await desk.until(reader, path, _is("resolved", "closed"))
        if request["status"] == "resolved":
            await desk.act(first, f"{path}/closure", {"final_reply": drawn.reply})


def _is(*statuses: str) -> Callable[[Document], bool]:
    return lambda request: request["status"] in statuses
