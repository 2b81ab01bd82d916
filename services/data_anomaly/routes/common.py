"""What the routes share: path parameters, and what the application was made with."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request, Response

from services.data_anomaly.connectors.looking import Looking
from services.data_anomaly.domain.certificates import Rulebook
from services.data_anomaly.domain.model import Case
from services.data_anomaly.domain.networks import TargetNetworks
from services.data_anomaly.domain.signer import Signer
from services.data_anomaly.wire.views import CaseView
from shared.kernel.access import Actor
from shared.kernel.ids import CaseId, CertificateId
from shared.runtime.directory import Directory
from shared.runtime.http.deps import etag


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What the application was made with; hangs on `app.state.made`."""

    signer: Signer
    directory: Directory
    looking: Looking
    networks: TargetNetworks
    rulebook: Rulebook


async def _made(request: Request) -> Made:
    made: Made = request.app.state.made
    return made


MadeDep = Annotated[Made, Depends(_made)]
CasePath = Annotated[UUID, Path(alias="case_id", description="Id of the case.")]
CertificatePath = Annotated[UUID, Path(alias="certificate_id", description="Id of the certificate.")]


def case_view(response: Response, case: Case, actor: Actor) -> CaseView:
    """The case as the answer, with its version as ETag."""
    response.headers["ETag"] = etag(case.version)
    return CaseView.of(case, actor)


def case_url(case_id: CaseId) -> str:
    """Where a case is read."""
    return f"/anomaly/v1/cases/{case_id}"


def certificate_url(case_id: CaseId, certificate_id: CertificateId) -> str:
    """Where a certificate is read."""
    return f"{case_url(case_id)}/certificates/{certificate_id}"
