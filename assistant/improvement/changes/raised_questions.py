"""Hold the questions that stayed open, with a person's answer to them, and group those alike. Pure.

People look at each proposal, so questions are grouped more freely than a verified answer is found:
a group that is too wide is split by a person, and one too narrow is never seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.answers.verified.way_agreement import asked_words, compare, differ
from assistant.conversation.message import Language
from assistant.improvement.changes.change_erasure import digest_of
from assistant.improvement.changes.change_set import ChangeCause, ChangeSignal
from retrieval.types import Vector

LEAST_CUSTOMERS = 3
"""Least customers with a question that nobody answered; a person's answer is a signal by itself."""

# Chosen on the wordings of `answers/coverage/resources/needs.*.yml`: of two wordings of one need
# a fifth are near, of wordings of two needs 5 in 10,000.
NEAR = 0.85  # least cosine
SHARED = 0.6  # least share of each question's words that have a counterpart in the other
WEIGHTY = 2  # words that both say, where one has a weighty word that the other has not

_COMPARED = 40  # questions before it that a question is compared with, the nearest first


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
    if one[1] != other[1] or mine.terms.isdisjoint(theirs.terms) or differ(mine, theirs):
        return False
    cosine = float(np.dot(vectors[one[0]], vectors[other[0]]))
    if cosine < NEAR:
        return False
    signs = compare(mine, theirs, cosine)
    least, shared = min(signs.mine, signs.theirs), len(mine.weighty & theirs.weighty)
    if signs.one_kind or least < SHARED:
        return False
    if not shared:
        return least == 1  # "do you have a ..." is nothing in common
    return not signs.strange or shared >= WEIGHTY


def group_questions(
    questions: Sequence[RaisedQuestion], vectors: Mapping[str, Vector]
) -> list[QuestionGroup]:
    """Return the questions in groups alike, the largest first; each is in one group.

    A question joins the group of the nearest question before it that is near.
    """
    ordered = sorted(questions, key=lambda one: (one.at, one.message_id))
    if not ordered:
        return []
    matrix = np.stack([vectors[one.text] for one in ordered])
    having: dict[str, list[int]] = {}  # the questions that have a term
    places: list[int] = []  # the group of each question
    groups: list[list[RaisedQuestion]] = []
    for at, asked in enumerate(ordered):
        terms = asked_words(asked.text, asked.language).terms
        before = np.array(sorted({one for term in terms for one in having.get(term, ())}), int)
        found = _nearest(asked, ordered, before[_by_cosine(matrix, at, before)], vectors)
        if found is None:
            groups.append([])
        places.append(len(groups) - 1 if found is None else places[found])
        groups[places[at]].append(asked)
        for term in terms:
            having.setdefault(term, []).append(at)
    made = (QuestionGroup(tuple(group)) for group in groups)
    return sorted(made, key=lambda one: (-one.conversations, one.questions[0].message_id))


def _by_cosine(matrix: NDArray[np.float32], at: int, others: NDArray[np.int_]) -> NDArray[np.int_]:
    """Return the order of the others that are compared, the nearest first."""
    order: NDArray[np.int_] = np.argsort(-(matrix[others] @ matrix[at]), kind="stable")
    return order[:_COMPARED]


def _nearest(
    asked: RaisedQuestion,
    ordered: Sequence[RaisedQuestion],
    others: NDArray[np.int_],
    vectors: Mapping[str, Vector],
) -> int | None:
    mine = (asked.text, asked.language)
    near = (
        int(one)
        for one in others
        if are_near(mine, (ordered[one].text, ordered[one].language), vectors)
    )
    return next(near, None)
