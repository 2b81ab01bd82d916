"""Certificates: asked for, signed by distinct officers, sealed and issued at the quorum, returned, revoked."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.data_anomaly.domain.certificates import AlreadyCovered, Application, Rulebook, draw_up, grant_for
from services.data_anomaly.domain.model import Case
from services.data_anomaly.domain.progress import Action, Terms
from services.data_anomaly.domain.signer import Signer
from services.data_anomaly.store import cases, evidence, registry, timers
from services.data_anomaly.store.evidence import Asked
from services.data_anomaly.store.timers import Timer
from services.data_anomaly.usecases.planning import last_hashes
from services.data_anomaly.usecases.registering import catalogue, trust_of
from services.data_anomaly.usecases.told import act, looked_at, move, taken
from shared.contracts import anomaly as events
from shared.evidence import issue
from shared.evidence.documents import Certificate, Preview
from shared.evidence.jws import Envelope, Signature
from shared.evidence.scalars import instant, stamp
from shared.evidence.trust import Key, Trust
from shared.kernel.access import SYSTEM, Actor
from shared.kernel.clock import LOCAL_TIME
from shared.kernel.ids import CaseId, CertificateId, PersonId, SystemCode, UnitCode, uuid7
from shared.kernel.refusals import Forbidden
from shared.kernel.units import Unit
from shared.runtime.tx import Tx

SERIES = "certificate"


class AnothersKey(Forbidden):
    """A signature is handed in by the person whose key made it."""

    zh = "签名所用密钥不属于您本人。"
    en = "The key of this signature belongs to another person."


async def request_certificate(
    tx: Tx,
    actor: Actor,
    case_id: CaseId,
    application: Application,
    *,
    rulebook: Rulebook,
    units: Mapping[UnitCode, Unit],
    signer: Signer,
    seen: int | None,
) -> tuple[Case, Certificate]:
    """The payload is frozen: this plan, this executor, this window, these officers."""
    case = await taken(tx, actor, "request_certificate", case_id, seen)
    case.expect(Action.REQUEST)
    plan = await evidence.plan(tx, case_id, case.revision)
    grants = [grant for _, grant in await registry.grants(tx)]
    year = tx.now.astimezone(LOCAL_TIME).year
    certificate = draw_up(
        case,
        plan,
        grant_for(case, plan, grants, at=tx.now),
        units[case.competent_unit or UnitCode("")],
        application,
        rulebook=rulebook,
        preview=Preview(
            view_sha256=(await last_hashes(tx, case, "plan.previewed")).get("preview", ""),
            at=stamp(case.progress.previewed_at or tx.now),
        ),
        certificate_id=CertificateId(uuid7(tx.now)),
        number=rulebook.numbered(year, await cases.next_number(tx, SERIES, year)),
        origin=signer.log.origin,
        at=tx.now,
    )
    issue.draft(certificate)
    terms = Terms(
        certificate=certificate.id,
        plan_sha256=plan.sha256,
        executor=PersonId(plan.executor.person),
        signers=tuple(PersonId(each.person) for each in certificate.signers),
        need=certificate.quorum.need,
        not_before=instant(certificate.nbf),
        expires=instant(certificate.exp),
    )
    asked = await move(
        tx,
        case,
        act(tx, actor, Action.REQUEST, terms=terms, certificate=certificate.id),
        events.CertificateRequested,
        by=actor,
        about=UUID(certificate.id),
        hashes={"payload": certificate.sha256, "plan": plan.sha256},
        plan_sha256=plan.sha256,
        need=certificate.quorum.need,
        **_named(certificate),
    )
    await evidence.add_certificate(tx, certificate)
    await timers.set_timer(
        tx, Timer(case_id, CertificateId(UUID(certificate.id)), Action.EXPIRE, instant(certificate.exp))
    )
    return asked, certificate


async def read_signing_input(
    tx: Tx, actor: Actor, case_id: CaseId, certificate_id: CertificateId
) -> tuple[Asked, Mapping[str, Key]]:
    """The frozen payload, and which keys of the actor may sign it."""
    await looked_at(tx, actor, "read_signing_input", case_id)
    asked = await evidence.asked(tx, case_id, certificate_id)
    own = {
        kid: key
        for kid, key in (await registry.keys(tx)).items()
        if key.use == "officer" and key.person == actor.person and key.live(tx.now)
    }
    return asked, own


async def sign_certificate(
    tx: Tx,
    actor: Actor,
    case_id: CaseId,
    certificate_id: CertificateId,
    signature: Signature,
    *,
    signer: Signer,
    seen: int | None,
) -> tuple[Case, Asked, Envelope | None]:
    """One officer's signature; with the last one needed the department's seal is set and the certificate issued."""
    case = await taken(tx, actor, "sign_certificate", case_id, seen)
    asked = await evidence.asked(tx, case_id, certificate_id)
    trust = await trust_of(tx, SystemCode(asked.certificate.plan.target.system), signer=signer)
    header = signature.header
    if trust.key(header.kid).person != actor.person:
        raise AnothersKey
    envelope = issue.add_signature(asked.envelope, signature, trust, now=tx.now)
    case = await move(
        tx,
        case,
        act(tx, actor, Action.SIGN, certificate=str(certificate_id)),
        events.CertificateSigned,
        by=actor,
        about=certificate_id,
        hashes={"payload": asked.certificate.sha256, "signature": signature.sha256},
        kid=header.kid,
        role=header.role,
        **_named(asked.certificate),
    )
    n = len(envelope.signatures)
    await evidence.add_signature(tx, certificate_id, n, person=actor.person, kid=header.kid, signature=signature)
    signed = Asked(certificate_id, asked.number, envelope)
    if not issue.quorum_reached(envelope, trust, now=tx.now):
        return case, signed, None
    return await _issue(tx, case, signed, trust, signer=signer)


async def return_certificate(
    tx: Tx, actor: Actor, case_id: CaseId, certificate_id: CertificateId, reason: str, *, seen: int | None
) -> Case:
    """An officer sends the request back unsigned; the plan may be mended."""
    case = await taken(tx, actor, "return_certificate", case_id, seen)
    asked = await evidence.asked(tx, case_id, certificate_id)
    return await move(
        tx,
        case,
        act(tx, actor, Action.RETURN, certificate=str(certificate_id)),
        events.CertificateReturned,
        by=actor,
        about=certificate_id,
        words={"reason": reason},
        hashes={"payload": asked.certificate.sha256},
        reason=reason,
        **_named(asked.certificate),
    )


async def revoke_certificate(
    tx: Tx, actor: Actor, case_id: CaseId, certificate_id: CertificateId, reason: str, *, seen: int | None
) -> Case:
    """The department takes back what it issued and nobody has used; a later reservation is impossible."""
    case = await taken(tx, actor, "revoke_certificate", case_id, seen)
    asked = await evidence.asked(tx, case_id, certificate_id)
    return await move(
        tx,
        case,
        act(tx, actor, Action.REVOKE, certificate=str(certificate_id)),
        events.CertificateRevoked,
        by=actor,
        about=certificate_id,
        words={"reason": reason},
        hashes={"certificate": (await last_hashes(tx, case, "cert.issued")).get("certificate", "")},
        reason=reason,
        **_named(asked.certificate),
    )


async def expire(tx: Tx, case: Case, asked: Asked) -> Case:
    """The last instant of a certificate came before its use."""
    issued = await cases.leaf(tx, case.id, "cert.issued", asked.id)
    return await move(
        tx,
        case,
        act(tx, SYSTEM, Action.EXPIRE, certificate=str(asked.id)),
        events.CertificateExpired,
        by=SYSTEM,
        about=asked.id,
        hashes={"certificate": issued.hashes["certificate"] if issued else asked.certificate.sha256},
        **_named(asked.certificate),
    )


async def read_certificate(
    tx: Tx, actor: Actor, case_id: CaseId, certificate_id: CertificateId
) -> tuple[Asked, Envelope | None]:
    """A certificate as it was asked for, and sealed if it was issued."""
    await looked_at(tx, actor, "read_certificate", case_id)
    asked = await evidence.asked(tx, case_id, certificate_id)
    return asked, await sealed(tx, case_id, certificate_id)


async def sealed(tx: Tx, case_id: CaseId, certificate_id: CertificateId) -> Envelope | None:
    """The sealed certificate; None when it was never issued."""
    issued = await cases.leaf(tx, case_id, "cert.issued", certificate_id)
    return None if issued is None else Envelope.read(await evidence.get(tx, issued.hashes["certificate"]))


async def _issue(tx: Tx, case: Case, signed: Asked, trust: Trust, *, signer: Signer) -> tuple[Case, Asked, Envelope]:
    certificate = signed.certificate
    if other := await evidence.overlapping_case(tx, certificate.plan):
        raise AlreadyCovered(case=other)
    whole = catalogue(await registry.types(tx))
    envelope = signer.seal(signed.envelope, UnitCode(certificate.issuer.unit), trust, now=tx.now)
    await evidence.put(tx, envelope.to_bytes(), trust.to_bytes(), whole.to_bytes())
    issued = await move(
        tx,
        case,
        act(tx, SYSTEM, Action.ISSUE, certificate=certificate.id),
        events.CertificateIssued,
        by=SYSTEM,
        about=signed.id,
        hashes={"certificate": envelope.sha256, "registry": trust.sha256, "catalogue": whole.sha256},
        jws_sha256=envelope.sha256,
        **_named(certificate),
    )
    return issued, signed, envelope


def _named(certificate: Certificate) -> dict[str, Any]:
    return {"certificate_id": UUID(certificate.id), "certificate_number": certificate.no}
