"""Take the turn in the arm of each experiment that the visitor is in: read `take` first.

Both arms are asked whether the turn could differ, and both write the same event if it could. So
the arms are compared on the visitors who could have met the change, and on no others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from assistant.answers.verified.known_answers import AnswerFinder, FoundAnswer
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import ConversationEvent, ExperimentExposed
from assistant.experiments.experiment import Experiment
from assistant.experiments.experiment_arms import is_changed
from assistant.messages.ports import Index, Knowledge
from assistant.messages.turn import Turn
from assistant.understanding.types import Understanding
from retrieval.catalogue.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveArm:
    """Hold the changed arm of a running experiment: other answers, or another whole turn."""

    experiment: Experiment
    answers: AnswerFinder | None = None
    turn: Turn | None = None


class ArmsInForce(Protocol):
    """Hold the changed arms of the experiments that run."""

    @property
    def arms(self) -> Sequence[LiveArm]:
        """Return the arms as of now."""
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
        met: dict[str, LiveArm] = {}
        events = await self._turn(drawn, met).take(conversation)
        if not events:
            return ()
        met |= {one.experiment.experiment_id: one for one, _ in drawn if one.turn is not None}
        exposed = tuple(
            ExperimentExposed(
                conversation_id=conversation.conversation_id,
                at=self.turn.clock.now(),
                experiment_id=arm.experiment.experiment_id,
                changed=changed,
                share=arm.experiment.share,
            )
            for arm, changed in drawn
            if arm.experiment.experiment_id in met
            and arm.experiment.experiment_id not in conversation.arms
        )
        return (*exposed, *events)

    def _turn(self, drawn: Sequence[tuple[LiveArm, bool]], met: dict[str, LiveArm]) -> Turn:
        """Return the turn of the arms; those whose answers matter are put into `met`."""
        turn = self.turn
        for arm, changed in drawn:
            if arm.turn is not None and changed:
                turn = arm.turn
        asked = [(arm, changed) for arm, changed in drawn if arm.answers is not None]
        return replace(turn, index=_ArmIndex(turn.index, asked, met)) if asked else turn


@dataclass(frozen=True, slots=True)
class _ArmIndex:
    """Hold the index of a turn, with the verified answers of its arms."""

    index: Index
    drawn: Sequence[tuple[LiveArm, bool]]
    met: dict[str, LiveArm]

    async def current(self) -> Knowledge:
        knowledge = await self.index.current()
        found = ArmAnswers(knowledge.verified, self.drawn, self.met)
        return replace(knowledge, verified=found)


@dataclass(frozen=True, slots=True)
class ArmAnswers:
    """Find the verified answer of the arms; those that find another one are put into `met`."""

    in_force: AnswerFinder
    drawn: Sequence[tuple[LiveArm, bool]]
    met: dict[str, LiveArm] = field(default_factory=dict)

    def find(self, understanding: Understanding, vocabulary: Vocabulary) -> FoundAnswer | None:
        """Return the answer of the changed arms where they have another, else that in force."""
        usual = self.in_force.find(understanding, vocabulary)
        given = usual
        for arm, changed in self.drawn:
            if arm.answers is None:
                continue
            other = arm.answers.find(understanding, vocabulary)
            if (other and other.answer) == (usual and usual.answer):
                continue
            self.met[arm.experiment.experiment_id] = arm
            given = other if changed else given
        return given
