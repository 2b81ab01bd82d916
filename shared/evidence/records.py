"""What is logged, presented, journalled and bundled about a certificate, as frozen models. Nothing is checked here."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from shared.evidence.documents import MAX_OPS, CorrectionKind, Document, Person, Record
from shared.evidence.jws import Base64Url, Envelope
from shared.evidence.scalars import Name, Pointer, Sha256, Text, Time, Typed, Uuid

Zone = Literal["A", "B", "C"]
"""A: the authority's own system; B: copies at the Single Window and E-port; C: declared content, never corrected."""
Mode = Literal["observe", "enforce"]
LeafType = Annotated[str, Field(pattern=r"^[a-z]+\.[a-z_]+$", max_length=40)]


class Leaf(Document):
    """One entry of the transparency log: ids and hashes only, never content.

    `case_seq` counts the entries of the case from 1 without gaps; both are absent on entries about no case.
    """

    t: LeafType
    at: Time
    case: Name | None = None
    case_seq: Annotated[int, Field(ge=1)] | None = None
    h: Mapping[Name, Sha256]
    ref: Name


class ProvenLeaf(Document):
    """A log entry with its index and the path to the checkpoint's root (base64url, leaf's sibling first)."""

    index: Annotated[int, Field(ge=0)]
    leaf: Leaf
    proof: Annotated[tuple[Base64Url, ...], Field(max_length=64)]


class Presentation(Document):
    """What is shown to a guard before a write: a certificate, and the proof that it was issued and reserved."""

    typ: Literal["portdesk.presentation/1"] = "portdesk.presentation/1"
    certificate: Envelope
    leaves: Annotated[tuple[ProvenLeaf, ...], Field(max_length=8)]
    checkpoint: str


class JournalEntry(Document):
    """What the target says became of one operation; signed by the guard's key.

    `before` and `version_before` are what stood there; `after` and `version` are what stands there now, which is
    the same when the state is `refused`.
    """

    typ: Literal["portdesk.journal/1"] = "portdesk.journal/1"
    system: Name
    certificate: Uuid
    plan_sha256: Sha256
    op_id: Uuid
    state: Literal["applied", "refused"]
    record: Record
    path: Pointer
    before: Typed
    after: Typed
    version_before: str
    version: str
    request_sha256: Sha256
    mode: Mode
    at: Time


class Journal(Document):
    """The guard's entries for all operations of a plan, in its order: `journal.jws.json`."""

    entries: Annotated[tuple[Envelope, ...], Field(min_length=1, max_length=MAX_OPS)]


class ReadBack(Document):
    """One field as it was read from the target after execution."""

    op_id: Uuid
    value: Typed
    version: str


class Result(Document):
    """What the executor found when reading back."""

    typ: Literal["portdesk.result/1"] = "portdesk.result/1"
    certificate: Uuid
    plan_sha256: Sha256
    outcome: Literal["applied"]
    ops: Annotated[tuple[ReadBack, ...], Field(min_length=1, max_length=MAX_OPS)]
    at: Time


class Confirmation(Document):
    """That the reporter or the department finds the record right now."""

    typ: Literal["portdesk.confirmation/1"] = "portdesk.confirmation/1"
    case: Name
    case_id: Uuid
    certificate: Uuid
    result_sha256: Sha256
    confirmer: Person
    at: Time


class CatalogueType(Document):
    """One anomaly type as far as a verifier needs it."""

    type: Name
    zh: Text
    en: Text
    zones: tuple[Zone, ...]
    kinds: tuple[CorrectionKind, ...]


class Catalogue(Document):
    """The anomaly types that were in force when the certificate was issued."""

    typ: Literal["portdesk.catalogue/1"] = "portdesk.catalogue/1"
    types: tuple[CatalogueType, ...]
