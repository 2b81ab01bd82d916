"""The evidence bundle of a case that was corrected and confirmed."""

from services.data_anomaly.domain.model import Case
from services.data_anomaly.domain.progress import State
from services.data_anomaly.store import cases, evidence, log
from services.data_anomaly.usecases.logbook import newest_head
from services.data_anomaly.usecases.told import looked_at
from shared.evidence.bundle import Bundle, write_bundle
from shared.evidence.jws import Envelope
from shared.evidence.records import Catalogue, Confirmation, Journal, Result
from shared.evidence.trust import Trust
from shared.kernel.access import Actor
from shared.kernel.ids import CaseId
from shared.kernel.refusals import Conflict
from shared.runtime.tx import Tx

CORRECTED = "corrected"


class NothingCorrected(Conflict):
    """Only a case that ended with a confirmed correction has an evidence bundle."""

    zh = "事项状态为{status}，只有更正并经确认的事项才有证据包。"
    en = "The case is {status}; only one that was corrected and confirmed has an evidence bundle."


class NotLoggedYet(Conflict):
    """The last entries of the case still wait for the sequencer."""

    zh = "日志尚未收录全部条目，请稍后再试。"
    en = "The log does not hold every entry of the case yet; try again shortly."


async def download_bundle(tx: Tx, actor: Actor, case_id: CaseId) -> tuple[Case, bytes]:
    """Everything an outsider needs but the trust file, in one deterministic file."""
    case = await looked_at(tx, actor, "download_bundle", case_id)
    if case.state is not State.CLOSED or case.outcome != CORRECTED:
        raise NothingCorrected(status=case.outcome or case.state)
    indexes = await log.indexes_of_case(tx, case_id)
    head = await newest_head(tx)
    if len(indexes) < case.version or head.size <= max(indexes):
        raise NotLoggedYet
    hashes = {name: digest for leaf in await cases.logged(tx, case_id) for name, digest in leaf.hashes.items()}

    async def member(name: str) -> bytes:
        return await evidence.get(tx, hashes[name])

    bundle = Bundle(
        certificate=Envelope.read(await member("certificate")),
        result=Result.read(await member("result")),
        journal=Journal.read(await member("journal")),
        confirmation=Confirmation.read(await member("confirmation")),
        leaves=await log.proven(tx, indexes, head),
        checkpoint=head.note,
        registry=Trust.read(await member("registry")),
        catalogue=Catalogue.read(await member("catalogue")),
    )
    return case, write_bundle(bundle)
