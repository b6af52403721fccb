"""List the pages and products of an index: those that fit a search, a page of them. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant.console.knowledge.index_view import IndexedPage, IndexedProduct
from assistant.console.knowledge.source_tallies import NO_USE, AnswerTally, ItemKey
from retrieval.catalogue.case_folding import fold

AT_ONCE = 30
"""Lines on a page."""

T = TypeVar("T", IndexedPage, IndexedProduct)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPart(Generic[T]):
    """Hold a page of a list."""

    shown: Sequence[T]
    found: int
    number: int  # of the page, from 0

    @property
    def last(self) -> int:
        """Return the number of the last page."""
        return max(0, (self.found - 1) // AT_ONCE)

    @property
    def first_shown(self) -> int:
        """Return the place of the first line, from 1."""
        return self.number * AT_ONCE + 1


def list_part(
    items: Sequence[T],
    *,
    words: str,
    number: int,
    tallies: Mapping[ItemKey, AnswerTally],
    fits: Callable[[T], bool] = lambda _: True,
) -> ListPart[T]:
    """Return a page of the items that have every word, those that answered most first."""
    wanted = fold(words).split()
    found = [one for one in items if all(word in one.words for word in wanted) and fits(one)]
    found.sort(key=lambda one: (-tallies.get(one.key, NO_USE).answered, fold(one.title), one.key))
    last = max(0, (len(found) - 1) // AT_ONCE)
    at = min(number, last)
    return ListPart(shown=found[at * AT_ONCE :][:AT_ONCE], found=len(found), number=at)
