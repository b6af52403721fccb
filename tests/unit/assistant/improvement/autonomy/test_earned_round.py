"""Rows that are proposed for more autonomy, and rows that go back by themselves."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.improvement.autonomy.agreement import Agreed, Agreement
from assistant.improvement.autonomy.autonomy_board import with_level
from assistant.improvement.autonomy.autonomy_evidence import AutonomyEvidence
from assistant.improvement.autonomy.earned_round import CHECKED, DRIFT, RULES, EarnedRound
from assistant.improvement.changes.change_set import (
    ChangeCause,
    ChangeKind,
    ChangeSet,
    ChangeState,
)
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.changes.rule_stores import TableStore
from assistant.operations.autonomy.autonomy_table import (
    AutonomySubject,
    Level,
    Topic,
    load_table,
    operation_subject,
    topic_subject,
)
from integrations.stores.memory.autonomy_tables import MemoryAutonomyTables
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.agreement_book import MemoryAgreementBook
from tests.support.memory.change_book import MemoryChangeBook
from tests.support.memory.staff_directory import MemoryAudit
from tests.support.seeds.conversation_events import NOON

SIZES, CANCEL = topic_subject(Topic.SIZING), operation_subject("cancel_order")


@dataclass
class Hand:
    at: datetime = NOON

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class House:
    """A shop whose people decide on suggestions."""

    clock: Hand = field(default_factory=Hand)
    book: MemoryAgreementBook = field(default_factory=MemoryAgreementBook)
    tables: MemoryAutonomyTables = field(default_factory=MemoryAutonomyTables)
    changes: MemoryChangeBook = field(default_factory=MemoryChangeBook)
    rules_at: dict[AutonomySubject, datetime] = field(default_factory=dict)
    log: MemoryEventLog = field(default_factory=MemoryEventLog)
    _decided: int = 0

    @property
    def steps(self) -> ChangeSteps:
        return ChangeSteps(
            book=self.changes,
            stores={
                ChangeKind.AUTONOMY: TableStore(
                    tables=self.tables, audit=MemoryAudit(), clock=self.clock
                )
            },
            audit=MemoryAudit(),
            clock=self.clock,
        )

    @property
    def rounds(self) -> EarnedRound:
        return EarnedRound(
            log=self.log,
            evidence=AutonomyEvidence(agreements=self.book),
            tables=self.tables,
            steps=self.steps,
            rules_changed=self._rules_changed,
            clock=self.clock,
        )

    async def _rules_changed(self) -> dict[AutonomySubject, datetime]:
        return self.rules_at

    async def watch(self, subject: AutonomySubject, *, limit: dict[str, int] | None = None) -> None:
        """Have people look at all of a row first; an operation with a limit of an amount."""
        newest = await self.tables.current()
        table = newest.table if newest else load_table()
        if subject.kind == "operation":
            limits = {"EUR": 10_000} if limit is None else limit
            row = table.operations["cancel_order"].model_copy(update={"max_minor": limits})
            table = table.model_copy(
                update={"operations": {**table.operations, "cancel_order": row}}
            )
        await self.tables.put(
            with_level(table, subject, Level.SUGGEST),
            expected_version=newest.version if newest else 0,
            at=self.clock.now(),
            by="zoe",
        )

    async def decide(self, subject: AutonomySubject, *judgements: Agreed) -> None:
        found = []
        for one in judgements:
            self._decided += 1
            found.append(
                Agreement(
                    decision_id=f"d{self._decided}",
                    subject=subject,
                    at=self.clock.now(),
                    judgement=one,
                    by=f"agent{self._decided % 3}",
                )
            )
        await self.book.keep(found, position=self._decided)

    async def earned(self) -> ChangeSet:
        (one,) = [one for one in await self.changes.all() if one.cause is ChangeCause.EARNED]
        return one

    async def raise_row(self, subject: AutonomySubject, *, count: int) -> ChangeSet:
        """Let a row earn it, and two people approve."""
        await self.watch(subject)
        await self.decide(subject, *[Agreed.AGREED] * count)
        await self.rounds.decide()
        proposed = await self.earned()
        once = await self.steps.approve(proposed.change_id, by="mara", version=proposed.version)
        return await self.steps.approve(proposed.change_id, by="leo", version=once.version)

    async def level(self, subject: AutonomySubject) -> Level:
        newest = await self.tables.current()
        assert newest is not None
        row = newest.table.row(subject)
        assert row is not None
        return row.level

    async def checked_share(self, subject: AutonomySubject) -> float:
        newest = await self.tables.current()
        row = newest.table.row(subject) if newest else None
        assert row is not None
        return row.checked_share


class TestARow:
    async def test_that_has_earned_it_is_proposed_once_and_two_people_sign(self) -> None:
        house = House()

        published = await house.raise_row(SIZES, count=60)
        again = await house.rounds.decide()

        assert published.state is ChangeState.PUBLISHED
        assert published.about == "topic_sizing"
        assert published.approvers == ("mara", "leo")
        assert await house.level(SIZES) is Level.AUTOMATE
        assert await house.checked_share(SIZES) == CHECKED
        assert again == 0

    async def test_that_has_not_earned_it_stays(self) -> None:
        house = House()
        await house.watch(SIZES)
        await house.decide(SIZES, *[Agreed.AGREED] * 10)

        assert await house.rounds.decide() == 0
        assert await house.changes.all() == []

    async def test_goes_back_at_once_after_a_wrong_figure(self) -> None:
        house = House()
        await house.raise_row(SIZES, count=60)
        await house.decide(SIZES, Agreed.CRITICAL)

        assert await house.rounds.decide() == 1

        gone = await house.earned()
        assert gone.state is ChangeState.TAKEN_BACK
        assert DRIFT in {one.note for one in gone.steps}
        assert await house.level(SIZES) is Level.SUGGEST
        assert await house.checked_share(SIZES) == 0

    async def test_of_an_operation_goes_back_when_the_rules_of_orders_change(self) -> None:
        house = House()
        await house.raise_row(CANCEL, count=150)
        house.rules_at[CANCEL] = house.clock.now()

        assert await house.rounds.decide() == 1

        assert RULES in {one.note for one in (await house.earned()).steps}
        assert await house.level(CANCEL) is Level.SUGGEST

    async def test_of_a_topic_goes_back_when_pages_state_other_figures_on_it(self) -> None:
        house = House()
        await house.raise_row(SIZES, count=60)
        house.rules_at[CANCEL] = house.clock.now()
        assert await house.rounds.decide() == 0
        house.rules_at[SIZES] = house.clock.now()

        assert await house.rounds.decide() == 1

        assert await house.level(SIZES) is Level.SUGGEST

    async def test_that_was_rejected_is_not_proposed_again_for_weeks(self) -> None:
        house = House()
        await house.watch(SIZES)
        await house.decide(SIZES, *[Agreed.AGREED] * 60)
        await house.rounds.decide()
        proposed = await house.earned()
        await house.steps.reject(
            proposed.change_id, by="mara", version=proposed.version, reason="not in December"
        )

        assert await house.rounds.decide() == 0

    async def test_that_lost_it_while_it_was_proposed_is_proposed_no_more(self) -> None:
        house = House()
        await house.watch(SIZES)
        await house.decide(SIZES, *[Agreed.AGREED] * 60)
        await house.rounds.decide()
        await house.decide(SIZES, Agreed.CRITICAL)

        await house.rounds.decide()

        assert (await house.earned()).state is ChangeState.REJECTED

    async def test_that_pays_money_back_is_not_proposed_without_a_limit(self) -> None:
        house = House()
        await house.watch(CANCEL, limit={})
        await house.decide(CANCEL, *[Agreed.AGREED] * 150)

        assert await house.rounds.decide() == 0

    async def test_goes_back_though_people_made_it_stricter_since(self) -> None:
        house = House()
        await house.raise_row(SIZES, count=60)
        newest = await house.tables.current()
        assert newest is not None
        topics = {
            **newest.table.topics,
            Topic.SIZING: newest.table.topics[Topic.SIZING].model_copy(
                update={"stricter_for": ("vip",)}
            ),
        }
        stricter = newest.table.model_copy(update={"topics": topics})
        await house.tables.put(
            stricter, expected_version=newest.version, at=house.clock.now(), by="zoe"
        )
        await house.decide(SIZES, Agreed.CRITICAL)

        await house.rounds.decide()

        assert await house.level(SIZES) is Level.SUGGEST
        assert (await house.earned()).state is ChangeState.TAKEN_BACK

    async def test_keeps_what_people_changed_meanwhile(self) -> None:
        house = House()
        await house.watch(SIZES)
        await house.decide(SIZES, *[Agreed.AGREED] * 60)
        await house.rounds.decide()
        await house.watch(CANCEL)
        await house.rounds.decide()
        proposed = await house.earned()

        once = await house.steps.approve(proposed.change_id, by="mara", version=proposed.version)
        await house.steps.approve(proposed.change_id, by="leo", version=once.version)

        assert await house.level(SIZES) is Level.AUTOMATE
        assert await house.level(CANCEL) is Level.SUGGEST

    async def test_goes_back_though_people_changed_another_row_since(self) -> None:
        house = House()
        await house.raise_row(SIZES, count=60)
        await house.watch(CANCEL)
        await house.decide(SIZES, Agreed.CRITICAL)

        await house.rounds.decide()

        assert await house.level(SIZES) is Level.SUGGEST
        assert await house.level(CANCEL) is Level.SUGGEST

    async def test_that_people_set_by_hand_since_is_left_alone(self) -> None:
        house = House()
        await house.raise_row(SIZES, count=60)
        newest = await house.tables.current()
        assert newest is not None
        theirs = with_level(newest.table, SIZES, Level.HUMAN_ONLY)
        await house.tables.put(
            theirs, expected_version=newest.version, at=house.clock.now(), by="zoe"
        )
        await house.decide(SIZES, Agreed.CRITICAL)

        await house.rounds.decide()

        assert await house.level(SIZES) is Level.HUMAN_ONLY
        assert (await house.earned()).state is ChangeState.PUBLISHED
