"""Take the turn in the arm of each experiment that the visitor is in: read `take` first.

Whether the change could matter to a message is told by the message alone, in both arms alike, and
both write the same event if it could. So the arms are compared on those visitors and no others.
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Protocol

from assistant.answers.verified.known_answers import KnownAnswers
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent, ExperimentExposed
from assistant.kit.experiments.experiment_arms import is_changed
from assistant.messages.ports import Index, Knowledge, MessageReader
from assistant.messages.steps.live_arm import LiveArm
from assistant.messages.turn import Turn
from assistant.operations.autonomy.autonomy_table import AutonomySubject
from assistant.operations.autonomy.tried_levels import trying_levels
from assistant.understanding.types import ReadingContext, Understanding
from retrieval.ports import StoreUnavailableError
from retrieval.searching.search import Searcher


class ArmsInForce(Protocol):
    """Hold the changed arms of the experiments that run."""

    @property
    def arms(self) -> Sequence[LiveArm]:
        """Return the arms as of now."""
        ...

    async def answers(self, changed: Sequence[LiveArm]) -> KnownAnswers:
        """Return the verified answers of a visitor who is in these changed arms."""
        ...

    async def searcher(self, changed: Sequence[LiveArm], searcher: Searcher) -> Searcher:
        """Return a searcher of the same version with the pages of these arms in it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentTurn:
    """Implement `TurnStep` as the last step, over the turn of all as it is in force."""

    turn: Turn
    live: ArmsInForce
    key: bytes  # that the arms of visitors follow from

    async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        """Return the events of the turn, with an exposure for each arm that could matter."""
        drawn = self._drawn(conversation)
        if not drawn:
            return await self.turn.take(conversation)
        noted = _NotedReader(self.turn.reader)
        tried = [arm for arm, changed in drawn if changed]
        turn = await self._turn(tried)
        for arm, changed in drawn:
            if arm.left_out is not None and not changed:
                turn = replace(turn, index=_LeftOutIndex(turn.index, arm.left_out))
        with trying_levels(one.levels for one in tried if one.levels is not None) as levels:
            events = await replace(turn, reader=noted).take(conversation)
        if not events:
            return ()
        met = await self._met([arm for arm, _ in drawn], noted.read_so_far, levels.asked)
        exposed = tuple(
            ExperimentExposed(
                conversation_id=conversation.conversation_id,
                at=self.turn.clock.now(),
                experiment_id=arm.experiment.experiment_id,
                changed=changed,
                share=arm.experiment.share,
            )
            for arm, changed in drawn
            if arm in met and arm.experiment.experiment_id not in conversation.arms
        )
        return (*exposed, *events)

    def _drawn(self, conversation: Conversation) -> list[tuple[LiveArm, bool]]:
        """Return the arms of the visitor; a visitor left out by a holdout is in no other."""
        drawn = [
            (arm, changed)
            for arm in self.live.arms
            if (changed := is_changed(arm.experiment, conversation, self.key)) is not None
        ]
        left_out = [one for one in drawn if one[0].left_out is not None and not one[1]]
        return left_out or drawn

    async def _turn(self, changed: Sequence[LiveArm]) -> Turn:
        """Return the turn of the changed arms, which can be several."""
        turn = next((one.turn for one in changed if one.turn is not None), self.turn)
        answering = [one for one in changed if one.answer is not None]
        paged = [one for one in changed if one.page is not None]
        if not answering and not paged:
            return turn
        return replace(turn, index=_ArmIndex(turn.index, self.live, answering, paged))

    async def _met(
        self,
        arms: Sequence[LiveArm],
        read: Sequence[Understanding],
        asked: Collection[AutonomySubject],
    ) -> Sequence[LiveArm]:
        """Return the arms in which the turn could go another way.

        `read` are the messages that the turn read, and `asked` the rows of the autonomy table that
        it asked for.
        """
        knowledge = await self.turn.index.current()
        return [arm for arm in arms if await self._matters(arm, read, asked, knowledge)]

    async def _matters(
        self,
        arm: LiveArm,
        read: Sequence[Understanding],
        asked: Collection[AutonomySubject],
        knowledge: Knowledge,
    ) -> bool:
        if arm.levels is not None and not arm.levels.rows.keys().isdisjoint(asked):
            return True
        tried = knowledge.searcher
        with suppress(StoreUnavailableError):  # in neither arm a page could be found
            if arm.page is not None:
                tried = await self.live.searcher([arm], tried)
            for one in read:
                if await arm.could_matter(one, knowledge, tried, limit=self.turn.limit):
                    return True
        return False


@dataclass(frozen=True, slots=True)
class _ArmIndex:
    """Hold the index of a turn, with the verified answers and the pages of its arms."""

    index: Index
    live: ArmsInForce
    answering: Sequence[LiveArm]
    paged: Sequence[LiveArm]

    async def current(self) -> Knowledge:
        known = await self.index.current()
        if self.answering:
            known = replace(known, verified=await self.live.answers(self.answering))
        if self.paged:
            with suppress(StoreUnavailableError):  # nothing is found without the pages, either
                searcher = await self.live.searcher(self.paged, known.searcher)
                known = replace(known, searcher=searcher)
        return known


@dataclass(frozen=True, slots=True)
class _LeftOutIndex:
    """Hold the index of a turn, with the verified answers of visitors who are left out."""

    index: Index
    answers: KnownAnswers

    async def current(self) -> Knowledge:
        return replace(await self.index.current(), verified=self.answers)


@dataclass(frozen=True, slots=True)
class _NotedReader:
    """Read messages, and note the understanding of each: a `MessageReader` for one turn."""

    reader: MessageReader
    read_so_far: list[Understanding] = field(default_factory=list)

    async def read(self, text: str, context: ReadingContext) -> Understanding:
        read = await self.reader.read(text, context)
        self.read_so_far.append(read)
        return read
