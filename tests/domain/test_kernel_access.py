"""Who may do what: the table is the only source of rights, and every cell of it decides as written."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.policy import RULES
from shared.kernel.access import (
    NEVER_KEPT,
    NO_RECORD,
    SYSTEM,
    Actor,
    Attempt,
    NotYours,
    Party,
    Rights,
    Role,
    Rule,
    Rules,
    Scope,
    Standing,
    Unguarded,
    decide,
    standings,
)
from shared.kernel.ids import PersonId, SystemCode, UnitCode
from shared.kernel.refusals import Forbidden, NotFound, Refusal

READ = "read_request"
OURS, THEIRS = UnitCode("HA-TAX"), UnitCode("HA-410300-PORT")
SCOPES = frozenset({"requests:read", "requests:write"})


def actor(*roles: Role, scopes: frozenset[str] = SCOPES) -> Actor:
    return Actor(person=PersonId("p-1"), unit=OURS, roles=frozenset(roles), scopes=scopes)


def outcome(role: Role, operation: str, parties: frozenset[Party]) -> str:
    try:
        decide(RULES, READ, actor(role), operation, parties, record="r-1")
    except NotFound:
        return "unknown"
    except Forbidden:
        return "forbidden"
    return "permitted"


@pytest.mark.parametrize("operation", sorted(RULES))
def test_the_matrix_of_roles_and_standings_decides_as_the_table_says(operation: str) -> None:
    needs, reads = RULES[operation].needs, RULES[READ].needs

    for role, standing, holder in product(Role, Standing, (OURS, THEIRS)):
        held = set(reads.get(role, ())) & {Standing.PROVINCE} | ({standing} if holder == OURS else set()) - NEVER_KEPT
        expected = (
            "permitted"
            if set(needs.get(role, ())) & held
            else "forbidden"
            if operation != READ and set(reads.get(role, ())) & held
            else "unknown"
        )
        found = outcome(role, operation, frozenset({Party(holder, standing)}))
        assert found == expected, (operation, role, standing, holder)


@pytest.mark.parametrize("standing", sorted(NEVER_KEPT))
def test_a_standing_that_is_never_kept_cannot_be_had_by_a_row(standing: Standing) -> None:
    rules = {READ: Rule({Role.CLERK: frozenset({standing})}, reads=True)}
    kept = frozenset({Party(OURS, standing), Party(THEIRS, Standing.LEAD)})

    found = decide_or_none(rules, actor(Role.CLERK), kept)

    assert found is (Standing.PROVINCE if standing is Standing.PROVINCE else None)


def test_configuration_is_the_own_units_alone() -> None:
    rules = {"change": Rule({Role.ADMINISTRATOR: frozenset({Standing.OWN_UNIT})})}

    assert decide(rules, "change", actor(Role.ADMINISTRATOR), "change", record="e-1", owner=OURS)
    with pytest.raises(NotFound):
        decide(rules, "change", actor(Role.ADMINISTRATOR), "change", record="e-1", owner=THEIRS)


def test_a_creation_that_is_not_allowed_is_forbidden_since_there_is_nothing_to_hide() -> None:
    with pytest.raises(NotYours) as refused:
        decide(RULES, READ, actor(Role.AUDITOR), "create_request", NO_RECORD)

    assert refused.value.facts == {"operation": "create_request"}


def test_a_refused_decision_says_who_tried_what_for_the_trail() -> None:
    with pytest.raises(NotFound) as refused:
        decide(RULES, READ, actor(Role.HANDLER), "add_message", {Party(THEIRS, Standing.LEAD)}, record="r-1")

    attempt = refused.value.attempt
    assert attempt == Attempt(operation="add_message", record="r-1", actor=actor(Role.HANDLER))
    assert "p-1" not in str(refused.value.facts)


@pytest.mark.parametrize("holder", ["HA-TAX", "p-1", "hn-sw-tax"])
def test_a_machine_is_known_by_its_unit_its_own_name_and_the_systems_it_speaks_for(holder: str) -> None:
    machine = Actor(
        person=PersonId("p-1"),
        unit=OURS,
        roles=frozenset({Role.PORT_SYSTEM}),
        scopes=SCOPES,
        systems=frozenset({SystemCode("hn-sw-tax")}),
    )

    assert decide(RULES, READ, machine, READ, {Party(holder, Standing.OPERATOR)}, record="r-1")


def test_a_machine_without_the_scope_may_not() -> None:
    with pytest.raises(NotYours):
        decide(RULES, READ, actor(Role.PORT_SYSTEM, scopes=frozenset({"requests:read"})), "create_request")


@given(
    st.sampled_from(sorted(RULES)), st.sets(st.sampled_from(Role)), st.sets(st.sampled_from(sorted(SCOPES)) | st.text())
)
def test_a_scope_never_adds_a_standing(operation: str, roles: set[Role], scopes: set[str]) -> None:
    with_scopes = standings(actor(*roles, scopes=frozenset(scopes)), RULES[operation])
    unscoped = Rule(RULES[operation].needs, reads=RULES[operation].reads)

    assert with_scopes <= standings(actor(*roles, scopes=frozenset()), unscoped)
    if not roles & Rule.MACHINES:
        assert with_scopes == standings(actor(*roles, scopes=frozenset()), RULES[operation])


@given(
    st.sampled_from(Role),
    st.sets(st.builds(Party, st.sampled_from([OURS, THEIRS, "p-1", "p-2"]), st.sampled_from(Standing))),
)
def test_a_list_shows_exactly_what_a_single_read_shows(role: Role, parties: set[Party]) -> None:
    readable = (
        decide_or_none(RULES, actor(role), frozenset(parties) or frozenset({Party("x", Standing.LEAD)})) is not None
    )

    try:
        scope = Scope.of(RULES, READ, actor(role))
    except NotYours:
        assert not readable
        return
    kept = set(zip(scope.holders, scope.kept_standings, strict=True))
    listed = scope.everything or any((party.holder, str(party.standing)) in kept for party in parties)
    assert listed == readable


def test_a_deputy_counts_together_with_the_person_acted_for() -> None:
    deputy = Actor(person=PersonId("p-1"), unit=OURS, roles=frozenset(), acting_for=PersonId("p-2"))

    assert deputy.persons == {"p-1", "p-2"}
    assert "p-2" not in deputy.holders


def test_the_suite_itself_may_do_only_what_names_it() -> None:
    allowed = {operation for operation in RULES if decide_or_none(RULES, SYSTEM, NO_RECORD, operation)}

    assert allowed == {operation for operation, rule in RULES.items() if Role.SYSTEM in rule.needs}
    assert not any(rule.reads for operation, rule in RULES.items() if operation in allowed)


def decide_or_none(rules: Rules, who: Actor, parties: frozenset[Party], operation: str = READ) -> Standing | None:
    try:
        return decide(rules, READ, who, operation, parties, record="r-1").standing
    except Refusal:
        return None


def test_an_operation_without_a_rule_is_a_fault_of_the_code_and_says_which_table_lacks_it() -> None:
    table = "in RULES, the table of domain/policy.py that begins with create_request"

    with pytest.raises(Unguarded, match=f"^no_such_act: no rule {table}$"):
        decide(RULES, READ, SYSTEM, "no_such_act")
    with pytest.raises(Unguarded, match=f"^list_no_such_things: no rule {table}$"):
        Scope.of(RULES, "list_no_such_things", actor(Role.CLERK))


parties = st.frozensets(
    st.builds(
        Party, st.sampled_from([str(OURS), str(THEIRS), "p-1"]), st.sampled_from(sorted(set(Standing) - NEVER_KEPT))
    ),
    min_size=1,
)


@given(st.sets(st.sampled_from(Role)), parties, st.sampled_from([SCOPES, frozenset()]))
def test_the_rights_of_a_page_are_those_that_each_of_its_records_would_be_decided_by(
    roles: set[Role], held: frozenset[Party], scopes: frozenset[str]
) -> None:
    somebody = actor(*roles, scopes=scopes)

    def permitted(operation: str) -> bool:
        try:
            decide(RULES, READ, somebody, operation, held, record="r-1")
        except Refusal:
            return False
        return True

    assert Rights.of(RULES, somebody, RULES).allowed(held) == {name for name in RULES if permitted(name)}
