from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from shared.runtime.waves import waves

Item = tuple[str, str, int]
BATCHES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"))).map(
    lambda pairs: [(key, kind, nth) for nth, (key, kind) in enumerate(pairs)]
)


def cut(items: list[Item]) -> list[list[list[Item]]]:
    return [
        [list(group) for group in wave] for wave in waves(items, key=lambda item: item[0], kind=lambda item: item[1])
    ]


@given(BATCHES)
def test_every_item_is_in_exactly_one_group(items: list[Item]) -> None:
    groups = [group for wave in cut(items) for group in wave]

    assert sorted(item for group in groups for item in group) == sorted(items)
    assert all(groups)


@given(BATCHES)
def test_wave_after_wave_every_key_keeps_its_order(items: list[Item]) -> None:
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for wave in cut(items):
        for group in reversed(wave):
            for key, _, nth in group:
                seen[key].append(nth)

    assert all(order == sorted(order) for order in seen.values())


@given(BATCHES)
def test_a_group_has_one_kind_and_each_key_once_and_a_wave_each_kind_once(items: list[Item]) -> None:
    for wave in cut(items):
        assert len({group[0][1] for group in wave}) == len(wave)
        for group in wave:
            assert {kind for _, kind, _ in group} == {group[0][1]}
            assert len({key for key, _, _ in group}) == len(group)


@given(BATCHES)
def test_there_are_as_many_waves_as_the_busiest_key_has_items(items: list[Item]) -> None:
    keys = [key for key, _, _ in items]

    assert len(cut(items)) == max((keys.count(key) for key in keys), default=0)
