"""Searching the work list: by number, by its parts, by words of the title in any script, by what it is about."""

from urllib.parse import quote

import pytest
from sqlalchemy import text

from services.routing.app import MONTHLY, create_app
from services.routing.settings import Settings
from services.routing.store.queue import FEW
from shared.contracts import intake
from shared.kernel.desk import Kind
from shared.kernel.references import ReferenceType
from tests.support.desk import Desk, Open
from tests.support.routing_desk import (
    EPORT_HANDLER,
    LUOYANG_CLERK,
    SUPERVISOR,
    ZHENGZHOU_CLERK,
    accepted,
    as_text,
    listed,
    new_request,
    withdrawn,
)

MANY_LINES_OF_NOBODY = text(
    "INSERT INTO queue_item SELECT gen_random_uuid(), now(), 'fault', 'S4', 'offered', 'special_functions', '410000',"
    " 'HA-EPORT', true, 'infinity', 'infinity', :words FROM generate_series(1, :many)"
)


@pytest.fixture
async def routing(open_desk: Open) -> Desk:
    desk: Desk = await open_desk("routing", create_app, Settings, monthly=MONTHLY, units=())
    await desk.emitted()
    return desk


FOUND = [
    "HA-20261123-410100-00042-6",
    "ha-20261123-410100-00042-6",
    "ＨＡ－２０２６１１２３－４１０１００－０００４２－６",
    "HA 20261123 410100 00042 6",
    "HA20261123410100000426",
    "410100 42",
    "00042",
    "缴款",
    "税单已缴款",
    "支付 缴款",
    "PROCESSING",
    "processing 税单",
    "91410100MA44XQ8Y5T",
    "税单 91410100ma44xq8y5t",
    "410120261234567890",
    "4101 2026 1234567890",
    "4101-2026-1234567890",
    "5301 2026 0000000001",
    "530120260000000001",
    "CSQU3054383",
    "csqu 305438 3",
    "4101\t2026  1234567890",
    "税单 4101 2026 1234567890 csqu 305438-3",
    "ABCD202611230001-02",
    "abcd20261123000102",
]
NOT_FOUND = [
    "HA-20261123-410100-00043-4",
    "43",
    "缴税",
    "process",
    "税单 41030",
    "已付款",
    "410120261234567891",
    "91410100",
]


@pytest.mark.parametrize("words", FOUND + NOT_FOUND)
async def test_a_request_is_found_by_its_number_its_title_its_enterprise_and_its_references(
    routing: Desk, words: str
) -> None:
    wanted, other = new_request(), new_request()
    await routing.publish(
        accepted(
            wanted,
            title="税单已缴款，仍显示支付处理中（PROCESSING），报关单5301 2026 0000000001",
            enterprise="91410100MA44XQ8Y5T",
            references=(
                intake.ReferenceFact(type=ReferenceType.DECLARATION, number="410120261234567890"),
                intake.ReferenceFact(type=ReferenceType.CONTAINER, number="CSQU3054383"),
                intake.ReferenceFact(type=ReferenceType.TAX_BILL, number="ABCD202611230001-02"),
            ),
        ),
        accepted(other, number="HA-20261124-410300-00007-5", title="舱单查询失败"),
    )

    for actor in (EPORT_HANDLER, ZHENGZHOU_CLERK, SUPERVISOR):
        found = await listed(routing, actor, f"q={quote(words)}")
        assert found == (as_text([wanted]) if words in FOUND else [])
    assert await listed(routing, LUOYANG_CLERK, f"q={quote(words)}") == []
    await routing.publish(withdrawn(wanted))
    assert await listed(routing, EPORT_HANDLER, f"view=lead&q={quote(words)}") == []
    assert len(await listed(routing, EPORT_HANDLER, f"q={quote(words)}")) == (words in FOUND)


async def test_a_search_with_many_hits_gives_the_same_lines_in_the_same_order(routing: Desk) -> None:
    made = [new_request() for _ in range(9)]
    for nth, one in enumerate(made):
        await routing.publish(accepted(one, kind=Kind.FAULT, title="舱单查询失败" if nth % 2 else "税单状态"))
    few = await listed(routing, EPORT_HANDLER, f"q={quote('舱单')}")

    async with routing.engine.begin() as connection:
        await connection.execute(MANY_LINES_OF_NOBODY, {"many": FEW, "words": ["舱单"]})
    many = await listed(routing, EPORT_HANDLER, f"q={quote('舱单')}")

    assert few == many == as_text(made[1::2])
