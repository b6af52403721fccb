"""People's decisions reach the store once, whatever dies in between."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from assistant.answers.verified.types import AnswerState, VerifiedAnswer, VerifiedId
from assistant.console.improve.answer_store import AnswerStore
from assistant.console.verified.verified_changes import VerifiedChanges
from assistant.desk.staff.audit_chain import Action
from assistant.improvement.changes.change_moves import ChangeRefusal, ChangeRefusedError
from assistant.improvement.changes.change_set import (
    ChangeDeed,
    ChangeKind,
    ChangeSet,
    ChangeState,
    ChangeStep,
)
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.changes.ports import ChangeConflictError
from assistant.messages.trials.candidate_change import CandidateChange
from assistant.messages.trials.candidate_codec import decode_answer, encode_answer
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.change_book import MemoryChangeBook
from tests.support.memory.staff_directory import MemoryAudit
from tests.support.memory.verified_book import MemoryVerifiedBook
from tests.support.seeds.change_seeds import NOON, change_set, verified_change

APPROVED = ChangeStep(deed=ChangeDeed.APPROVED, at=NOON, by="zoé")


class DeadError(BaseException):
    """The process died here."""


@dataclass
class MortalBook(MemoryChangeBook):
    """A book whose process dies at the nth write."""

    dies_at: int = 0
    puts: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        super().__init__()

    async def put(self, change: ChangeSet, *, expected_version: int | None) -> None:
        self.puts += 1
        if self.puts == self.dies_at:
            raise DeadError
        await super().put(change, expected_version=expected_version)


class Team:
    """Change sets over verified answers, both in memory."""

    def __init__(self) -> None:
        self.book, self.verified, self.audit = MortalBook(), MemoryVerifiedBook(), MemoryAudit()
        self.clock = HandClock(at=NOON)
        self.answers = VerifiedChanges(book=self.verified, audit=self.audit, clock=self.clock)
        self.steps = ChangeSteps(
            book=self.book,
            stores={ChangeKind.VERIFIED: AnswerStore(changes=self.answers)},
            audit=self.audit,
            clock=self.clock,
        )

    async def propose(self, change: ChangeSet | None = None) -> ChangeSet:
        made = change or change_set()
        await self.book.put(made, expected_version=None)
        return made

    async def approve(self, change: ChangeSet, by: str = "zoé") -> ChangeSet:
        version = (await self.book.get(change.change_id)).version
        return await self.steps.approve(change.change_id, by=by, version=version)

    async def take_back(self, change: ChangeSet) -> ChangeSet:
        version = (await self.book.get(change.change_id)).version
        return await self.steps.take_back(change.change_id, by="ann", version=version)

    async def moves(self) -> list[str]:
        """Return the moves of change sets in the audit, the oldest first."""
        deeds = [one.deed for one in await self.audit.read()]
        return [one.detail["do"] for one in deeds if one.action is Action.CHANGE_MOVED]

    async def live(self, change: ChangeSet) -> VerifiedAnswer | None:
        kept = await self.verified.read(VerifiedId(change.change_id))
        return kept.in_force.answer if kept and kept.in_force and kept.is_live else None


@pytest.fixture
def team() -> Team:
    return Team()


class TestApproving:
    async def test_puts_the_answer_in_force_and_is_in_the_audit(self, team: Team) -> None:
        change = await team.propose()

        live = await team.approve(change)

        assert (live.state, live.published) == (ChangeState.PUBLISHED, "1")
        assert [one.deed for one in live.steps] == [ChangeDeed.APPROVED, ChangeDeed.PUBLISHED]
        assert await team.live(change) == decode_answer(change.change.content)
        deeds = [one.deed for one in await team.audit.read()]
        assert [(one.action, one.actor) for one in deeds] == [
            (Action.CHANGE_MOVED, "zoé"),
            (Action.ANSWER_CHANGED, "zoé"),
            (Action.CHANGE_MOVED, "zoé"),
        ]
        assert await team.moves() == ["approved", "published"]
        assert deeds[1].detail["change"] == change.change_id

    async def test_of_a_task_changes_nothing_else(self, team: Team) -> None:
        task = replace(change_set(), change=CandidateChange(kind="task", content="q1"))

        done = await team.approve(await team.propose(task))

        assert done.state is ChangeState.PUBLISHED
        assert await team.verified.edition() == 0

    async def test_on_an_older_version_is_refused(self, team: Team) -> None:
        change = await team.propose()
        await team.steps.reject(change.change_id, by="ann", version=1, reason="No.")

        with pytest.raises(ChangeConflictError):
            await team.steps.approve(change.change_id, by="zoé", version=1)

    async def test_that_the_store_refuses_opens_it_again(self, team: Team) -> None:
        await team.approve(await team.propose(change_set(change_id="a1")))

        refused = await team.approve(await team.propose(change_set(change_id="b2")))

        assert refused.is_open
        assert (refused.steps[-1].deed, refused.steps[-1].note) == (
            ChangeDeed.NOT_PUBLISHED,
            "taken",
        )

    async def test_of_what_was_changed_by_hand_meanwhile_is_refused(self, team: Team) -> None:
        live = await team.approve(await team.propose())
        answer = replace(decode_answer(live.change.content), texts={"en": "Next door."})
        more = replace(
            change_set(change_id="b2"),
            change=CandidateChange(kind="verified", content=encode_answer(answer)),
            before=live.change.content,
        )
        await team.propose(more)
        by_hand = replace(answer, texts={"en": "No longer."})
        await team.answers.write(by_hand, expected_version=1, by="max")

        with pytest.raises(ChangeRefusedError) as refused:
            await team.approve(more)

        assert refused.value.why is ChangeRefusal.BASE_MOVED
        assert await team.live(live) == by_hand


class TestTakingBack:
    async def test_turns_an_answer_off_that_there_was_not_before(self, team: Team) -> None:
        change = await team.propose()
        await team.approve(change)

        back = await team.take_back(change)

        assert back.state is ChangeState.TAKEN_BACK
        assert await team.live(change) is None
        assert await team.moves() == ["approved", "published", "withdrawn", "taken_back"]

    async def test_puts_the_answer_before_in_force_again(self, team: Team) -> None:
        first = await team.propose()
        await team.approve(first)
        old = decode_answer(first.change.content)
        second = replace(
            change_set(change_id="b2"),
            change=verified_change(replace(old, texts={"en": "Next door."})),
            before=encode_answer(old),
        )
        await team.propose(second)
        await team.approve(second)

        await team.take_back(second)

        assert await team.live(first) == old

    async def test_of_what_was_changed_by_hand_since_is_refused(self, team: Team) -> None:
        change = await team.propose()
        await team.approve(change)
        by_hand = replace(decode_answer(change.change.content), texts={"en": "Only on Sundays."})
        await team.answers.write(by_hand, expected_version=1, by="max")

        kept = await team.take_back(change)

        assert kept.state is ChangeState.PUBLISHED
        assert kept.steps[-1].deed is ChangeDeed.NOT_TAKEN_BACK
        assert await team.live(change) == by_hand


async def approve(team: Team, change: ChangeSet) -> object:
    return await team.approve(change)


async def approve_and_take_back(team: Team, change: ChangeSet) -> object:
    await team.approve(change)
    return await team.take_back(change)


class TestADeath:
    @pytest.mark.parametrize(
        ("dies_at", "doing", "ends", "versions"),
        [
            (2, approve, ChangeState.PROPOSED, []),  # before the decision is stored
            (3, approve, ChangeState.PUBLISHED, [AnswerState.LIVE]),  # the store has it
            (4, approve_and_take_back, ChangeState.PUBLISHED, [AnswerState.LIVE]),
            (5, approve_and_take_back, ChangeState.TAKEN_BACK, [AnswerState.LIVE, AnswerState.OFF]),
        ],
    )
    async def test_at_any_step_leaves_nothing_half_done(
        self,
        team: Team,
        dies_at: int,
        doing: Callable[[Team, ChangeSet], object],
        ends: ChangeState,
        versions: list[AnswerState],
    ) -> None:
        change = await team.propose()
        team.book.dies_at = dies_at
        with pytest.raises(DeadError):
            await doing(team, change)  # type: ignore[misc]  # both are coroutines

        for _ in range(2):  # a second process finds nothing more to do
            await team.steps.settle_all()

        settled = await team.book.get(change.change_id)
        assert settled.state is ends
        history = await team.verified.history(VerifiedId(change.change_id), limit=9)
        assert [one.answer.state for one in reversed(history)] == versions


class TestAStoreThatIsAway:
    async def test_does_not_stop_the_others(self, team: Team) -> None:
        unread = replace(
            change_set(change_id="a1"), change=CandidateChange(kind="verified", content="{")
        )
        fine = change_set(change_id="b2")
        for one in (unread, fine):
            await team.propose(replace(one, state=ChangeState.APPROVED, steps=(APPROVED,)))

        assert await team.steps.settle_all() == 2

        assert (await team.book.get(fine.change_id)).state is ChangeState.PUBLISHED
        assert (await team.book.get(unread.change_id)).state is ChangeState.APPROVED


class TestTime:
    async def test_lets_old_proposals_expire_and_no_others(self, team: Team) -> None:
        old = await team.propose(change_set(change_id="a1"))
        team.clock.at = NOON + timedelta(days=28)
        young = replace(change_set(change_id="b2"), proposed_at=NOON + timedelta(days=1))
        await team.propose(young)

        assert await team.steps.expire_old() == 1

        assert (await team.book.get(old.change_id)).state is ChangeState.EXPIRED
        assert await team.moves() == ["expired"]
        assert (await team.book.get(young.change_id)).is_open
