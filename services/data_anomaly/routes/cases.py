"""A case from its report to its end by business rules."""

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter, Response

from services.data_anomaly.routes.common import CasePath, MadeDep, case_url, case_view
from services.data_anomaly.usecases import bundling, handling, opening
from services.data_anomaly.wire.params import InterveneParams, OpenCaseParams, ReasonParams, TriageParams
from services.data_anomaly.wire.views import ActsView, CasePage, CaseView
from shared.evidence.bundle import file_name
from shared.kernel.ids import CaseId, RequestId, uuid7
from shared.runtime.http.deps import ActorDep, CursorQuery, IfMatchDep, LimitQuery, ReadDep, TxDep
from shared.runtime.http.once import OnceDep
from shared.runtime.http.pages import cursor_of, link_next, position

NEWEST = (datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1))

router = APIRouter(prefix="/v1/cases", tags=["cases"])


@router.post("", status_code=201, response_model=CaseView)
async def open_case(params: OpenCaseParams, tx: TxDep, actor: ActorDep, once: OnceDep, made: MadeDep) -> Response:
    """Report a data anomaly directly; intake keeps a request for it. Machines must send an Idempotency-Key."""

    async def create() -> CaseView:
        filing = params.filing(actor, RequestId(uuid7(tx.now)))
        units = await made.directory.units(tx)
        case = await opening.open_case(tx, actor, filing, params.told(actor), units=units)
        return CaseView.of(case, actor)

    return await once(tx, create, location=lambda view: case_url(view.id))  # type: ignore[attr-defined]


@router.get("")
async def list_cases(
    response: Response, tx: ReadDep, actor: ActorDep, limit: LimitQuery = 50, cursor: CursorQuery = None
) -> CasePage:
    """The cases of the caller's unit, newest first."""
    found = await handling.list_cases(tx, actor, after=position(cursor) or NEWEST, limit=limit)
    following = cursor_of(found[-1][0], found[-1][1].id) if len(found) == limit else None
    link_next(response, "/anomaly/v1/cases", following, limit)
    return CasePage(items=[CaseView.of(case, actor) for _, case in found], next=following)


@router.get("/{case_id}")
async def read_case(case_id: CasePath, response: Response, tx: ReadDep, actor: ActorDep) -> CaseView:
    """One case with what the caller may do with it now."""
    return case_view(response, await handling.read_case(tx, actor, CaseId(case_id)), actor)


@router.get("/{case_id}/acts")
async def list_acts(case_id: CasePath, tx: ReadDep, actor: ActorDep) -> ActsView:
    """What was done with the case, in order; each document's hash is in the transparency log."""
    return ActsView.of(await handling.list_acts(tx, actor, CaseId(case_id)))


@router.post("/{case_id}/triage")
async def triage_case(
    case_id: CasePath,
    params: TriageParams,
    response: Response,
    tx: TxDep,
    actor: ActorDep,
    seen: IfMatchDep,
    made: MadeDep,
) -> CaseView:
    """Decide type and severity; the competent unit follows from type, territory and directory, and becomes the lead."""
    case = await handling.triage_case(
        tx,
        actor,
        CaseId(case_id),
        params.type,
        params.severity,
        units=await made.directory.units(tx),
        seen=seen,
    )
    return case_view(response, case, actor)


@router.post("/{case_id}/acceptance")
async def accept_case(case_id: CasePath, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep) -> CaseView:
    """Take the case up in the competent unit."""
    return case_view(response, await handling.accept_case(tx, actor, CaseId(case_id), seen=seen), actor)


@router.post("/{case_id}/intervention")
async def intervene(
    case_id: CasePath, params: InterveneParams, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> CaseView:
    """Settle it by business rules: no technical step, confirmation follows (Article 12)."""
    case = await handling.intervene(tx, actor, CaseId(case_id), params.rule, params.outcome, seen=seen)
    return case_view(response, case, actor)


@router.post("/{case_id}/special-case")
async def declare_special(
    case_id: CasePath, params: ReasonParams, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> CaseView:
    """Declare that business means do not suffice; a correction plan may be made."""
    return case_view(
        response, await handling.declare_special(tx, actor, CaseId(case_id), params.reason, seen=seen), actor
    )


@router.post("/{case_id}/confirmation")
async def confirm_case(case_id: CasePath, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep) -> CaseView:
    """Find it right and close the case; never by whoever executed."""
    return case_view(response, await handling.confirm_case(tx, actor, CaseId(case_id), seen=seen), actor)


@router.post("/{case_id}/dispute")
async def dispute_case(
    case_id: CasePath, params: ReasonParams, response: Response, tx: TxDep, actor: ActorDep, seen: IfMatchDep
) -> CaseView:
    """Deny that it is right: back to the department."""
    case = await handling.dispute_case(tx, actor, CaseId(case_id), params.reason, seen=seen)
    return case_view(response, case, actor)


@router.get(
    "/{case_id}/bundle",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}, "description": "The evidence bundle."}},
)
async def download_bundle(case_id: CasePath, tx: ReadDep, actor: ActorDep) -> Response:
    """The evidence of a corrected case, to be verified offline: `portdesk verify BUNDLE --trust trust.json`."""
    case, bundle = await bundling.download_bundle(tx, actor, CaseId(case_id))
    headers = {"Content-Disposition": f'attachment; filename="{file_name(case.number)}"'}
    return Response(bundle, headers=headers, media_type="application/zip")
