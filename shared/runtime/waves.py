"""Waves: how a batch of ordered events becomes few calls and every key keeps its order. What is called is not known."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def waves(
    items: Iterable[T], *, key: Callable[[T], Hashable], kind: Callable[[T], Hashable]
) -> Sequence[Sequence[Sequence[T]]]:
    """Wave i holds the i-th item of each key, as groups of one kind each.

    Applying wave after wave, and the groups of a wave in any order, keeps the order of every key; inside a group no
    key occurs twice, so that a group may be one statement.
    """
    depth: defaultdict[Hashable, int] = defaultdict(int)
    found: list[dict[Hashable, list[T]]] = []
    for item in items:
        nth = depth[key(item)]
        depth[key(item)] += 1
        if nth == len(found):
            found.append({})
        found[nth].setdefault(kind(item), []).append(item)
    return [list(groups.values()) for groups in found]
