"""First answers to creating requests, by who asked and the key they chose."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.access import Actor, Role
from shared.kernel.refusals import Invalid

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
    """One intended creation: whose, its name, and the digest of what was sent."""

    scope: str
    key: str
    digest: bytes

    @classmethod
    def of(cls, actor: Actor, operation: str, key: str | None, body: bytes) -> "Intent | None":
        """The intent behind a request; None for a person without a key. Machines need one."""
        if key is None:
            if Role.PORT_SYSTEM in actor.roles:
                raise IdempotencyKeyRequired
            return None
        return cls(f"{actor.unit}/{actor.person}/{operation}", key, hashlib.sha256(body).digest())

    @property
    def name(self) -> tuple[str, str]:
        """What makes two intents the same."""
        return self.scope, self.key


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered the first time."""

    status: int
    body: bytes
    location: str


async def find(session: AsyncSession, intents: Sequence[Intent]) -> Mapping[tuple[str, str], Answer | Invalid]:
    """The first answers of those intents that have one; a refusal where the body was another one."""
    if not intents:
        return {}
    connection = await session.connection()
    rows = await connection.execute(
        _FIND, {"scopes": [intent.scope for intent in intents], "keys": [intent.key for intent in intents]}
    )
    digests = {intent.name: intent.digest for intent in intents}
    return {
        (row.actor_scope, row.key): Answer(row.status, row.body, row.headers["Location"])
        if row.body_sha256 == digests[row.actor_scope, row.key]
        else IdempotencyKeyReused(header="Idempotency-Key")
        for row in rows
    }


async def keep(session: AsyncSession, answers: Sequence[tuple[Intent, Answer]], *, at: datetime) -> None:
    """Keeps first answers. A concurrent first answer to the same intent makes the transaction fail; try it again."""
    if not answers:
        return
    connection = await session.connection()
    await connection.execute(
        _KEEP,
        {
            "at": at,
            "scopes": [intent.scope for intent, _ in answers],
            "keys": [intent.key for intent, _ in answers],
            "digests": [intent.digest for intent, _ in answers],
            "statuses": [answer.status for _, answer in answers],
            "bodies": [answer.body for _, answer in answers],
            "headers": [f'{{"Location": "{answer.location}"}}' for _, answer in answers],
        },
    )
