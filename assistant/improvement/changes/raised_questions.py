"""Hold the questions that stayed open, with a person's answer to them, and group those alike. Pure.

People look at each proposal, so questions are grouped more freely than a verified answer is found:
a group that is too wide is split by a person, and one too narrow is never seen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import numpy as np

from assistant.answers.verified.way_agreement import asked_words, compare, differ
from assistant.conversation.message import Language, Source
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
    is_unsure: bool = False  # the reply may well answer something else
    told: Source | None = None  # that the assistant answered with, before the person did

    @property
    def is_disliked(self) -> bool:
        """Return whether its customer disliked the answer, and no person gave another."""
        return self.cause is ChangeCause.DISPUTED and not self.reply

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
        """Return the question that a person answered last, surely if any; None: nobody did."""
        replied = [one for one in reversed(self.questions) if one.reply]
        return min(replied, key=lambda one: one.is_unsure, default=None)

    @property
    def cause(self) -> ChangeCause:
        """Return the strongest cause of the questions."""
        causes = {one.cause for one in self.questions if one.reply}
        order = (ChangeCause.DISPUTED, ChangeCause.CORRECTED)
        told = next((one for one in order if one in causes), None)
        asked = ChangeCause.DISLIKED if self.is_disliked else ChangeCause.UNANSWERED
        return told or asked

    @property
    def is_disliked(self) -> bool:
        """Return whether customers disliked an answer, and no person gave another."""
        return any(one.is_disliked for one in self.questions) and self.answered is None

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


@dataclass(slots=True)
class QuestionIndex:
    """Find the questions near another one, among many."""

    vectors: Mapping[str, Vector]  # of every text
    _asked: list[tuple[str, Language]] = field(default_factory=list, init=False)
    _having: dict[str, list[int]] = field(default_factory=dict, init=False)  # by term
    _by_key: dict[str, list[int]] = field(default_factory=dict, init=False)

    def add(self, text: str, language: Language) -> None:
        """Add a question; its number is how many there were before."""
        words = asked_words(text, language)
        self._by_key.setdefault(words.key, []).append(len(self._asked))
        for term in words.terms:
            self._having.setdefault(term, []).append(len(self._asked))
        self._asked.append((text, language))

    def near(self, text: str, language: Language) -> Iterator[int]:
        """Yield the numbers of the questions that are near, the nearest first."""
        words = asked_words(text, language)
        same = self._by_key.get(words.key, [])
        yield from same
        others = {one for term in words.terms for one in self._having.get(term, ())}
        others.difference_update(same)
        for one in self._nearest(text, sorted(others)):
            if are_near((text, language), self._asked[one], self.vectors):
                yield one

    def _nearest(self, text: str, others: Sequence[int]) -> Sequence[int]:
        if not others:
            return ()
        matrix = np.stack([self.vectors[self._asked[one][0]] for one in others])
        order = np.argsort(-(matrix @ self.vectors[text]), kind="stable")[:_COMPARED]
        return [others[int(at)] for at in order]


def group_questions(
    questions: Sequence[RaisedQuestion], vectors: Mapping[str, Vector]
) -> list[QuestionGroup]:
    """Return the questions in groups alike, the largest first; each is in one group.

    A question joins the group of the nearest question before it that is near.
    """
    index = QuestionIndex(vectors)
    places: list[int] = []  # the group of each question
    groups: list[list[RaisedQuestion]] = []
    for asked in sorted(questions, key=lambda one: (one.at, one.message_id)):
        found = next(index.near(asked.text, asked.language), None)
        if found is None:
            groups.append([])
        places.append(len(groups) - 1 if found is None else places[found])
        groups[places[-1]].append(asked)
        index.add(asked.text, asked.language)
    made = (QuestionGroup(tuple(group)) for group in groups)
    return sorted(made, key=lambda one: (-one.conversations, one.questions[0].message_id))
