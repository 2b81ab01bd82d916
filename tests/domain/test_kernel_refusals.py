"""Refusals speak both languages and name their reason."""

import re

import pytest

from shared.kernel.refusals import Conflict, NotAllowed, Refusal, Stale, expect_version


class AlreadyUsedUpTwice(Conflict):
    """Only for this test."""

    zh = "{what}已用过。"
    en = "{what} was used."


def every(kind: type[Refusal]) -> list[type[Refusal]]:
    return [kind, *(found for sub in kind.__subclasses__() for found in every(sub))]


def test_the_reason_is_the_class_name_in_kebab_case() -> None:
    assert AlreadyUsedUpTwice.slug() == "already-used-up-twice"


def test_a_refusal_says_its_sentence_in_the_language_asked_for_and_in_english_to_logs() -> None:
    refusal = AlreadyUsedUpTwice(what="C-1")

    assert refusal.say("zh") == "C-1已用过。"
    assert refusal.say("en") == str(refusal) == "C-1 was used."


def test_a_value_with_braces_is_said_as_it_is() -> None:
    assert AlreadyUsedUpTwice(what="{nothing}").say("en") == "{nothing} was used."


def test_a_move_that_is_not_in_the_table_names_those_that_are() -> None:
    refusal = NotAllowed(status="closed", action="close", allowed=["reopen"])

    assert "closed" in refusal.say("zh")
    assert refusal.facts["allowed"] == ["reopen"]


@pytest.mark.parametrize("seen", [None, 3])
def test_whoever_saw_the_current_version_or_did_not_say_goes_on(seen: int | None) -> None:
    expect_version(3, seen)


@pytest.mark.parametrize("seen", [2, 4, 0])
def test_whoever_saw_another_version_is_stale(seen: int) -> None:
    with pytest.raises(Stale) as refused:
        expect_version(3, seen)

    assert refused.value.facts == {"seen": seen, "current": 3}


def test_every_refusal_has_a_sentence_in_chinese_and_one_in_english_with_the_same_facts() -> None:
    kinds = [kind for kind in every(Refusal) if kind.__module__.startswith(("shared.", "services."))]

    for kind in kinds:
        assert any("\u4e00" <= character <= "\u9fff" for character in kind.zh), kind
        assert not any("\u4e00" <= character <= "\u9fff" for character in kind.en), kind
        assert sorted(re.findall(r"{\w+}", kind.zh)) == sorted(re.findall(r"{\w+}", kind.en)), kind
