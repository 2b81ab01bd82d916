"""The data files of a province in the database: versions, what a change of one brings about, and the schema itself."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import create_async_engine

from services.routing import usecases
from services.routing.app import MONTHLY, create_app, load_province_data
from services.routing.domain.calendar import Day, DayKind, Year
from services.routing.domain.clocks import NoSuchCalendar, Timetable, TimetableFile
from services.routing.domain.directory import Directory
from services.routing.settings import Settings
from services.routing.store import book, handlings
from services.routing.tables import Base
from services.routing.usecases.book import SameVersion
from services.routing.wire import BadFile, read_catalogue, read_directory, read_timetable
from shared.contracts import routing as events
from shared.kernel.access import SYSTEM
from shared.kernel.desk import Severity
from shared.runtime.embedded import EmbeddedPostgres
from shared.runtime.migrate import downgrade, upgrade
from tests.support.clock import FixedClock
from tests.support.desk import Desk, Open
from tests.support.routing import HENAN
from tests.support.routing_desk import EPORT_HANDLER, accepted, new_request

LAST_DAY = datetime(2026, 12, 31, 9, 0, tzinfo=UTC)
"""17:00 on the last working day of the last published year."""


@pytest.fixture
async def routing(open_desk: Open) -> Desk:
    desk: Desk = await open_desk("routing", create_app, Settings, monthly=MONTHLY, units=())
    await desk.emitted()
    return desk


async def test_loading_the_same_files_again_changes_nothing(routing: Desk) -> None:
    before = await routing.snapshot()

    async with routing.runtime.transactions.write() as tx:
        await load_province_data(tx, HENAN)

    assert await routing.snapshot() == before


async def test_a_file_that_was_changed_without_a_new_version_is_refused(routing: Desk) -> None:
    catalogue = read_catalogue(HENAN / "dispatch.toml")
    changed = replace(catalogue, rules=(replace(catalogue.rules[0], lead="HA-CUS"), *catalogue.rules[1:]))

    with pytest.raises(SameVersion):
        async with routing.runtime.transactions.write() as tx:
            await usecases.load_catalogue(tx, SYSTEM, changed)


async def test_a_new_version_of_the_catalogue_decides_what_is_accepted_from_then_on(routing: Desk) -> None:
    catalogue = read_catalogue(HENAN / "dispatch.toml")
    first, *others = catalogue.rules
    await routing.publish(accepted(new_request()))

    async with routing.runtime.transactions.write() as tx:
        newer = replace(catalogue, version=2, rules=(replace(first, lead="HA-CUS"), *others))
        await usecases.load_catalogue(tx, SYSTEM, newer)
        await usecases.load_catalogue(tx, SYSTEM, catalogue)
    await routing.publish(accepted(new_request()))

    told = [event for event in await routing.emitted() if isinstance(event, events.HandlingDispatched)]
    assert [(event.catalogue_version, event.lead) for event in told] == [(1, "HA-EPORT"), (2, "HA-CUS")]


async def test_a_new_version_of_the_directory_announces_only_the_units_that_changed(routing: Desk) -> None:
    directory = read_directory(HENAN / "directory.toml")
    national, *others = directory.units

    async with routing.runtime.transactions.write() as tx:
        renamed = replace(national, name_en="National Office of Ports")
        await usecases.load_directory(
            tx, SYSTEM, replace(directory, version=directory.version + 1, units=(renamed, *others))
        )

    (changed,) = await routing.emitted()
    assert isinstance(changed, events.UnitChanged)
    assert (changed.code, changed.version, changed.name_en) == (national.code, 2, "National Office of Ports")


async def test_when_the_new_year_is_published_provisional_deadlines_are_reckoned_anew(open_desk: Open) -> None:
    routing = await open_desk("routing", create_app, Settings, monthly=MONTHLY, units=(), clock=FixedClock(LAST_DAY))
    request_id = new_request(LAST_DAY)
    await routing.publish(accepted(request_id, at=LAST_DAY, severity=Severity.S3))
    query = "SELECT due_at, provisional FROM clock WHERE name = 'respond'"
    before = await routing.rows(query)

    async with routing.runtime.transactions.write() as tx:
        await usecases.load_timetable(tx, SYSTEM, _with_2027(read_timetable(HENAN / "calendars.toml")))

    assert before == [(datetime(2027, 1, 1, 2, 30, tzinfo=UTC), True)]
    assert await routing.rows(query) == [(datetime(2027, 1, 4, 2, 30, tzinfo=UTC), False)]
    clocks = (await routing.send(EPORT_HANDLER, "GET", f"/routing/v1/handlings/{request_id}/clocks")).json()
    assert clocks["items"][0]["clock"]["due_at"] == "2027-01-04T02:30:00Z"


async def test_a_data_file_with_a_misspelt_member_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "dispatch.toml"
    file.write_text('version = 1\n[[rules]]\ncode = "x"\nled = "HA-EPORT"\n', encoding="utf-8")

    with pytest.raises(BadFile, match=r"rules\.0\.led"):
        read_catalogue(file)
    with pytest.raises(BadFile, match=r"calendars\.toml"):
        read_timetable(file.with_name("calendars.toml"))


async def test_a_directory_with_an_unknown_calendar_is_refused(routing: Desk) -> None:
    directory: Directory = read_directory(HENAN / "directory.toml")
    national, *others = directory.units

    odd = replace(directory, version=directory.version + 1, units=(replace(national, calendar="lunar"), *others))

    with pytest.raises(NoSuchCalendar):
        async with routing.runtime.transactions.write() as tx:
            await usecases.load_directory(tx, SYSTEM, odd)


async def test_the_codes_that_records_carry_have_names(routing: Desk) -> None:
    answer = await routing.send(EPORT_HANDLER, "GET", "/routing/v1/vocabulary")
    vocabulary = answer.json()
    units = (await routing.send(EPORT_HANDLER, "GET", "/routing/v1/units")).json()["items"]

    assert vocabulary["territories"][1] == {"code": "410100", "name_zh": "郑州", "name_en": "Zhengzhou"}
    for kind in ("applications", "systems", "territories"):
        codes = {entry["code"] for entry in vocabulary[kind]}
        assert {code for unit in units for code in unit[kind]} <= codes
    assert {code for system in vocabulary["systems"] for code in system["applications"]} <= {
        entry["code"] for entry in vocabulary["applications"]
    }


def _statements() -> Iterator[tuple[str, TextClause]]:
    for module in (book, handlings):
        for name, value in vars(module).items():
            if isinstance(value, TextClause):
                yield f"{module.__name__}.{name}", value


@pytest.mark.parametrize(("name", "statement"), list(_statements()))
async def test_every_statement_of_the_store_can_be_prepared(routing: Desk, name: str, statement: TextClause) -> None:
    numbered: dict[str, str] = {}
    sql = re.sub(
        r"(?<!:):([a-z_]+)", lambda found: numbered.setdefault(found[1], f"${len(numbered) + 1}"), statement.text
    )

    async with routing.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.prepare(sql)


async def test_the_migrated_schema_has_the_columns_and_indexes_of_the_tables(routing: Desk) -> None:
    columns = await routing.rows(
        "SELECT table_name, column_name, is_nullable = 'YES' FROM information_schema.columns"
        " WHERE table_schema = 'public'"
    )
    indexes = {name for (name,) in await routing.rows("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")}

    for table in Base.metadata.tables.values():
        have = {(column, nullable) for name, column, nullable in columns if name == table.name}
        assert have == {(column.name, bool(column.nullable)) for column in table.columns}
        assert {str(index.name) for index in table.indexes} | {f"pk_{table.name}"} <= indexes


async def test_the_schema_goes_down_and_up_again(postgres: EmbeddedPostgres) -> None:
    await postgres.create_database("routing_up_and_down")
    engine = create_async_engine(postgres.url("routing_up_and_down"))
    left = text(
        "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname <> 'schema_version'"
    )

    await upgrade(engine, "routing")
    await downgrade(engine, "routing")
    async with engine.connect() as connection:
        tables = await connection.scalar(left)
    await upgrade(engine, "routing")
    await engine.dispose()

    assert tables == 1  # the primary key of the version table


def _with_2027(file: TimetableFile) -> TimetableFile:
    holiday = Day(date=date(2027, 1, 1), kind=DayKind.HOLIDAY, name="元旦")
    newer = replace(file, version=file.version + 1, years=(Year(year=2027, days=(holiday,)),))
    assert Timetable.of(newer).calendar("default").working_day == timedelta(hours=7)
    return newer
