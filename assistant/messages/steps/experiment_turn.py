"""Take the turn in the arm of each experiment that the visitor is in: read `take` first.

Whether the change could matter to a message is told by the message alone, in both arms alike, and
both write the same event if it could. So the arms are compared on those visitors and no others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from assistant.answers.verified.known_answers import KnownAnswers
from assistant.answers.verified.types import VerifiedAnswer
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent, ExperimentExposed
from assistant.kit.experiments.experiment import Experiment
from assistant.kit.experiments.experiment_arms import is_changed
from assistant.messages.ports import Index, Knowledge, MessageReader
from assistant.messages.turn import Turn
from assistant.understanding.types import ReadingContext, Understanding
from retrieval.catalogue.vocabulary import Vocabulary

NEAR = 0.6
"""Cosine to a way of asking from which a verified answer may matter to a message.

As its answer, as a passage that search finds, or as the correction of a page. Freely chosen: too
low a number only counts visitors to whom it did not matter, in both arms.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveArm:
    """Hold the changed arm of a running experiment: another verified answer, or another turn."""

    experiment: Experiment
    answer: VerifiedAnswer | None = None
    answers: KnownAnswers | None = None  # those in force, with `answer` among them
    turn: Turn | None = None

    def could_matter(
        self, understanding: Understanding, in_force: KnownAnswers, vocabulary: Vocabulary
    ) -> bool:
        """Tell whether a message could be answered in another way in the changed arm."""
        if self.answer is None or self.answers is None:
            return True
        ways = (self.answers.vectors[one.text] for one in self.answer.ways)
        if any(float(way @ understanding.vector) >= NEAR for way in ways):
            return True
        usual = in_force.find(understanding, vocabulary)
        other = self.answers.find(understanding, vocabulary)
        return (other and other.answer) != (usual and usual.answer)


class ArmsInForce(Protocol):
    """Hold the changed arms of the experiments that run."""

    @property
    def arms(self) -> Sequence[LiveArm]:
        """Return the arms as of now."""
        ...

    async def answers(self, changed: Sequence[LiveArm]) -> KnownAnswers:
        """Return the verified answers of a visitor who is in these changed arms."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentTurn:
    """Implement `TurnStep` as the last step, over the turn of all as it is in force."""

    turn: Turn
    live: ArmsInForce
    key: bytes  # that the arms of visitors follow from

    async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        """Return the events of the turn, with an exposure for each arm that could matter."""
        drawn = [
            (arm, changed)
            for arm in self.live.arms
            if (changed := is_changed(arm.experiment, conversation, self.key)) is not None
        ]
        if not drawn:
            return await self.turn.take(conversation)
        noted = _NotedReader(self.turn.reader)
        turn = await self._turn([arm for arm, changed in drawn if changed])
        events = await replace(turn, reader=noted).take(conversation)
        if not events:
            return ()
        met = await self._met([arm for arm, _ in drawn], noted.read_so_far)
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

    async def _turn(self, changed: Sequence[LiveArm]) -> Turn:
        """Return the turn of the changed arms, which can be several."""
        turn = next((one.turn for one in changed if one.turn is not None), self.turn)
        answering = [one for one in changed if one.answer is not None]
        if not answering:
            return turn
        return replace(turn, index=_ArmIndex(turn.index, await self.live.answers(answering)))

    async def _met(
        self, arms: Sequence[LiveArm], read: Sequence[Understanding]
    ) -> Sequence[LiveArm]:
        """Return the arms in which a message that was read could be answered in another way."""
        if not read:
            return ()
        knowledge = await self.turn.index.current()
        vocabulary = knowledge.searcher.vocabulary
        return [
            arm
            for arm in arms
            if any(arm.could_matter(one, knowledge.verified, vocabulary) for one in read)
        ]


@dataclass(frozen=True, slots=True)
class _ArmIndex:
    """Hold the index of a turn, with the verified answers of its arms."""

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
