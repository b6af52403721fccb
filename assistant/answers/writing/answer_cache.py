"""Keep answers of a language model, for the same question asked again in other words.

A worker keeps them for one version of the shop's pages, one language and one audience. The shop's
own statement has to be the same; the question near; its numbers, names and denials equal. No
personal question is looked up or kept: `askable` decides.
"""

from collections import OrderedDict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Self

import numpy as np

from assistant.answers.guard.claim_support import is_negative
from assistant.answers.reply_draft import Draft
from assistant.answers.terms import terms
from assistant.conversation.conversation import Conversation
from assistant.understanding.stated_facts import Fact, find
from assistant.understanding.types import Understanding
from retrieval.types import Vector

NEAR = 0.93  # least cosine of two questions; measured in docs/decisions/0028-a-language-model.md


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Hold the conditions under which a kept answer is valid."""

    version: str  # of the index
    language: str
    audience: str  # who may read it: `customers`
    voice: str  # the shop and the tone
    body: str  # the statement that the answer is another wording of


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """Hold a question in the form in which two are compared."""

    vector: Vector
    facts: frozenset[Fact]
    about: frozenset[str]  # products, options, category, excluded values
    terms: frozenset[str]
    negative: bool

    @classmethod
    def of(cls, understanding: Understanding) -> Self:
        """Return the question of a message in the form in which two are compared."""
        text, said = understanding.text, understanding.constraints
        options = (f"{name}={value}" for name, value in said.options)
        return cls(
            vector=understanding.vector,
            facts=frozenset(find(text)),
            about=frozenset({*understanding.products, *options, *said.without, said.category}),
            terms=terms(text, understanding.language),
            negative=is_negative(text),
        )

    def is_same_as(self, other: Self, evidence: AbstractSet[str]) -> bool:
        """Tell whether the same answer fits both questions.

        A term of `evidence` in only one of the two makes them different: the answer may speak of
        Belgium because Belgium was asked about. Other words are ways of asking.
        """
        if (self.facts, self.about, self.negative) != (other.facts, other.about, other.negative):
            return False
        if (self.terms ^ other.terms) & evidence:
            return False
        return float(np.dot(self.vector, other.vector)) >= NEAR


@dataclass(frozen=True, slots=True)
class _CachedAnswer:
    asked: AskedQuestion
    draft: Draft
    evidence: frozenset[str]  # terms of the answer and its evidence


class AnswerCache:
    """Keep up to `size` answers, and forget those of the scope not used for longest."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Scope, list[_CachedAnswer]] = OrderedDict()
        self._count = 0

    def find(self, scope: Scope, asked: AskedQuestion) -> Draft | None:
        """Return an answer that was given to the same question; None: there is none."""
        kept = self._kept.get(scope)
        if kept is None:
            return None
        self._kept.move_to_end(scope)
        return next((o.draft for o in kept if asked.is_same_as(o.asked, o.evidence)), None)

    def keep(self, scope: Scope, asked: AskedQuestion, draft: Draft) -> None:
        """Keep an answer, in place of an old one if there are too many."""
        if not self._size:
            return
        evidence = frozenset[str]().union(
            *(terms(text, draft.language) for text in (draft.text, *draft.evidence))
        )
        self._kept.setdefault(scope, []).append(_CachedAnswer(asked, draft, evidence))
        self._kept.move_to_end(scope)
        self._count += 1
        while self._count > self._size:
            oldest, answers = next(iter(self._kept.items()))
            answers.pop(0)
            self._count -= 1
            if not answers:
                del self._kept[oldest]


def askable(conversation: Conversation, understanding: Understanding) -> bool:
    """Tell whether a question has no personal data, and can be understood by itself."""
    said = understanding.entities
    personal = said.orders or said.emails or said.code or said.name or said.postcodes
    return not (
        personal
        or said.address
        or understanding.follow_up
        or understanding.requests
        or conversation.dealings.dialogue
    )
