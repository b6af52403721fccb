"""A small share of the customers is left out for a quarter, and the same ones everywhere."""

from datetime import timedelta

from assistant.conversation.ids import CustomerId
from assistant.kit.experiments.experiment import ExperimentState
from assistant.kit.experiments.experiment_arms import draw, visitor_of_customer
from assistant.kit.experiments.long_holdout import HOLDOUT_DAYS, LongHoldout, ends_at
from tests.support.memory.experiment_book import MemoryExperimentBook
from tests.support.seeds.conversation_events import NOON
from tests.support.seeds.experiment_seeds import experiment
from tests.support.seeds.holdout_seeds import holdout

CUSTOMERS = [CustomerId(f"k{number}") for number in range(2_000)]


async def left_out(book: MemoryExperimentBook) -> list[CustomerId]:
    one = LongHoldout(book=book, key=b"key")
    return [customer for customer in CUSTOMERS if await one.leaves_out(customer)]


class TestALongHoldout:
    async def test_leaves_out_its_share_and_always_the_same(self) -> None:
        book = MemoryExperimentBook(holdout(share=0.05), experiment("e1", share=0.1))

        found = await left_out(book)

        assert 60 <= len(found) <= 140
        assert await left_out(book) == found

    async def test_leaves_out_the_visitors_that_its_turns_do(self) -> None:
        one = holdout(share=0.05)
        turns = [c for c in CUSTOMERS if not draw(one, visitor_of_customer(c), b"key")]

        assert await left_out(MemoryExperimentBook(one)) == turns

    async def test_leaves_nobody_out_once_it_has_ended(self) -> None:
        over = MemoryExperimentBook(holdout(state=ExperimentState.ENDED))

        assert await left_out(over) == []
        assert await left_out(MemoryExperimentBook()) == []

    def test_ends_after_a_quarter(self) -> None:
        assert ends_at(holdout()) == NOON + timedelta(days=HOLDOUT_DAYS)
