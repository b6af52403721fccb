"""Hold the questions that stayed open, with a person's answer to them, and group those alike. Pure.

People look at each proposal, so questions are grouped more freely than a verified answer is found:
a group that is too wide is split by a person, and one too narrow is never seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from assistant.answers.verified.way_agreement import asked_words, compare, differ
from assistant.conversation.message import Language
from assistant.improvement.changes.change_erasure import digest_of
from assistant.improvement.changes.change_set import ChangeCause, ChangeSignal
from retrieval.types import Vector

LEAST_CUSTOMERS = 3
"""Least customers with a question that nobody answered; a person's answer is a signal by itself."""

NEAR = 0.8  # least cosine
SHARED = 0.5  # least share of each question's words that have a counterpart in the other

_COMPARED = 5  # questions of a group that another one is compared with


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedQuestion:
    """Hold a question of a customer that the assistant did not answer well, without names."""

    cause: ChangeCause
    conversation_id: str
    message_id: str
    customer: str  # keyed hash
    language: Language
    text: str  # redacted
    at: datetime  # aware, UTC
    reply: str = ""  # a person's words, redacted; "": nobody answered
    reply_language: Language | None = None

    @property
    def signal(self) -> ChangeSignal:
        """Return the message, by its ids."""
        return ChangeSignal(
            conversation_id=self.conversation_id,
            message_id=self.message_id,
            at=self.at,
            wording=digest_of(self.text),
        )


@dataclass(frozen=True)
class QuestionGroup:
    """Hold questions alike, the oldest first."""

    questions: tuple[RaisedQuestion, ...]

    @cached_property
    def customers(self) -> int:
        """Return the number of distinct customers."""
        return len({one.customer for one in self.questions})

    @cached_property
    def conversations(self) -> int:
        """Return the number of distinct conversations."""
        return len({one.conversation_id for one in self.questions})

    @cached_property
    def answered(self) -> RaisedQuestion | None:
        """Return the question that a person answered last; None: nobody answered any."""
        return next((one for one in reversed(self.questions) if one.reply), None)

    @property
    def cause(self) -> ChangeCause:
        """Return the strongest cause of the questions."""
        causes = {one.cause for one in self.questions if one.reply}
        order = (ChangeCause.DISPUTED, ChangeCause.CORRECTED)
        return next((one for one in order if one in causes), ChangeCause.UNANSWERED)

    @property
    def is_signal(self) -> bool:
        """Return whether the group is reason enough for a proposal."""
        return self.answered is not None or self.customers >= LEAST_CUSTOMERS


def are_near(
    one: tuple[str, Language], other: tuple[str, Language], vectors: Mapping[str, Vector]
) -> bool:
    """Tell whether two questions, each with its language, may well be the same."""
    mine, theirs = asked_words(*one), asked_words(*other)
    if mine.key == theirs.key:
        return True
    if one[1] != other[1] or differ(mine, theirs):
        return False
    cosine = float(np.dot(vectors[one[0]], vectors[other[0]]))
    if cosine < NEAR:
        return False
    signs = compare(mine, theirs, cosine)
    return bool(signs.same) and min(signs.mine, signs.theirs) >= SHARED


def group_questions(
    questions: Sequence[RaisedQuestion], vectors: Mapping[str, Vector]
) -> list[QuestionGroup]:
    """Return the questions in groups alike, the largest first; each is in one group."""
    groups: list[list[RaisedQuestion]] = []
    for asked in sorted(questions, key=lambda one: (one.at, one.message_id)):
        place = (asked.text, asked.language)
        fits = (
            group
            for group in groups
            if any(are_near(place, (one.text, one.language), vectors) for one in group[:_COMPARED])
        )
        found = next(fits, None)
        if found is None:
            groups.append([asked])
        else:
            found.append(asked)
    made = (QuestionGroup(tuple(group)) for group in groups)
    return sorted(made, key=lambda one: (-one.conversations, one.questions[0].message_id))
