"""Count the differences that a replay found. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from assistant.conversation.ids import ConversationId
from assistant.improvement.replay.turn_result import Difference, TurnResult
from assistant.insights.statistics.paired_change import PairedChange, paired

K = TypeVar("K")

HARMFUL = (Difference.EFFECT, Difference.PERSON_MISSED, Difference.PROOF)
"""Differences of which one is too many without a person's word."""

MOST_LOST = 0.01
"""Share of the answers or talks that a change may lose, by the lower bound of the interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedTurn:
    """Hold a turn of which something else came."""

    conversation_id: ConversationId
    number: int  # of the turn in its conversation, from 1
    said: str  # the customer's messages, without personal data
    before: TurnResult
    after: TurnResult
    difference: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayTally:
    """Hold the counts of a replay; tallies of parts add up to that of the whole."""

    conversations: int = 0
    turns: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)  # turns, by the error under the change
    passed_over: int = 0  # turns that cannot be compared: see `Replayer.replay`
    differing: Mapping[Difference, int] = field(default_factory=dict)  # turns
    answered: PairedChange = field(default_factory=PairedChange)  # turns answered without a person
    to_people: PairedChange = field(default_factory=PairedChange)  # turns handed over

    def __add__(self, other: "ReplayTally") -> "ReplayTally":
        return ReplayTally(
            conversations=self.conversations + other.conversations,
            turns=self.turns + other.turns,
            failed=_summed(self.failed, other.failed),
            passed_over=self.passed_over + other.passed_over,
            differing=_summed(self.differing, other.differing),
            answered=self.answered + other.answered,
            to_people=self.to_people + other.to_people,
        )

    @property
    def does_harm(self) -> bool:
        """Tell whether a change needs a lead's reason: a turn fails, `HARMFUL`, or `MOST_LOST`."""
        harmful = any(self.differing.get(one) for one in HARMFUL)
        return bool(self.failed) or harmful or loses_too_much(self.answered)

    @property
    def changed(self) -> int:
        """Return the number of turns that differ."""
        return sum(self.differing.values())


def loses_too_much(change: PairedChange) -> bool:
    """Tell whether a change lost a pair, and may lose more than `MOST_LOST` by the interval."""
    _, low, _ = change.difference
    return change.lost > 0 and low < -MOST_LOST


def tally_of(before: TurnResult, after: TurnResult, difference: Difference | None) -> ReplayTally:
    """Return the tally of one turn."""
    return ReplayTally(
        turns=1,
        differing={difference: 1} if difference else {},
        answered=paired(before=before.answers, after=after.answers),
        to_people=paired(before=bool(before.handed_over), after=bool(after.handed_over)),
    )


def _summed(one: Mapping[K, int], other: Mapping[K, int]) -> dict[K, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in {**one, **other}}


@dataclass(slots=True, kw_only=True)
class WorstTurns:
    """Keep the most harmful differences of many."""

    most: int
    turns: tuple[ReplayedTurn, ...] = ()  # the worst first

    def add(self, turns: Iterable[ReplayedTurn]) -> None:
        """Look at more turns."""
        kept = sorted((*self.turns, *turns), key=lambda one: _ORDER[one.difference])
        self.turns = tuple(kept[: self.most])


_ORDER = {one: place for place, one in enumerate(Difference)}
