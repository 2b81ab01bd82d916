"""`docs/http-errors.md`: every reason the system gives for saying no, and what to do about it."""

from collections.abc import Mapping
from typing import NamedTuple

from cli.contracts.markdown import document, first_paragraph, table
from cli.contracts.services import subclasses
from shared.kernel.refusals import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    Stale,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from shared.runtime.http.problems import STATUS

OPENING = """A refused request is answered with a problem document (RFC 9457, `application/problem+json`) in Chinese
or, with `Accept-Language: en`, in English. Its `type` is `/problems/<problem>` with the name below; `detail` is the
sentence below with the facts filled in; the facts are members of the document too, where no standard member has their
name. `errors` names each faulty member of the input by an RFC 6901 `pointer`.

Rely on `type` and `status`, not on the sentences. Only 429 and 503 ask for the same request again."""


class Advice(NamedTuple):
    """What to do about a kind of refusal."""

    caller: str
    operator: str


ADVICE: Mapping[type[Refusal], Advice] = {
    Invalid: Advice(
        "Correct the member that `errors` or the sentence names, then send again. Nothing was stored.",
        "Nothing. Many of one kind from one client: tell its developers.",
    ),
    NotFound: Advice(
        "Check path and id. If they are right, the record is not yours to see: ask the unit that handles it.",
        "Nothing. If a unit should see the record, compare its standings in `party` with docs/authorisation.md.",
    ),
    Unauthenticated: Advice(
        "Get a new access token and send it as `Authorization: Bearer …`.",
        "For many at once: compare the clocks of the machines and the key set in `PORTDESK_TOKEN_KEYS`.",
    ),
    Forbidden: Advice(
        "Let somebody act whose post allows it; docs/authorisation.md names the roles.",
        "Nothing. Every refusal for want of a permission is in the audit trail.",
    ),
    Stale: Advice(
        "Read the record again, look at what changed, and repeat the act. With `If-Match` the status is 412.",
        "Nothing.",
    ),
    Conflict: Advice(
        "Read the record: its `allowed_actions` say what is possible now.",
        "Nothing. Inside the suite, an event that meets a conflict is retried and then parked: see the runbook.",
    ),
    TooMany: Advice(
        "Ask for less at once; then send the same request again after `Retry-After` seconds.",
        "Nothing. Many from one person: look at what runs in their browser.",
    ),
    Unavailable: Advice(
        "Send the same request again after `Retry-After` seconds, with the same `Idempotency-Key`.",
        "Look at `/readyz` and the logs of the service named; the runbook has the causes.",
    ),
}
EDGE = [
    ("invalid-input", 422, "The parameters or the body are not of the published form.", *ADVICE[Invalid]),
    ("method-not-allowed", 405, "The path has no such method.", "Use a method that `Allow` names.", "Nothing."),
    ("too-large", 413, "The body is larger than `…_MAX_BODY`.", "Send less.", "Raise the setting if it is too low."),
    (
        "internal-error",
        500,
        "A fault of ours.",
        "Quote `request_id` to the operators; sending again is safe with an `Idempotency-Key`.",
        "Find the `request_id` in the logs: the exception is there once, with its chain. Report it as a bug.",
    ),
]


def page() -> str:
    """The page as Markdown."""
    return document("HTTP errors", OPENING, *(_kind(kind, status) for kind, status in STATUS.items()), _edge())


def refusals() -> list[type[Refusal]]:
    """Every reason there is, the kinds themselves included."""
    return [refusal for refusal in subclasses(Refusal) if refusal is not Refusal]


def _kind(kind: type[Refusal], status: int) -> str:
    found = [refusal for refusal in refusals() if next(k for k in STATUS if issubclass(refusal, k)) is kind]
    advice = ADVICE[kind]
    rows = [
        [
            f'<a id="{refusal.slug()}"></a>`{refusal.slug()}`',
            _teller(refusal),
            _meaning(refusal),
            refusal.zh,
            refusal.en,
        ]
        for refusal in sorted(found, key=lambda refusal: (refusal is not kind, refusal.slug()))
    ]
    return "\n\n".join(
        [
            f"## {status} {kind.__name__}",
            f"**The caller**: {advice.caller}",
            f"**The operator**: {advice.operator}",
            table(["problem", "told by", "meaning", "zh", "en"], rows),
        ]
    )


def _edge() -> str:
    rows = [[f'<a id="{row[0]}"></a>`{row[0]}`', *row[1:]] for row in EDGE]
    return "## Before a service is asked\n\n" + table(["problem", "status", "meaning", "caller", "operator"], rows)


def _teller(refusal: type[Refusal]) -> str:
    room, name, *_ = refusal.__module__.split(".")
    return name if room == "services" else "any service"


def _meaning(refusal: type[Refusal]) -> str:
    return first_paragraph(refusal.__doc__)
