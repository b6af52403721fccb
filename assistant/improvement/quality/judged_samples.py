"""Draw the next samples for people: a stratum after the other, the unsure ones first. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from zlib import crc32

from assistant.improvement.quality.ports import QualityJudgement
from assistant.insights.queries.quality_views import CheckedPlace

_DOUBLE = 5
"""One place of so many is judged by two people, so that their own agreement is known."""

_Place = tuple[str, str, str, str]


def place_of(one: CheckedPlace) -> _Place:
    """Return the key of a place among judgements."""
    return (one.check, one.side, one.agent_id, one.visit_id)


def draw(
    places: Iterable[CheckedPlace], judged: Sequence[QualityJudgement], *, by: str
) -> Iterator[CheckedPlace]:
    """Yield the places that a person may judge, in order; nobody judges their own work.

    Strata are check, verdict, channel and language; each gives one place in turn. Within a stratum
    the least sure comes first, and a hash decides between equals: the same order each time.
    """
    judges: dict[_Place, set[str]] = defaultdict(set)
    for one in judged:
        judges[one.place].add(one.by)
    strata: dict[tuple[str, ...], list[CheckedPlace]] = defaultdict(list)
    for place in places:
        if place.agent_id != by and _is_wanted(place, judges[place_of(place)], by):
            strata[place.check, place.verdict, place.channel, place.language].append(place)
    ordered = [
        sorted(of, key=lambda one: (-one.doubt, _drawn(one))) for _, of in sorted(strata.items())
    ]
    turns = zip_longest(*ordered)
    yield from (one for one in chain.from_iterable(turns) if one is not None)


def _is_wanted(place: CheckedPlace, judges: set[str], by: str) -> bool:
    if by in judges:
        return False
    return not judges or (len(judges) == 1 and _drawn(place) % _DOUBLE == 0)


def _drawn(place: CheckedPlace) -> int:
    """Return a number that follows from the place alone."""
    return crc32("/".join(place_of(place)).encode())
