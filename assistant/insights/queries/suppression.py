"""Leave out cells that could give a person away: those of few customers, and those that show them.

Where a total is shown beside its parts, a single part left out can be computed from the others; so
the smallest of the other parts is left out, too. Where a table can be narrowed down, the part that
was cut off can be computed from both tables; so a cell that loses few customers is left out, too.
Windows of other lengths, and two ways of narrowing at once, are not compared with each other.
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
    """Hold the cells that may be shown, in the order given, and how many were left out."""

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

    With `total_shown`, cells are parts of a total: as long as the cells left out come to fewer than
    `least` customers together, the smallest cell of the others is left out, too.
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
    """Leave out cells of a narrowed table whose difference from the `whole` shows few customers.

    `whole` has each key's conversations where nothing is narrowed. A difference has at most as many
    customers as conversations.
    """
    shown = [one for one in cells if not 0 < whole.get(key(one), 0) - count(one) < least]
    return ShownCells(shown=tuple(shown), left_out=len(cells) - len(shown))
