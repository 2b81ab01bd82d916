"""Statements for plans, certificates, signatures, reservations and the documents they consist of."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.dialects import postgresql
from sqlmodel import col, select

from services.data_anomaly.tables import (
    CertificateRow,
    EvidenceBlobRow,
    ExecutionRow,
    PlanOpRow,
    PlanRow,
    SignatureRow,
)
from shared.evidence.canonical import sha256
from shared.evidence.documents import Certificate, Plan
from shared.evidence.jws import Envelope, Signature
from shared.kernel.ids import CaseId, CertificateId
from shared.kernel.refusals import NotFound
from shared.runtime.tx import Tx

_LOCK_SYSTEM = text("SELECT pg_advisory_xact_lock(hashtext('portdesk.fields'), hashtext(:system))")
_OVERLAPPING = text(
    """
    SELECT f.number
    FROM plan_op mine
    JOIN plan_op other USING (system, record_key, record_id, path)
    JOIN case_file f ON f.id = other.case_id AND f.revision = other.revision
    WHERE mine.case_id = :case_id AND mine.revision = :revision AND other.case_id <> mine.case_id
      AND f.state IN ('certified', 'reserved', 'executing', 'unknown')
    LIMIT 1
    """
)


class NoSuchCertificate(NotFound):
    """The case has no certificate of this id."""

    zh = "该事项没有这份证明。"
    en = "The case has no such certificate."


class Asked(NamedTuple):
    """A certificate that was asked for: its document and what officers have signed so far."""

    id: CertificateId
    number: str
    envelope: Envelope

    @property
    def certificate(self) -> Certificate:
        """The frozen payload."""
        return Certificate.read(self.envelope.content)


async def put(tx: Tx, *contents: bytes) -> None:
    """Keeps documents under their hashes; one that is there already stays as it is."""
    rows = [{"sha256": sha256(content), "content": content} for content in contents]
    await tx.session.exec(postgresql.insert(EvidenceBlobRow).on_conflict_do_nothing(), params=rows)


async def get(tx: Tx, digest: str) -> bytes:
    """The document of a hash; raises NotFound."""
    found = await tx.session.get(EvidenceBlobRow, digest)
    if found is None:
        raise NotFound
    return found.content


async def add_plan(tx: Tx, plan: Plan) -> None:
    """Adds a revision with its operations."""
    await put(tx, plan.to_bytes())
    case_id = UUID(plan.case_id)
    await tx.session.exec(insert(PlanRow), params={"case_id": case_id, "revision": plan.rev, "sha256": plan.sha256})
    await tx.session.exec(
        insert(PlanOpRow),
        params=[
            {
                "case_id": case_id,
                "revision": plan.rev,
                "n": op.n,
                "op_id": UUID(op.op_id),
                "system": plan.target.system,
                "record_key": op.record.key,
                "record_id": op.record.id,
                "path": op.path,
            }
            for op in plan.ops
        ],
    )


async def plan(tx: Tx, case_id: CaseId, revision: int) -> Plan:
    """One revision of a case's plan; raises NotFound."""
    row = await tx.session.get(PlanRow, (case_id, revision))
    if row is None:
        raise NotFound
    return Plan.read(await get(tx, row.sha256))


async def add_certificate(tx: Tx, certificate: Certificate) -> None:
    """Adds a certificate that is asked for."""
    await put(tx, certificate.to_bytes())
    await tx.session.exec(
        insert(CertificateRow),
        params={
            "id": UUID(certificate.id),
            "case_id": UUID(certificate.case_id),
            "revision": certificate.plan.rev,
            "number": certificate.no,
            "payload_sha256": certificate.sha256,
        },
    )


async def asked(tx: Tx, case_id: CaseId, certificate_id: CertificateId) -> Asked:
    """A certificate of a case with the officers' signatures; raises NoSuchCertificate."""
    row = await tx.session.get(CertificateRow, certificate_id)
    if row is None or row.case_id != case_id:
        raise NoSuchCertificate
    query = select(SignatureRow).where(col(SignatureRow.certificate_id) == certificate_id)
    envelope = Envelope.around(Certificate.read(await get(tx, row.payload_sha256)))
    for signed in (await tx.session.exec(query.order_by(col(SignatureRow.n)))).all():
        envelope = envelope.with_signature(Signature(protected=signed.protected, signature=signed.signature))
    return Asked(certificate_id, row.number, envelope)


async def add_signature(
    tx: Tx, certificate_id: CertificateId, n: int, *, person: str, kid: str, signature: Signature
) -> None:
    """Adds an officer's signature as the n-th; a person signs a certificate once."""
    await tx.session.exec(
        insert(SignatureRow),
        params={
            "certificate_id": certificate_id,
            "n": n,
            "person": person,
            "kid": kid,
            "protected": signature.protected,
            "signature": signature.signature,
        },
    )


async def overlapping_case(tx: Tx, plan: Plan) -> str | None:
    """Number of another case whose active certificate covers a field of this plan; one look at a time per system."""
    connection = await tx.session.connection()
    await connection.execute(_LOCK_SYSTEM, {"system": plan.target.system})
    found: str | None = await connection.scalar(_OVERLAPPING, {"case_id": UUID(plan.case_id), "revision": plan.rev})
    return found


async def add_execution(
    tx: Tx, certificate_id: CertificateId, case_id: CaseId, *, at: datetime, fence_until: datetime
) -> None:
    """Consumes the one use of a certificate; a second reservation breaks on the primary key."""
    await tx.session.exec(
        insert(ExecutionRow),
        params={"certificate_id": certificate_id, "case_id": case_id, "reserved_at": at, "fence_until": fence_until},
    )


async def certificates_of(tx: Tx, case_id: CaseId) -> Sequence[CertificateId]:
    """All certificates that a case has asked for, oldest first."""
    query = select(CertificateRow.id).where(col(CertificateRow.case_id) == case_id).order_by(col(CertificateRow.id))
    return [CertificateId(certificate_id) for certificate_id in (await tx.session.exec(query)).all()]
