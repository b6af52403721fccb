"""What a settled assertion becomes, through the ways that exist, and once."""

from dataclasses import dataclass, field, replace

import pytest

from assistant.desk.staff.audit_chain import Action
from assistant.improvement.assertions.assertion import (
    AssertedThing,
    Assertion,
    AssertionEvidence,
    AssertionSubject,
    Became,
    Consequence,
    EvidenceKind,
    Predicate,
    Settlement,
    SubjectKind,
)
from assistant.improvement.assertions.assertion_consequences import (
    AssertionConsequences,
    ProposedWork,
    has_more,
)
from assistant.improvement.assertions.assertion_steps import AssertionSteps
from assistant.improvement.assertions.ports import AssertionConflictError
from assistant.improvement.changes.change_set import ChangeKind, ChangeState
from assistant.improvement.changes.change_steps import ChangeSteps
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.assertion_book import MemoryAssertionBook
from tests.support.memory.change_book import MemoryChangeBook
from tests.support.memory.staff_directory import MemoryAudit
from tests.support.seeds.assertion_seeds import (
    COMPLAINED,
    CONFUSES,
    LOWERED,
    NOTHING,
    asserted,
    evidence,
)
from tests.support.seeds.change_seeds import change_set
from tests.support.seeds.conversation_events import NOON

WORK = ProposedWork(task="Complaints about the dress are mainly about its size. (60% to 80%)")
FAILS = AssertedThing(
    part=COMPLAINED.part,
    predicate=Predicate.FAILS_MORE,
    subject=AssertionSubject(kind=SubjectKind.CHECK, reference="promise"),
    evidence=evidence(EvidenceKind.CHECK, reference="promise"),
    weight=3.0,
)


@dataclass
class Team:
    """Assertions and change sets in memory, and insights that note how they are moved."""

    book: MemoryAssertionBook = field(default_factory=MemoryAssertionBook)
    changes: MemoryChangeBook = field(default_factory=MemoryChangeBook)
    audit: MemoryAudit = field(default_factory=MemoryAudit)
    moved: list[tuple[str, str, str]] = field(default_factory=list)
    has_insight: bool = True

    @property
    def steps(self) -> AssertionSteps:
        clock = HandClock(at=NOON)

        async def move(one: Assertion, by: str, reason: str) -> bool:
            self.moved.append((str(one.settlement), by, reason))
            return self.has_insight

        changes = ChangeSteps(book=self.changes, stores={}, audit=self.audit, clock=clock)
        follow = AssertionConsequences(changes=changes, move_insight=move, clock=clock)
        return AssertionSteps(book=self.book, consequences=follow, audit=self.audit, clock=clock)

    async def settle(
        self,
        thing: AssertedThing,
        settlement: Settlement = Settlement.UPHELD,
        *,
        work: ProposedWork = WORK,
    ) -> Assertion:
        one = asserted(thing)
        await self.book.put(one, expected_version=None)
        return await self.steps.settle(
            one.assertion_id, settlement, by="zoé", reason="so it is", version=1, work=work
        )


class TestSettling:
    async def test_makes_a_task_in_words_of_ours(self) -> None:
        team = Team()

        settled = await team.settle(COMPLAINED)

        [task] = await team.changes.all()
        assert (task.kind, task.state) == (ChangeKind.TASK, ChangeState.PROPOSED)
        assert (task.about, task.steps[0].note) == (WORK.task, "so it is")
        assert settled.became == Became(kind=Consequence.CHANGE, reference=task.change_id)
        assert await team.book.get(settled.assertion_id) == settled

    async def test_leads_to_the_task_that_is_there(self) -> None:
        team = Team()
        there = change_set(change_id="aa")
        there = replace(
            there, change=replace(there.change, kind=ChangeKind.TASK, content="promise")
        )
        await team.changes.put(there, expected_version=None)

        settled = await team.settle(FAILS)

        assert settled.became == Became(kind=Consequence.CHANGE, reference="aa")
        assert len(await team.changes.all()) == 1

    @pytest.mark.parametrize("settlement", [Settlement.UPHELD, Settlement.REJECTED])
    async def test_moves_the_insight(self, settlement: Settlement) -> None:
        team = Team()

        settled = await team.settle(CONFUSES, settlement)

        assert team.moved == [(str(settlement), "zoé", "so it is")]
        assert settled.became is not None
        assert settled.became.kind is Consequence.INSIGHT

    async def test_as_unknown_moves_no_insight(self) -> None:
        team = Team()
        settled = await team.settle(CONFUSES, Settlement.UNKNOWN)
        assert (team.moved, has_more(settled)) == ([], False)
        assert settled.became is not None
        assert settled.became.kind is Consequence.KEPT

    async def test_opens_an_insight_again_whose_work_was_worth_nothing(self) -> None:
        team = Team()
        work = replace(
            NOTHING,
            subject=AssertionSubject(kind=SubjectKind.WORK, reference="1a2b"),
            evidence=evidence(EvidenceKind.WORK, -0.1, 0.1, reference="1a2b"),
        )

        settled = await team.settle(work)

        assert settled.became == Became(kind=Consequence.INSIGHT, reference="1a2b")

    @pytest.mark.parametrize(
        ("settlement", "kind"),
        [(Settlement.UPHELD, Consequence.CHANGE), (Settlement.UNKNOWN, Consequence.EXPERIMENT)],
    )
    async def test_leads_to_the_change_or_to_its_trial(
        self, settlement: Settlement, kind: Consequence
    ) -> None:
        team = Team()
        await team.changes.put(change_set(), expected_version=None)

        settled = await team.settle(NOTHING, settlement)

        assert settled.became == Became(kind=kind, reference="c0ffee")

    async def test_of_a_change_that_was_erased_becomes_nothing(self) -> None:
        assert (await Team().settle(LOWERED)).became is None

    async def test_ends_the_disputes_of_one_that_is_rejected(self) -> None:
        team = Team()
        lowered = asserted(LOWERED)
        await team.book.put(lowered, expected_version=None)
        rejected = await team.settle(NOTHING, Settlement.REJECTED)

        after = await team.book.get(lowered.assertion_id)

        assert rejected.settlement is Settlement.REJECTED
        assert after.disputes == ()

    async def test_is_refused_on_an_older_version(self) -> None:
        team = Team()
        one = asserted(COMPLAINED, version=4)
        await team.book.put(one, expected_version=None)
        with pytest.raises(AssertionConflictError):
            await team.steps.settle(
                one.assertion_id, Settlement.UPHELD, by="zoé", reason="so", version=3, work=WORK
            )

    async def test_stands_in_the_audit_with_its_reason(self) -> None:
        team = Team()

        await team.settle(COMPLAINED)

        deeds = [one.deed for one in await team.audit.read()]
        said = [one.detail["do"] for one in deeds if one.action is Action.ASSERTION_MOVED]
        assert said == ["settled", "became"]
        assert deeds[0].detail["note"] == "so it is"


class TestAProcessThatDied:
    async def test_goes_on_with_what_follows_and_makes_it_once(self) -> None:
        team = Team(has_insight=False)
        settled = await team.settle(CONFUSES)
        assert has_more(settled)

        team.has_insight = True
        after = await team.steps.carry_on(settled, by="ann", work=WORK)
        again = await team.steps.carry_on(after, by="ann", work=WORK)

        assert after.became is not None
        assert (again, has_more(after)) == (after, False)


def test_evidence_tells_intervals_apart() -> None:
    one: AssertionEvidence = evidence(low=0.1, high=0.2)
    assert one.is_apart(evidence(low=0.21, high=0.3))
    assert not one.is_apart(evidence(low=0.2, high=0.3))
