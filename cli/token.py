"""`portdesk token`: an access token of the embedded default, until the identity service issues them."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from cli.installation import Installation
from cli.seed import person_of_the_seed
from cli.suite import default_folder
from shared.kernel.access import Actor, Role
from shared.kernel.clock import SystemClock
from shared.kernel.ids import PersonId, SystemCode, UnitCode


def token(
    person: Annotated[str, typer.Argument(help="种子目录中的人员，或新名字 · a person of the seed, or a new name")],
    unit: Annotated[str | None, typer.Option(help="单位代码 · unit; default: the person's in the seed")] = None,
    role: Annotated[list[Role] | None, typer.Option(help="岗位 · roles; default: the person's in the seed")] = None,
    scope: Annotated[list[str] | None, typer.Option(help="机器权限 · scopes of a machine")] = None,
    system: Annotated[list[str] | None, typer.Option(help="机器所代表的系统 · systems a machine speaks for")] = None,
    minutes: Annotated[int, typer.Option(min=1, max=24 * 60, help="有效分钟 · valid for so many minutes")] = 60,
    data: Annotated[Path | None, typer.Option(help="数据目录 · data folder")] = None,
) -> None:
    """签发访问令牌 · Issue an access token.

    portdesk token p-ha-tax-02

    portdesk token client-tax --unit HA-TAX --role port_system --system hn-sw-tax --scope requests:write
    """
    installation = Installation((data or default_folder()).resolve())
    try:
        known = person_of_the_seed(person, installation.province_data)
    except KeyError:
        known = None
    if known is None and (unit is None or not role):
        raise typer.BadParameter("种子中没有此人，请给出--unit和--role · not in the seed: give --unit and --role")
    actor = Actor(
        person=PersonId(person),
        unit=UnitCode(unit) if unit else known.unit,  # type: ignore[union-attr]
        roles=frozenset(role) if role else known.roles,  # type: ignore[union-attr]
        scopes=frozenset(scope or ()),
        systems=frozenset(SystemCode(name) for name in system or ()),
    )
    made = installation.prepare().token(
        actor, installation=installation.name, now=SystemClock().now(), lifetime=timedelta(minutes=minutes)
    )
    typer.echo(made)
