"""Drafts: what somebody has typed and not yet sent. Whoever wrote one alone sees it; it is in no log and no event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from shared.kernel.access import Actor
from shared.kernel.refusals import Conflict, Invalid, NotFound, Stale
from shared.runtime.tx import Tx

LARGEST = 64 * 1024
"""Bytes of one draft; the table says the same."""
PER_PERSON = 200
"""Drafts that one person may have in one unit. Old ones leave after thirty days, sent ones with what they became."""

_LIST = text(
    "SELECT scope, version, body, at FROM runtime.draft WHERE person = :person AND unit = :unit ORDER BY at DESC, scope"
)
_READ = text(
    "SELECT scope, version, body, at FROM runtime.draft WHERE (person, unit, scope) = (:person, :unit, :scope)"
)
_HOLD = text(
    "SELECT scope, version, body, at FROM runtime.draft WHERE (person, unit, scope) = (:person, :unit, :scope)"
    " FOR UPDATE"
)
_COUNT = text("SELECT count(*) FROM runtime.draft WHERE person = :person AND unit = :unit")
_ADD = text(
    """
    INSERT INTO runtime.draft (person, unit, scope, version, body, at)
    VALUES (:person, :unit, :scope, 1 + floor(random() * 1000000000), :body, :at) ON CONFLICT DO NOTHING
    RETURNING version
    """
)
_CHANGE = text(
    """
    UPDATE runtime.draft SET version = version + 1, body = :body, at = :at
    WHERE (person, unit, scope) = (:person, :unit, :scope)
    """
)
_DISCARD = text(
    """
    DELETE FROM runtime.draft
    WHERE (person, unit, scope) IN (
        SELECT * FROM unnest(CAST(:persons AS text[]), CAST(:units AS text[]), CAST(:scopes AS text[])))
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One draft at one version; `body` is a JSON object as its writer's client made it."""

    scope: str
    version: int
    at: datetime
    body: bytes

    def __repr__(self) -> str:
        """Where it is and no word of it."""
        return f"Draft({self.scope!r}, version={self.version})"


class DraftChanged(Stale):
    """The same person has changed the draft elsewhere, or has sent it; `kept` is what is there now."""

    zh = "草稿已在别处改动或发出，请先比较。"
    en = "The draft was changed or sent elsewhere; compare the two first."

    def __init__(self, kept: Draft | None) -> None:
        """`kept` is content: it goes into the answer to its writer, and is no fact of the refusal."""
        super().__init__()
        self.kept = kept


class DraftTooLarge(Invalid):
    """A draft is words and choices; files have their own way."""

    zh = "草稿太大，最多{limit}字节。"
    en = "The draft is too large: at most {limit} bytes."


class TooManyDrafts(Conflict):
    """One person keeps only so many drafts."""

    zh = "您已有{limit}份草稿，请先发出或删除一些。"
    en = "You have {limit} drafts; send or delete some first."


async def list_drafts(tx: Tx, actor: Actor) -> Sequence[Draft]:
    """The actor's drafts, the last changed first."""
    connection = await tx.session.connection()
    return [Draft(**row) for row in (await connection.execute(_LIST, _whose(actor))).mappings()]


async def read(tx: Tx, actor: Actor, scope: str) -> Draft:
    """One draft of the actor; raises NotFound."""
    connection = await tx.session.connection()
    row = (await connection.execute(_READ, {**_whose(actor), "scope": scope})).mappings().first()
    if row is None:
        raise NotFound
    return Draft(**row)


async def put(tx: Tx, actor: Actor, scope: str, body: bytes, *, seen: int | None) -> Draft:
    """Keeps `body`. `seen` is the version the writer's client has read: 0 for none, None for whatever is there.

    The same words again are no change, so that a lost answer can be asked for again. Raises DraftChanged.
    """
    if len(body) > LARGEST:
        raise DraftTooLarge(limit=LARGEST)
    connection = await tx.session.connection()
    named = {**_whose(actor), "scope": scope}
    row = (await connection.execute(_HOLD, named)).mappings().first()
    kept = Draft(**row) if row else None
    if kept and kept.body == body:
        return kept
    if seen is not None and seen != (kept.version if kept else 0):
        raise DraftChanged(kept)
    if kept:
        await connection.execute(_CHANGE, {**named, "body": body, "at": tx.now})
        return Draft(scope=scope, version=kept.version + 1, at=tx.now, body=body)
    if (await connection.scalar(_COUNT, _whose(actor)) or 0) >= PER_PERSON:
        raise TooManyDrafts(limit=PER_PERSON)
    # The first version is drawn: who has last seen a draft that was sent must not take its successor for it.
    version = await connection.scalar(_ADD, {**named, "body": body, "at": tx.now})
    if version is None:
        raise DraftChanged(await read(tx, actor, scope))
    return Draft(scope=scope, version=version, at=tx.now, body=body)


async def delete(tx: Tx, actor: Actor, scope: str, *, seen: int | None) -> None:
    """Removes a draft; one that is not there is removed already. Raises DraftChanged."""
    connection = await tx.session.connection()
    row = (await connection.execute(_HOLD, {**_whose(actor), "scope": scope})).mappings().first()
    if row and seen is not None and seen != row["version"]:
        raise DraftChanged(Draft(**row))
    discard(tx, [(actor, scope)])


def discard(tx: Tx, sent: Sequence[tuple[Actor, str]]) -> None:
    """Removes drafts in the transaction of what they became; those that are not there are no fault."""
    if not sent:
        return
    tx.write(
        _DISCARD,
        {
            "persons": [actor.person for actor, _ in sent],
            "units": [actor.unit for actor, _ in sent],
            "scopes": [scope for _, scope in sent],
        },
    )


def _whose(actor: Actor) -> dict[str, str]:
    return {"person": actor.person, "unit": actor.unit}
