"""A case as a frozen value: what it is about, who stands how to it, and its progress. How it moves is in `moves`."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.data_anomaly.domain.moves import actions_from, step
from services.data_anomaly.domain.progress import Act, Action, Progress, State
from services.data_anomaly.domain.types import AnomalyType, Competence
from shared.evidence.documents import Person
from shared.kernel.access import Parties, Party, Standing
from shared.kernel.desk import Severity
from shared.kernel.ids import CaseId, PersonId, RequestId, SystemCode, UnitCode
from shared.kernel.refusals import NotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What is known when a case is opened. `first_contact` and `territorial_unit` may only follow with the request.

    Not `for_unit` is what somebody brought for themselves, by the portal: their unit has no standing by it.
    """

    request_id: RequestId
    territory: str
    system: SystemCode | None
    title: str
    reported_type: str
    severity: Severity
    reporter: Person
    desk: UnitCode | None
    territorial_unit: UnitCode | None = None
    first_contact: UnitCode | None = None
    for_unit: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One anomaly case at one version. `desk` is the E-port company that leads until a competent unit is found."""

    id: CaseId
    number: str
    version: int = 0
    filing: Filing
    type: str
    severity: Severity
    competent_unit: UnitCode | None = None
    special_reason: str | None = None
    outcome: str | None = None
    revision: int = 0
    progress: Progress
    opened_at: datetime
    changed_at: datetime

    @property
    def state(self) -> State:
        """Where the case stands."""
        assert self.progress.state is not None
        return self.progress.state

    @property
    def parties(self) -> Parties:
        """Who stands how to this case; kept as rows, so that lists and single reads agree."""
        filing = self.filing
        held = {Party(filing.reporter.unit, Standing.ON_BEHALF)} if filing.for_unit else set()
        if filing.system:
            held.add(Party(str(filing.system), Standing.OPERATOR))
        if filing.territorial_unit:
            held.add(Party(str(filing.territorial_unit), Standing.TERRITORY))
        if filing.first_contact:
            held.add(Party(str(filing.first_contact), Standing.FIRST_CONTACT))
        if filing.desk:
            held.add(Party(str(filing.desk), Standing.CO_HANDLER if self.competent_unit else Standing.LEAD))
        if self.competent_unit:
            held.add(Party(str(self.competent_unit), Standing.LEAD))
        if terms := self.progress.terms:
            # Named in person: an executor of the Data Center takes part only as long as the certificate lasts.
            held.add(Party(str(terms.executor), Standing.CO_HANDLER))
        return frozenset(held)

    @property
    def audience(self) -> tuple[UnitCode, ...]:
        """Units that may read the case at this version."""
        filing = self.filing
        reporter = filing.reporter.unit if filing.for_unit else None
        units = (reporter, filing.territorial_unit, filing.first_contact, filing.desk, self.competent_unit)
        return tuple(sorted({UnitCode(unit) for unit in units if unit}))

    def do(self, act: Act) -> tuple["Case", str]:
        """The case one act and one version further, with the kind of log leaf that records it."""
        progress, leaf = step(self.progress, act)
        return replace(self, progress=progress, version=self.version + 1, changed_at=act.at), leaf

    def expect(self, action: Action) -> None:
        """Refuses an action that the state has no move for, before work is done for it; guards may still refuse."""
        if action not in (allowed := actions_from(self.state)):
            raise NotAllowed(status=self.state, action=action, allowed=allowed)

    def triaged(self, type_: AnomalyType, severity: Severity, competence: Competence) -> "Case":
        """The same with what triage has decided."""
        return replace(self, type=type_.ref, severity=severity, competent_unit=competence.unit)

    def told(self, filing: Filing) -> "Case":
        """The same with what intake decided about the request: no act of the case, so no new version."""
        learnt = replace(self.filing, territorial_unit=filing.territorial_unit, first_contact=filing.first_contact)
        return replace(self, filing=learnt)


def person_of(unit: UnitCode, person: PersonId) -> Person:
    """A person as documents name one."""
    return Person(unit=str(unit), person=str(person))
