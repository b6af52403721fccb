"""Cells that could give a person away, left out: those of few customers, and what would tell them.

Where a total is shown beside its parts, one part left out alone can be computed from the others; so
the smallest of those that are left goes, too. Where a table can be narrowed down, what it loses by
that can be computed from both; so a cell that loses few goes, too. Windows of other lengths, and
two ways of narrowing at once, are not compared with each other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant.insights.insight import LEAST_CUSTOMERS

T = TypeVar("T")
K = TypeVar("K")

EXPORTED_CUSTOMERS = 10
"""Least distinct customers of a row that leaves the shop's own pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCells(Generic[T]):
    """What may be shown, in the order given, and how many were left out."""

    shown: tuple[T, ...]
    left_out: int


def suppress(
    cells: Sequence[T],
    customers: Callable[[T], int],
    *,
    least: int = LEAST_CUSTOMERS,
    total_shown: bool = False,
) -> ShownCells[T]:
    """Leave out cells of fewer than `least` customers.

    With `total_shown`, cells are parts of a total: as long as all that is left out comes to fewer
    than `least` customers, the smallest cell that is left goes with it.
    """
    shown = [one for one in cells if customers(one) >= least]
    hidden = sum(customers(one) for one in cells if customers(one) < least)
    if total_shown and hidden:
        for one in sorted(shown, key=customers):
            if hidden >= least and len(cells) - len(shown) > 1:
                break
            shown.remove(one)
            hidden += customers(one)
    return ShownCells(shown=tuple(shown), left_out=len(cells) - len(shown))


def without_differences(
    cells: Sequence[T],
    whole: Mapping[K, int],
    key: Callable[[T], K],
    count: Callable[[T], int],
    *,
    least: int = LEAST_CUSTOMERS,
) -> ShownCells[T]:
    """Leave out cells of a narrowed table that tell a small one by what they lack of the `whole`.

    `whole` has each key's conversations where nothing is narrowed. As many customers are behind a
    difference as it has conversations, at most.
    """
    shown = [one for one in cells if not 0 < whole.get(key(one), 0) - count(one) < least]
    return ShownCells(shown=tuple(shown), left_out=len(cells) - len(shown))
