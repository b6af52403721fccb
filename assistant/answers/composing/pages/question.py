"""Weigh the words of a question, to find the statements of pages that answer it. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answers.composing.pages.passage_statements import PassageReading, Statement
from assistant.answers.terms import families, is_generic, leads_to, term, terms, wider
from assistant.conversation.message import Language
from assistant.understanding.asked_facts import asked_kinds, asks_figure, asks_how
from assistant.understanding.stated_facts import FactKind
from assistant.understanding.types import Understanding
from retrieval.types import Vector

LEANT_ON = 0.25  # weight of a word of the topic, beside those of the follow-up itself
IMPLIED = 0.3  # weight of the word "time" in "how long": the page's heading is "Delivery times"
WIDER = 0.6  # weight of a word that a wider one answers: Japan by Asia
ANY_COLUMN = 0.5  # weight of a number in the range of a column that the question does not name
_TIME = term("delai", "fr")


Named = tuple[frozenset[str], frozenset[str], frozenset[str]]
"""Terms of one family that a question names, their wider terms, and the family."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Hold a question's words with their weights, and the kinds of fact that would answer it.

    A word weighs more, the fewer statements have it.
    """

    vector: Vector
    weights: Mapping[str, float]  # by term
    broader: Mapping[str, frozenset[str]]  # by term that has some: words that answer it in part
    weight: float  # of all: rare words say much, words of many statements little
    kinds: frozenset[FactKind]  # of fact
    asks_how: bool  # something is done
    asks_figure: bool  # no word such as "free" will do
    leads: Mapping[str, frozenset[str]]  # by term: other words that a page may have for it
    named: tuple[Named, ...]
    alien: float  # share of the terms that belong to another subject, in [0, 1]

    def covered(self, said: frozenset[str], *, apart: frozenset[str] = frozenset()) -> float:
        """Return the weight of the question's terms that `said` has, themselves or in a wider word.

        Terms of `apart` do not count.
        """
        covered = sum([w for one, w in self.weights.items() if one in said and one not in apart])
        for one, broad in self.broader.items():
            if one not in said and one not in apart and not broad.isdisjoint(said):
                covered += WIDER * self.weights[one]
        return covered

    def hinted(self, said: frozenset[str], heads: frozenset[str]) -> tuple[float, float]:
        """Return the weight of the terms that are not said, but lead to a term that is.

        First for a statement alone, then for the statement with its headings and title.
        """
        alone = around = 0.0
        for one, pages in self.leads.items():
            if one in said:
                continue
            hit = not pages.isdisjoint(said)
            alone += self.weights[one] if hit else 0.0
            if one not in heads and (hit or not pages.isdisjoint(heads)):
                around += self.weights[one]
        return alone, around

    def is_about_another(self, said: frozenset[str]) -> bool:
        """Tell whether `said` names another thing of a family: Belgium, and not Denmark."""
        return any(
            not family.isdisjoint(said) and asked.isdisjoint(said) and broad.isdisjoint(said)
            for asked, broad, family in self.named
        )

    def says(self, words: frozenset[str]) -> float:
        """Return the share of `words` that the question says, in [0, 1]."""
        return len(words & self.weights.keys()) / len(words) if words else 0.0

    def in_ranges(self, statement: Statement) -> float:
        """Return the weight of the numbers that lie in a range of a table row: 90 in 88 to 91."""
        if not statement.ranges:
            return 0.0
        return sum(
            weight * self._in_range(float(one), statement)
            for one, weight in self.weights.items()
            if one[0].isdigit() and one not in statement.terms
        )

    def singles_out(self, statement: Statement, apart: frozenset[str]) -> float:
        """Return the weight of the question's words that only this statement says.

        `apart` are the words that its neighbours say, too.
        """
        return self.covered(statement.terms, apart=apart) + self.in_ranges(statement)

    def _in_range(self, number: float, statement: Statement) -> float:
        return max(
            (
                1.0 if named & self.weights.keys() else ANY_COLUMN
                for low, high, named in statement.ranges
                if low <= number <= high
            ),
            default=0.0,
        )


def ask(understanding: Understanding, readings: Sequence[PassageReading]) -> Question:
    """Return the question of a message; a term that few of the statements have weighs more."""
    language: Language = understanding.language
    message = understanding.own_words
    kinds = asked_kinds(message) or asked_kinds(understanding.text)
    new, statements = terms(message, language), _said(readings)
    weights = {
        one: LEANT_ON * _rarity(one, statements) for one in terms(understanding.text, language)
    }
    weights |= {one: _rarity(one, statements) for one in new}
    if FactKind.DURATION in kinds and _TIME not in weights:
        weights[_TIME] = IMPLIED * _rarity(_TIME, statements)
    leads = {one: pages for one in weights if (pages := leads_to(one))}
    return Question(
        vector=understanding.vector,
        weights=weights,
        broader={one: broad for one in weights if (broad := wider(one))},
        weight=sum(weights.values()) or 1.0,
        kinds=kinds,
        asks_how=asks_how(message),
        asks_figure=asks_figure(message),
        leads=leads,
        named=_named(weights),
        alien=_alien(weights, leads, [*statements, *(r.title for r in readings)], language),
    )


def _named(asked: Mapping[str, float]) -> tuple[Named, ...]:
    meant = frozenset(asked).union(*map(leads_to, asked))
    return tuple(
        (named, frozenset().union(*map(wider, named)), family)
        for family in families()
        if (named := meant & family)
    )


def _alien(
    asked: Mapping[str, float],
    leads: Mapping[str, frozenset[str]],
    found: Sequence[frozenset[str]],
    language: Language,
) -> float:
    """Return the share of the question's terms that belong to another subject.

    No statement found says them, nor a word that they lead to, and they are no generic words.
    """
    strange = [
        one
        for one in asked
        if not any(one in said for said in found)
        and not one[0].isdigit()
        and not is_generic(one, language)
        and _is_beside(leads.get(one, frozenset()) | wider(one), found)
    ]
    return len(strange) / (len(asked) or 1)


def _is_beside(words: frozenset[str], found: Sequence[frozenset[str]]) -> bool:
    return not words or all(words.isdisjoint(said) for said in found)


def _said(readings: Sequence[PassageReading]) -> list[frozenset[str]]:
    return [
        statement.terms | reading.about for reading in readings for statement in reading.statements
    ]


def _rarity(one: str, statements: Sequence[frozenset[str]]) -> float:
    """Return the inverse document frequency of BM25 over the statements found."""
    having = sum([one in said for said in statements])
    return math.log1p((len(statements) - having + 0.5) / (having + 0.5))
