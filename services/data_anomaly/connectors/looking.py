"""Acts that have to look at the target first: permitted and checked, then read over HTTP, then decided and saved."""

from dataclasses import dataclass

from services.data_anomaly.connectors.port import NoSuchRecord, reach
from services.data_anomaly.domain import plans
from services.data_anomaly.domain.model import Case
from services.data_anomaly.domain.networks import TargetNetworks
from services.data_anomaly.domain.plans import Draft, RecordName
from services.data_anomaly.domain.signer import Signer
from services.data_anomaly.domain.target import Reading
from services.data_anomaly.usecases import planning
from shared.kernel.access import Actor
from shared.kernel.ids import CaseId
from shared.runtime.directory import Directory
from shared.runtime.tx import Transactions


@dataclass(frozen=True, slots=True)
class Looking:
    """Two transactions with a look at the target between them; the second one checks everything again."""

    transactions: Transactions
    directory: Directory
    signer: Signer
    networks: TargetNetworks

    async def save_plan(self, actor: Actor, case_id: CaseId, draft: Draft, *, seen: int | None) -> Case:
        """Values and versions of a plan are what the target shows now, not what the planner believes."""
        async with self.transactions.read() as tx:
            units = await self.directory.units(tx)
            looked = await planning.prepare_plan(tx, actor, case_id, draft, units=units)
        assert looked.executor is not None
        readings: dict[RecordName, Reading] = {}
        async with reach(looked.connector, self.networks) as port:
            for place, wish in enumerate(draft.wishes):
                try:
                    readings |= await port.read([(wish.key, wish.id)])
                except NoSuchRecord as missing:
                    raise NoSuchRecord(pointer=f"/ops/{place}/record/id", **missing.facts) from None
        async with self.transactions.write() as tx:
            return await planning.save_plan(
                tx, actor, case_id, draft, readings, executor=looked.executor, signer=self.signer, seen=seen
            )

    async def preview_plan(self, actor: Actor, case_id: CaseId, *, seen: int | None) -> Case:
        """A dry run of exactly the newest revision."""
        async with self.transactions.read() as tx:
            looked = await planning.prepare_preview(tx, actor, case_id)
        assert looked.plan is not None
        async with reach(looked.connector, self.networks) as port:
            readings = await port.read(plans.records_of(looked.plan))
        async with self.transactions.write() as tx:
            return await planning.preview_plan(tx, actor, case_id, looked.plan, readings, seen=seen)
