"""Keep a first set of scenarios for a shop that has none, drawn of its own matters."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from assistant.conversation.message import Language
from assistant.improvement.rehearsal.ports import ScenarioBook
from assistant.improvement.rehearsal.saved_scenario import SavedScenario
from assistant.improvement.rehearsal.scenario_generator import (
    ShopShape,
    draw_first_set,
    draw_scenarios,
)
from assistant.improvement.rehearsal.written_scenario import WrittenScenario
from assistant.kit.table_file import MOST_ROWS

SEED = 1
"""The seed of the first set, so that it is the same whoever asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstScenarios:
    """Draw the first set of a shop, and keep the scenarios that are not there yet."""

    book: ScenarioBook
    shape: Callable[[], Awaitable[ShopShape]]
    languages: Sequence[Language]

    async def keep(
        self, *, by: str, at: datetime, seed: int = SEED, count: int = 0, customers: bool = True
    ) -> int:
        """Keep `count` scenarios, the protected ones first, and return how many are new.

        0 is the whole first set; more than it has are drawn beside it. Those that are there
        already, by their id or their name, are not kept again. Without `customers` none is kept in
        whose talk a customer may be seen.

        Raises:
            LogUnavailableError: no database answers; what was kept before stays.
        """
        shape, kept = await self.shape(), await self.book.all()
        drawn = _drawn(shape, self.languages, by=by, at=at, seed=seed, count=count)
        there = {one.scenario_id for one in kept} | {one.name for one in kept}
        new = [
            one
            for one in drawn
            if not {one.scenario_id, one.name} & there
            and (customers or not WrittenScenario.of(one).names_customer)
        ][: MOST_ROWS - len(kept)]
        for one in new:
            await self.book.put(one, expected_version=None)
        return len(new)


def _drawn(
    shape: ShopShape, languages: Sequence[Language], *, by: str, at: datetime, seed: int, count: int
) -> Sequence[SavedScenario]:
    whole = draw_first_set(shape, languages=languages, seed=seed, by=by, at=at)
    first = sorted(whole, key=lambda one: not one.protected)
    if not count or count <= len(first):
        return first[:count] if count else first
    more = draw_scenarios(
        shape, languages=languages, count=count - len(first), seed=seed, by=by, at=at
    )
    return [*first, *(_numbered(one, place) for place, one in enumerate(more, start=1))]


def _numbered(drawn: SavedScenario, place: int) -> SavedScenario:
    """Return a drawn scenario with an id and a name of its own, as a kept one has them."""
    scenario_id = uuid5(NAMESPACE_URL, f"kept {drawn.scenario_id}").hex
    return replace(drawn, scenario_id=scenario_id, name=f"{drawn.name} {place}")
