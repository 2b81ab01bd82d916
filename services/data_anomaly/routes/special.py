"""The special case: plan, preview, certificate, reservation."""

from typing import cast
from uuid import UUID

from fastapi import APIRouter, Response

from services.data_anomaly.routes.common import CasePath, CertificatePath, MadeDep, case_view, certificate_url
from services.data_anomaly.usecases import certifying, executing, planning
from services.data_anomaly.wire.params import CertificateParams, PlanParams, ReasonParams, SignatureParams
from services.data_anomaly.wire.views import CaseView, CertificateView, PlanView, SigningInputView
from shared.evidence.jws import Envelope
from shared.kernel.ids import CaseId, CertificateId
from shared.runtime.http.deps import ActorDep, IfMatchDep, ReadDep, TxDep
from shared.runtime.http.once import OnceDep

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["special case"])


@router.put("/plan")
async def save_plan(
    case_id: CasePath, params: PlanParams, response: Response, actor: ActorDep, seen: IfMatchDep, made: MadeDep
) -> CaseView:
    """Save a revision of the plan; the target is read now for values and versions, and earlier signatures are void."""
    return case_view(response, await made.looking.save_plan(actor, CaseId(case_id), params.draft(), seen=seen), actor)


@router.get("/plan")
async def read_plan(case_id: CasePath, tx: ReadDep, actor: ActorDep) -> PlanView:
    """The newest revision of the plan."""
    return PlanView.of(await planning.read_plan(tx, actor, CaseId(case_id)))


@router.post("/plan/preview")
async def preview_plan(
    case_id: CasePath, response: Response, actor: ActorDep, seen: IfMatchDep, made: MadeDep
) -> CaseView:
    """Run the plan dry on the target; it holds for 24 hours."""
    return case_view(response, await made.looking.preview_plan(actor, CaseId(case_id), seen=seen), actor)


@router.post("/certificates", status_code=201, response_model=CertificateView)
async def request_certificate(
    case_id: CasePath,
    params: CertificateParams,
    tx: TxDep,
    actor: ActorDep,
    seen: IfMatchDep,
    once: OnceDep,
    made: MadeDep,
) -> Response:
    """Ask the competent unit for a certificate: the payload is frozen and waits for the officers named."""

    async def create() -> CertificateView:
        _, certificate = await certifying.request_certificate(
            tx,
            actor,
            CaseId(case_id),
            params.application(),
            rulebook=made.rulebook,
            units=await made.directory.units(tx),
            signer=made.signer,
            seen=seen,
        )
        return CertificateView.of(CertificateId(UUID(certificate.id)), Envelope.around(certificate))

    return await once(
        tx, create, location=lambda view: certificate_url(CaseId(case_id), cast("CertificateView", view).id)
    )


@router.get("/certificates/{certificate_id}")
async def read_certificate(
    case_id: CasePath, certificate_id: CertificatePath, tx: ReadDep, actor: ActorDep
) -> CertificateView:
    """A certificate, and its sealed original once it is issued."""
    asked, sealed = await certifying.read_certificate(tx, actor, CaseId(case_id), CertificateId(certificate_id))
    return CertificateView.of(asked.id, asked.envelope, sealed)


@router.get("/certificates/{certificate_id}/signing-input")
async def read_signing_input(
    case_id: CasePath, certificate_id: CertificatePath, tx: ReadDep, actor: ActorDep
) -> SigningInputView:
    """The frozen payload that officers sign with keys of their own (`portdesk sign`)."""
    asked, keys = await certifying.read_signing_input(tx, actor, CaseId(case_id), CertificateId(certificate_id))
    return SigningInputView.of(asked.envelope, keys, actor)


@router.post("/certificates/{certificate_id}/signatures", status_code=201, response_model=CertificateView)
async def sign_certificate(
    case_id: CasePath,
    certificate_id: CertificatePath,
    params: SignatureParams,
    tx: TxDep,
    actor: ActorDep,
    seen: IfMatchDep,
    once: OnceDep,
    made: MadeDep,
) -> Response:
    """Hand in one officer's signature; at the quorum the department's seal is set and the certificate issued."""

    async def create() -> CertificateView:
        _, asked, sealed = await certifying.sign_certificate(
            tx, actor, CaseId(case_id), CertificateId(certificate_id), params.signed(), signer=made.signer, seen=seen
        )
        return CertificateView.of(asked.id, asked.envelope, sealed)

    return await once(tx, create, location=lambda _: certificate_url(CaseId(case_id), CertificateId(certificate_id)))


@router.post("/certificates/{certificate_id}/return")
async def return_certificate(
    case_id: CasePath,
    certificate_id: CertificatePath,
    params: ReasonParams,
    response: Response,
    tx: TxDep,
    actor: ActorDep,
    seen: IfMatchDep,
) -> CaseView:
    """Send the request back unsigned."""
    case = await certifying.return_certificate(
        tx, actor, CaseId(case_id), CertificateId(certificate_id), params.reason, seen=seen
    )
    return case_view(response, case, actor)


@router.post("/certificates/{certificate_id}/revocation")
async def revoke_certificate(
    case_id: CasePath,
    certificate_id: CertificatePath,
    params: ReasonParams,
    response: Response,
    tx: TxDep,
    actor: ActorDep,
    seen: IfMatchDep,
) -> CaseView:
    """Take back an issued certificate that was not used."""
    case = await certifying.revoke_certificate(
        tx, actor, CaseId(case_id), CertificateId(certificate_id), params.reason, seen=seen
    )
    return case_view(response, case, actor)


@router.post("/certificates/{certificate_id}/reservation")
async def reserve_execution(
    case_id: CasePath,
    certificate_id: CertificatePath,
    response: Response,
    tx: TxDep,
    actor: ActorDep,
    seen: IfMatchDep,
) -> CaseView:
    """Consume the certificate's one use; the connector then writes once, behind the target's guard."""
    case = await executing.reserve_execution(tx, actor, CaseId(case_id), CertificateId(certificate_id), seen=seen)
    return case_view(response, case, actor)
