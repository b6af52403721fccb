"""Keep a first set of scenarios for a shop that has none, drawn of its own matters."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.message import Language
from assistant.improvement.rehearsal.ports import ScenarioBook
from assistant.improvement.rehearsal.scenario_generator import (
    ShopShape,
    draw_first_set,
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

    async def keep(self, *, by: str, at: datetime, customers: bool = True) -> int:
        """Keep the set, the protected ones first, and return how many are new.

        Those that are there already, by their id or their name, are not kept again. Without
        `customers` none is kept in whose talk a customer may be seen.

        Raises:
            LogUnavailableError: no database answers; what was kept before stays.
        """
        shape, kept = await self.shape(), await self.book.all()
        drawn = draw_first_set(shape, languages=self.languages, seed=SEED, by=by, at=at)
        there = {one.scenario_id for one in kept} | {one.name for one in kept}
        new = [
            one
            for one in sorted(drawn, key=lambda one: not one.protected)
            if not {one.scenario_id, one.name} & there
            and (customers or not WrittenScenario.of(one).names_customer)
        ][: MOST_ROWS - len(kept)]
        for one in new:
            await self.book.put(one, expected_version=None)
        return len(new)
