"""The load generator: a process of its own that does as little as possible per request, and tells its own cost."""

import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from typing import Any

KEY = "{key}"
"""Stands in a job's head where every request has a name of its own."""


class LoadFailed(Exception):
    """A request was refused or not answered; what was measured is not the work that was meant."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to send. `head` is a whole HTTP/1.1 request head but for its length; `rate` None keeps connections busy."""

    port: int
    head: str
    body: str
    connections: int
    seconds: float
    rate: float | None = None
    """Requests a second that begin whether or not earlier ones were answered; latency counts from when one was due."""

    @classmethod
    def post(cls, port: int, path: str, body: Any, *, token: str | None = None, **how: Any) -> "Job":
        """A POST of a JSON body, each under an Idempotency-Key of its own."""
        head = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", f"Idempotency-Key: {KEY}"]
        head += [f"Authorization: Bearer {token}"] if token else []
        return cls(port, "\r\n".join(head), json.dumps(body, ensure_ascii=False), **how)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. Only answers within the time count; one that is not 2xx fails the measurement."""

    answered: int
    seconds: float
    cpu_seconds: float
    """Of the generator itself."""
    latencies: list[float]
    """In seconds, of an open load only: a busy connection would hide the requests it did not send."""
    told: list[tuple[str, float]]
    """Of an open load: the `id` in each answer and when its request was due, by `time.monotonic`."""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answered / self.seconds

    @property
    def own_share(self) -> float:
        """The generator's share of one core, in percent."""
        return 100 * self.cpu_seconds / self.seconds


async def run(job: Job) -> Outcome:
    """Runs a job in a process of its own; raises LoadFailed if any request did."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.load"), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate(json.dumps(asdict(job)).encode())
    if process.returncode:
        raise LoadFailed(told.decode(errors="replace").strip())
    return Outcome(**json.loads(told))
