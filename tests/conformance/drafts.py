"""What the drafts of any service promise, as one class that a test of each service inherits."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.kernel.access import Actor, Role
from shared.runtime.drafts import LARGEST, PER_PERSON
from shared.runtime.housekeeping import Pruner
from tests.support.desk import INSTALLATION, Desk
from tests.support.people import person

WRITER = person("p-zz-clerk", "HA-410100-PORT", Role.CLERK)
COLLEAGUE = person("p-zz-other", "HA-410100-PORT", Role.CLERK)
ELSEWHERE = person("p-zz-clerk", "HA-EPORT", Role.HANDLER)
BODY: dict[str, Any] = {
    "text": "请补充银行缴款回单。",
    "asks": True,
    "key": "intent-0001",
    "more": {"nested": [1, None, "①"]},
}


class DraftsConformance:
    """Inherit, and give a fixture `desk` with a running service and `drafts`, the path of its drafts."""

    @pytest.fixture
    def draft(self, drafts: str) -> str:
        return f"{drafts}/request:{uuid4()}:reply"

    async def test_a_draft_comes_back_as_it_was_to_its_writer_alone(self, desk: Desk, draft: str) -> None:
        saved = await desk.send(WRITER, "PUT", draft, BODY)
        read = await desk.send(WRITER, "GET", draft)

        assert (saved.status_code, saved.headers["etag"]) == (200, f'"{saved.json()["version"]}"')
        assert (read.json()["body"], read.headers["etag"]) == (BODY, saved.headers["etag"])
        for stranger in (COLLEAGUE, ELSEWHERE):
            assert (await desk.send(stranger, "GET", draft)).status_code == 404

    async def test_no_number_is_rounded_and_no_depth_is_too_much(self, desk: Desk, draft: str) -> None:
        deep = b'{"a":' * 300 + b'{"n": 99999999999999999999, "m": 1.10}' + b"}" * 300

        await desk.client.put(draft, content=deep, headers=headers_of(desk, WRITER))
        read = await desk.send(WRITER, "GET", draft)
        late = await desk.send(WRITER, "PUT", draft, BODY, if_match='"7"')

        assert (read.status_code, deep in read.content) == (200, True)
        assert (late.status_code, deep in late.content) == (412, True)

    async def test_two_machines_of_one_person_are_told_of_each_other_and_lose_nothing(
        self, desk: Desk, draft: str
    ) -> None:
        saved = await desk.send(WRITER, "PUT", draft, BODY)
        seen, version = saved.headers["etag"], saved.json()["version"]
        first = await desk.send(WRITER, "PUT", draft, {"text": "甲"}, if_match=seen)

        late = await desk.send(WRITER, "PUT", draft, {"text": "乙"}, if_match=seen)
        unaware = await desk.send(WRITER, "PUT", draft, {"text": "丙"})
        over = await desk.send(WRITER, "PUT", draft, {"text": "丁"}, if_match="*")

        assert first.json()["version"] == version + 1
        assert [(a.status_code, a.json()["type"]) for a in (late, unaware)] == [
            (412, "/problems/draft-changed"),
            (409, "/problems/draft-changed"),
        ]
        assert late.json()["current"]["version"] == version + 1
        assert late.json()["current"]["body"] == {"text": "甲"}
        assert (over.status_code, over.json()["version"]) == (200, version + 2)

    async def test_asking_again_for_a_lost_answer_is_no_conflict(self, desk: Desk, draft: str) -> None:
        created = [await desk.send(WRITER, "PUT", draft, BODY) for _ in range(2)]
        seen, version = created[0].headers["etag"], created[0].json()["version"]
        changed = [await desk.send(WRITER, "PUT", draft, {"text": "甲"}, if_match=seen) for _ in range(2)]

        assert [(answer.status_code, answer.json()["version"]) for answer in created] == [(200, version)] * 2
        assert [(answer.status_code, answer.json()["version"]) for answer in changed] == [(200, version + 1)] * 2

    async def test_a_draft_that_was_sent_elsewhere_is_not_revived(self, desk: Desk, draft: str) -> None:
        seen = (await desk.send(WRITER, "PUT", draft, BODY)).headers["etag"]
        await desk.send(WRITER, "DELETE", draft)

        late = await desk.send(WRITER, "PUT", draft, {"text": "甲"}, if_match=seen)

        assert (late.status_code, late.json()["current"]) == (412, None)
        assert (await desk.send(WRITER, "GET", draft)).status_code == 404
        assert (await desk.send(WRITER, "DELETE", draft)).status_code == 204

    async def test_what_was_begun_after_a_draft_was_sent_is_not_taken_for_it(self, desk: Desk, draft: str) -> None:
        sent = await desk.send(WRITER, "PUT", draft, BODY)
        await desk.send(WRITER, "DELETE", draft)
        await desk.send(WRITER, "PUT", draft, {"text": "另起一份"})

        late = await desk.send(WRITER, "PUT", draft, {"text": "甲"}, if_match=sent.headers["etag"])

        assert (late.status_code, late.json()["type"]) == (412, "/problems/draft-changed")
        assert late.json()["current"]["body"] == {"text": "另起一份"}

    async def test_a_deletion_that_has_not_seen_the_newest_words_is_refused(self, desk: Desk, draft: str) -> None:
        seen = (await desk.send(WRITER, "PUT", draft, BODY)).headers["etag"]
        await desk.send(WRITER, "PUT", draft, {"text": "甲"}, if_match=seen)

        assert (await desk.send(WRITER, "DELETE", draft, if_match=seen)).status_code == 412
        assert (await desk.send(WRITER, "GET", draft)).json()["body"] == {"text": "甲"}

    async def test_what_is_no_draft_is_refused_and_nothing_is_kept(self, desk: Desk, drafts: str, draft: str) -> None:
        await desk.settled()
        before = await desk.snapshot()
        large = {"text": "字" * LARGEST}

        answers = [
            await desk.send(WRITER, "PUT", draft, large),
            await desk.send(WRITER, "PUT", draft, ["not an object"]),
            await desk.client.put(draft, content=b'{"n": NaN}', headers=headers_of(desk, WRITER)),
            await desk.send(WRITER, "PUT", f"{drafts}/a b", BODY),
            await desk.send(WRITER, "PUT", f"{drafts}/{'x' * 129}", BODY),
            await desk.send(WRITER, "DELETE", f"{drafts}/a b"),
            await desk.send(None, "PUT", draft, BODY),
        ]

        assert [(a.status_code, a.json()["type"].removeprefix("/problems/")) for a in answers] == [
            (422, "draft-too-large"),
            (422, "invalid-input"),
            (422, "not-strict-json"),
            *[(422, "invalid-input")] * 3,
            (401, "unauthenticated"),
        ]
        assert [a.json()["errors"][0]["pointer"] for a in answers[3:6]] == ["/scope"] * 3
        assert await desk.snapshot() == before

    async def test_one_person_keeps_only_so_many_and_sees_which(self, desk: Desk, drafts: str) -> None:
        async with desk.engine.begin() as connection:
            await connection.exec_driver_sql(
                "INSERT INTO runtime.draft SELECT 'p-zz-clerk', 'HA-410100-PORT', 's' || n, 1, '{}', now() "
                f"FROM generate_series(1, {PER_PERSON}) n"
            )

        refused = await desk.send(WRITER, "PUT", f"{drafts}/one-more", BODY)
        listed = (await desk.send(WRITER, "GET", drafts)).json()["items"]

        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/too-many-drafts")
        assert len(listed) == PER_PERSON
        assert listed[0].keys() == {"scope", "version", "saved_at"}
        assert (await desk.send(COLLEAGUE, "PUT", f"{drafts}/one-more", BODY)).status_code == 200

    async def test_a_draft_is_kept_for_thirty_days(self, desk: Desk, drafts: str) -> None:
        for scope in ("old", "young"):
            await desk.send(WRITER, "PUT", f"{drafts}/{scope}", BODY)
        async with desk.engine.begin() as connection:
            await connection.exec_driver_sql(
                "UPDATE runtime.draft SET at = now() - CASE scope WHEN 'old' THEN interval '31 days' "
                "ELSE interval '29 days' END"
            )

        await Pruner(desk.runtime.engine).prune()

        assert await desk.rows("SELECT scope FROM runtime.draft") == [("young",)]

    async def test_the_words_are_in_no_trail_no_event_and_no_log(
        self, desk: Desk, draft: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await desk.send(WRITER, "PUT", draft, BODY)
        await desk.send(WRITER, "PUT", draft, {"text": "甲"}, if_match='"7"')

        said = capsys.readouterr()
        kept = await desk.rows("SELECT * FROM runtime.audit") + await desk.rows("SELECT * FROM runtime.outbox_sent")
        assert "请补充银行缴款回单" not in said.out + said.err + repr(kept)


def headers_of(desk: Desk, actor: Actor) -> dict[str, str]:
    """What a request by `actor` carries whose body is not made by the client library."""
    token = desk.keys.token(actor, installation=INSTALLATION, now=desk.clock.now(), lifetime=timedelta(minutes=10))
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
