"""A trigger that does no good proposes its own end, once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.improvement.changes.change_set import ChangeCause, ChangeKind
from assistant.improvement.changes.ports import NotPublishedError
from assistant.improvement.outreach.trigger_ends import TriggerEnds
from assistant.improvement.outreach.worthless_triggers import WorthlessTriggers
from assistant.outreach.intents import IntentState, OutreachOutcome, TriggerSwitch
from assistant.outreach.triggers.outreach_effect import OutreachEffect
from assistant.outreach.triggers.trigger import TriggerName
from tests.contract.intent_book import NOON, intent
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.change_book import MemoryChangeBook
from tests.support.memory.experiment_book import MemoryExperimentBook
from tests.support.memory.intent_book import MemoryIntentBook
from tests.support.memory.staff_directory import MemoryAudit

LATER = HandClock().now() + timedelta(days=400)
ON = TriggerSwitch(trigger=TriggerName.PARCEL_LATE, is_on=True, holdout=0.5, at=NOON, by="ops")


async def followed(count: int, *, stopped: int) -> MemoryIntentBook:
    """Return a book with so many customers of each side; some who were written to said STOP."""
    book = MemoryIntentBook()
    await book.turn(ON)
    for n in range(2 * count):
        state = IntentState.HELD_OUT if n % 2 else IntentState.WRITTEN
        effects = {OutreachEffect.STOPPED} if n % 2 == 0 and n < 2 * stopped else set()
        one = intent(customer=f"customer-{n}", state=state)
        await book.keep(OutreachOutcome(intent=one, effects=frozenset(effects)))
    return book


def watching(book: MemoryIntentBook, changes: MemoryChangeBook) -> WorthlessTriggers:
    return WorthlessTriggers(outcomes=book, switches=book, changes=changes, clock=HandClock())


def ending(book: MemoryIntentBook, audit: MemoryAudit) -> TriggerEnds:
    experiments, clock = MemoryExperimentBook(), HandClock(at=LATER)
    return TriggerEnds(switches=book, experiments=experiments, audit=audit, clock=clock)


class TestAWorthlessTrigger:
    @pytest.mark.parametrize(("count", "stopped"), [(500, 0), (200, 60)])
    async def test_proposes_its_end_once(self, count: int, stopped: int) -> None:
        changes = MemoryChangeBook()
        one = watching(await followed(count, stopped=stopped), changes)
        assert [await one.propose() for _ in range(3)] == [1, 0, 0]
        (task,) = await changes.all()
        assert (task.kind, task.cause) == (ChangeKind.TASK, ChangeCause.NO_EFFECT)
        assert (task.change.content, task.customers) == ("parcel_late", 2 * count)

    async def test_is_turned_off_by_an_approval_and_on_again_when_it_is_taken_back(self) -> None:
        changes, book, audit = MemoryChangeBook(), await followed(500, stopped=0), MemoryAudit()
        await watching(book, changes).propose()
        (task,) = await changes.all()
        ends = ending(book, audit)
        assert [await ends.publish(task, by="lea") for _ in range(2)] == ["off", "off"]
        (off,) = await book.switches()
        assert (off.is_on, off.by) == (False, "lea")
        await ends.take_back(task, by="tom")
        (on,) = await book.switches()
        assert (on.is_on, on.holdout) == (True, ON.holdout)
        with pytest.raises(NotPublishedError):  # it was turned on anew: another look at customers
            await ends.publish(task, by="lea")

    async def test_that_is_turned_on_again_is_not_judged_by_its_old_customers(self) -> None:
        changes, book = MemoryChangeBook(), await followed(500, stopped=0)
        for is_on in (False, True):
            (switch,) = await book.switches()
            await book.turn(switch.turned(is_on=is_on, holdout=0.5, at=LATER, by="ops"))
        assert await watching(book, changes).propose() == 0

    async def test_of_any_other_cause_is_left_to_people(self) -> None:
        changes, book = MemoryChangeBook(), await followed(500, stopped=0)
        await watching(book, changes).propose()
        (task,) = await changes.all()
        other = replace(task, cause=ChangeCause.FAILING_CHECK)
        ends = ending(book, MemoryAudit())
        assert await ends.publish(other, by="lea") == ""
        assert await book.switches() == [ON]

    async def test_is_not_judged_early_nor_once_it_is_off(self) -> None:
        changes = MemoryChangeBook()
        assert await watching(await followed(100, stopped=1), changes).propose() == 0
        book = await followed(500, stopped=0)
        await book.turn(replace(ON, is_on=False))
        assert await watching(book, changes).propose() == 0
