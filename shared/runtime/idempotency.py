"""First answers to creating requests, by who asked and the key they chose."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import orjson
from sqlalchemy import text

from shared.kernel.access import Actor, Rule
from shared.kernel.refusals import Invalid
from shared.runtime.tx import Tx

_FIND = text(
    """
    SELECT i.actor_scope, i.key, i.body_sha256, i.status, i.body, i.headers
    FROM unnest(CAST(:scopes AS text[]), CAST(:keys AS text[])) AS asked (actor_scope, key)
    JOIN runtime.idempotency i USING (actor_scope, key)
    """
)
_KEEP = text(
    """
    INSERT INTO runtime.idempotency (actor_scope, key, body_sha256, status, body, headers, at)
    SELECT scope, key, digest, status, body, CAST(headers AS jsonb), :at
    FROM unnest(CAST(:scopes AS text[]), CAST(:keys AS text[]), CAST(:digests AS bytea[]), CAST(:statuses AS int[]),
                CAST(:bodies AS bytea[]), CAST(:headers AS text[])) AS row (scope, key, digest, status, body, headers)
    """
)


class IdempotencyKeyReused(Invalid):
    """The key was used before for another body: two intentions under one name."""

    zh = "该Idempotency-Key已用于另一内容的请求，请换一个。"
    en = "This Idempotency-Key was used for a different body; choose another."


class IdempotencyKeyRequired(Invalid):
    """A machine must be able to repeat a creation safely, so it has to name it."""

    zh = "系统接口创建时必须提供Idempotency-Key。"
    en = "Machines must send an Idempotency-Key when they create."


@dataclass(frozen=True, slots=True)
class Intent:
    """One intended creation: whose, its name, the digest of what was sent, and where in it the name stood."""

    scope: str
    key: str
    digest: bytes
    pointer: str | None = field(default=None, compare=False)
    """Into the body; None for the header."""

    @classmethod
    def of(cls, actor: Actor, operation: str, key: str | None, body: bytes) -> "Intent | None":
        """The intent behind a request; None for a person without a key. Machines need one."""
        if key is None:
            if actor.roles & Rule.MACHINES:
                raise IdempotencyKeyRequired
            return None
        return cls(_scope(actor, operation), key, hashlib.sha256(body).digest())

    @classmethod
    def within(cls, actor: Actor, operation: str, key: str, body: bytes, *, pointer: str) -> "Intent":
        """The intent behind one of many creations in a body, which names its key at `pointer`.

        The scope is that of `of`: a key names one intention, whichever way it comes.
        """
        return cls(_scope(actor, operation), key, hashlib.sha256(body).digest(), pointer)

    @property
    def name(self) -> tuple[str, str]:
        """What makes two intents the same."""
        return self.scope, self.key

    def reused(self) -> IdempotencyKeyReused:
        """The refusal of a second body under this name."""
        if self.pointer is not None:
            return IdempotencyKeyReused(pointer=self.pointer)
        return IdempotencyKeyReused(header="Idempotency-Key")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered the first time."""

    status: int
    body: bytes
    location: str


async def find(tx: Tx, intents: Sequence[Intent]) -> Mapping[Intent, Answer | Invalid]:
    """The first answers of those intents that have one; a refusal where the body was another one."""
    if not intents:
        return {}
    connection = await tx.session.connection()
    rows = await connection.execute(
        _FIND, {"scopes": [intent.scope for intent in intents], "keys": [intent.key for intent in intents]}
    )
    first = {(row.actor_scope, row.key): row for row in rows}
    return {
        intent: Answer(row.status, row.body, row.headers["Location"])
        if row.body_sha256 == intent.digest
        else intent.reused()
        for intent in intents
        if (row := first.get(intent.name))
    }


def keep(tx: Tx, answers: Sequence[tuple[Intent, Answer]]) -> None:
    """Keeps first answers. A concurrent first answer to the same intent makes the transaction fail; try it again."""
    if not answers:
        return
    tx.write(
        _KEEP,
        {
            "at": tx.now,
            "scopes": [intent.scope for intent, _ in answers],
            "keys": [intent.key for intent, _ in answers],
            "digests": [intent.digest for intent, _ in answers],
            "statuses": [answer.status for _, answer in answers],
            "bodies": [answer.body for _, answer in answers],
            "headers": [orjson.dumps({"Location": answer.location}).decode() for _, answer in answers],
        },
    )


def _scope(actor: Actor, operation: str) -> str:
    return f"{actor.unit}/{actor.person}/{operation}"
