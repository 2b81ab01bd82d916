"""`docs/authorisation.md`: who may do what, from the same tables that decide."""

from collections.abc import Iterator

from cli.contracts.markdown import document, table
from cli.contracts.services import Composed, composed
from shared.kernel.access import PART, Role, Rule, Standing

OPENING = """An operation is permitted when one of the caller's roles holds one of the standings its rule names. A
role comes with a person's post and stands in the token; a standing is how the caller's unit, person or connected
system relates to *this* record, and is kept with the record. A machine needs the scope besides; a scope never adds a
standing. Who may not even read a record is told that it does not exist. Lists show what the same rule would let the
caller read, one by one.

* `part` is taking part in handling: {part}.
* `province` is every record of the installation; `own_unit` is configuration of the caller's unit; `none` is where
  there is no record yet.
* Operations marked *reads* change nothing."""

CALLERS = frozenset(Role) - {Role.SYSTEM}


def page() -> str:
    """The page as Markdown."""
    part = ", ".join(f"`{standing}`" for standing in Standing if standing in PART)
    return document("Authorisation", OPENING.format(part=part), *map(_service, composed()))


def _service(service: Composed) -> str:
    paths = dict(_paths(service))
    operations = {name: rule for name, rule in service.rules.items() if name in paths}
    rules = {name: rule for name, rule in operations.items() if not rule.needs.keys() >= CALLERS}
    roles = [role for role in Role if role is not Role.SYSTEM and any(role in rule.needs for rule in rules.values())]
    rows = [
        [f"`{name}`<br>{paths[name]}", *(_cell(rule, role) for role in roles), f"`{rule.scope}`" if rule.scope else ""]
        for name, rule in rules.items()
    ]
    signed_in = [f"* `{name}`, {paths[name]}" for name in operations if name not in rules]
    public = [f"* `{name}`, {path}" for name, path in paths.items() if name not in service.rules]
    inner = [f"* `{name}`" for name in service.rules if name not in paths]
    return "\n\n".join(
        [
            f"## {service.name}",
            table(["operation", *roles, "scope"], rows),
            *(["Open to whoever is signed in:", "\n".join(signed_in)] if signed_in else []),
            *(["Open to anybody:", "\n".join(public)] if public else []),
            *(
                ["Acts of the suite itself, on events of other services, at a time, or at its start:", "\n".join(inner)]
                if inner
                else []
            ),
        ]
    )


def _cell(rule: Rule, role: Role) -> str:
    standings = rule.needs.get(role, frozenset())
    if standings >= PART:
        return ", ".join(["part", *sorted(standings - PART)])
    return ", ".join(sorted(standings))


def _paths(service: Composed) -> Iterator[tuple[str, str]]:
    for path, operations in service.document["paths"].items():
        for method, operation in operations.items():
            rule = service.rules.get(operation["operationId"])
            reads = ", *reads*" if rule and rule.reads else ""
            yield operation["operationId"], f"{method.upper()} {path}{reads}"
