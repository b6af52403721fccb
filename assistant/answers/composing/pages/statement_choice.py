"""Choose the statement of the evidence that answers a question. Pure."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answers.composing.pages.passage_statements import (
    READINGS,
    PassageReading,
    Statement,
    UnitForm,
)
from assistant.answers.composing.pages.question import Question, ask
from assistant.understanding.stated_facts import FactKind
from assistant.understanding.types import Understanding
from retrieval.types import Evidence

# Weights of `Features`; fitted by `python -m benchmarks.quality.answer_weights`, with figures in
# docs/decisions/0008-extractive-answers.md.
WEIGHTS = (55.71, 15.23, 1.24, 2.46, 4.79, 0.46, 0.06, 1.02, 1.45, 2.43, 3.20, -1.05)
# Weights of `Signs` in the probability that a statement answers at all, and the constant.
SURENESS = (0.234, 0.404, 19.934, -16.012, 0.560, -1.304, -2.652, -0.017, 0.642)
BIAS = -19.31
CLEAR = 5.0  # of score, ahead of every other page: more says no more

EXACT = frozenset({FactKind.CODE, FactKind.PHONE, FactKind.EMAIL})
EXACT_COUNTS = (
    3.0  # times an amount or a duration: a question for a telephone number has no other answer
)
WHOLE = 0.99  # of a question that a heading says, from which all of its section is asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """Hold the measures of a statement, in the order of `WEIGHTS`."""

    cosine: float  # of the question and the statement's best sentence
    passage: float  # of the question and the passage
    relevance: float  # of the page's best passage, in [0, 1]
    own: float  # share of the question's words that it says, rare ones counting more
    around: float  # the same with its headings and title
    kind: float  # > 0: it states the kind of fact, or is the steps, asked for; < 0: no such fact
    first: float  # 1: it opens its section
    headed: float  # share of the heading's words that the question says
    titled: float  # share of the title's words that the question says
    hinted: float  # share of the question's words that lead to a word of it
    hinted_around: float  # the same with its headings and title
    another: float  # 1: it is about another thing of a family: Belgium, where Denmark was asked of

    @property
    def score(self) -> float:
        """Return the score of a statement beside others; unbounded."""
        cosine, passage, relevance, own, around, kind, first, headed, titled, *words = WEIGHTS
        hinted, hinted_around, another = words
        return (
            cosine * self.cosine
            + passage * self.passage
            + relevance * self.relevance
            + own * self.own
            + around * self.around
            + kind * self.kind
            + first * self.first
            + headed * self.headed
            + titled * self.titled
            + hinted * self.hinted
            + hinted_around * self.hinted_around
            + another * self.another
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Hold the measures of whether a statement answers at all, in the order of `SURENESS`."""

    score: float
    ahead: float  # of the best statement of any other page, in score, in [0, `CLEAR`]
    cosine: float
    passage: float
    around: float
    titled: float
    alien: float  # share of the question's words that are of something else
    any_alien: float  # 1: it has such a word
    asks_fact: float  # 1: it asks for a kind of fact

    @property
    def sureness(self) -> float:
        """Return the probability in (0, 1) that it answers."""
        score, ahead, cosine, passage, around, titled, alien, any_alien, asks_fact = SURENESS
        logit = (
            BIAS
            + score * self.score
            + ahead * self.ahead
            + cosine * self.cosine
            + passage * self.passage
            + around * self.around
            + titled * self.titled
            + alien * self.alien
            + any_alien * self.any_alien
            + asks_fact * self.asks_fact
        )
        return 1 / (1 + math.exp(-logit))


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """Hold a statement of one passage, with the score of its answer."""

    evidence: Evidence
    reading: PassageReading
    statement: Statement
    features: Features
    score: float
    question: Question
    ahead: float  # of `Signs`
    sureness: float | None = None  # of the reader, in [0, 1]; None: it was not read

    @property
    def signs(self) -> Signs:
        """Return the measures of whether this statement answers at all."""
        return Signs(
            score=self.score,
            ahead=self.ahead,
            cosine=self.features.cosine,
            passage=self.features.passage,
            around=self.features.around,
            titled=self.features.titled,
            alien=self.question.alien,
            any_alien=float(self.question.alien > 0),
            asks_fact=float(bool(self.question.kinds)),
        )

    @property
    def confidence(self) -> float:
        """Return the probability in (0, 1) that it answers."""
        return self.signs.sureness if self.sureness is None else self.sureness


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracts:
    """Hold every statement that was weighed, best first, and the question."""

    question: Question
    ranked: tuple[Extract, ...]

    @property
    def scores(self) -> dict[Statement, float]:
        """Return the scores of the statements that were read."""
        return {one.statement: one.score for one in self.ranked if one.sureness is not None}

    def of_pages(self) -> Iterator[Extract]:
        """Yield the best statement of each page, best first."""
        seen = set()
        for one in self.ranked:
            if one.evidence.passage.source_id not in seen:
                seen.add(one.evidence.passage.source_id)
                yield one


def extract(understanding: Understanding, found: Sequence[Evidence]) -> Extracts:
    """Weigh every statement of `found`."""
    readings = [(evidence, READINGS.of(evidence.passage)) for evidence in found]
    question = ask(understanding, [reading for _, reading in readings])
    of_page: dict[str, float] = {}
    for evidence in found:
        page = evidence.passage.source_id
        of_page[page] = max(of_page.get(page, 0.0), evidence.score)
    weighed = [
        (features.score, evidence, reading, statement, features)
        for evidence, reading in readings
        for statement, features in _weigh(question, evidence, reading, of_page)
    ]
    weighed.sort(key=lambda one: one[0], reverse=True)
    best, first, other = _two_pages([(score, e.passage.source_id) for score, e, *_ in weighed])
    ranked = tuple(
        Extract(
            evidence=evidence,
            reading=reading,
            statement=statement,
            features=features,
            score=score,
            question=question,
            ahead=min(max(score - (other if on_page == first else best), 0.0), CLEAR),
        )
        for score, evidence, reading, statement, features in weighed
        for on_page in (evidence.passage.source_id,)
    )
    return Extracts(question=question, ranked=ranked)


def opening(extracts: Extracts) -> Extract:
    """Return the best extract, or the beginning of its section if all of that is asked for.

    A question whose every word stands in a heading and its page's title asks for all of that
    section; where it asks for a kind of fact, for the first statement that has it.
    """
    best, question = extracts.ranked[0], extracts.question
    if best.sureness is not None:
        return best
    heads = best.reading.about | best.reading.title
    if best.features.headed < 1 or question.covered(heads) < WHOLE * question.weight:
        return best
    section = [one for one in extracts.ranked if one.reading is best.reading]
    fitting = [one for one in section if one.features.kind >= best.features.kind]
    return min(fitting, key=lambda one: one.statement.first)


def _two_pages(ranked: Sequence[tuple[float, str]]) -> tuple[float, str, float]:
    """Return the best score, its page, and the best score of any other page."""
    best, first = ranked[0] if ranked else (0.0, "")
    return best, first, next((score for score, page in ranked if page != first), best - CLEAR)


def _weigh(
    question: Question, evidence: Evidence, reading: PassageReading, of_page: dict[str, float]
) -> Iterator[tuple[Statement, Features]]:
    cosines = (reading.vectors @ question.vector).tolist() if reading.units else []
    heads = reading.about | reading.title
    headed, titled = question.says(reading.about), question.says(reading.title)
    relevance = of_page[evidence.passage.source_id]
    for statement in reading.statements:
        ranged = question.in_ranges(statement)
        own = question.covered(statement.terms) + ranged
        around = question.covered(statement.terms | heads) + ranged
        hinted, hinted_around = question.hinted(statement.terms, heads)
        features = Features(
            cosine=max(cosines[statement.first : statement.last + 1]),
            passage=evidence.dense,
            relevance=relevance,
            own=own / question.weight,
            around=around / question.weight,
            kind=_kind(question, statement),
            first=float(statement.first == 0),
            headed=headed,
            titled=titled,
            hinted=hinted / question.weight,
            hinted_around=hinted_around / question.weight,
            another=float(question.is_about_another(statement.terms)),
        )
        yield statement, features


def _kind(question: Question, statement: Statement) -> float:
    stated = statement.kinds if question.asks_figure else statement.kinds | statement.in_words
    if question.kinds:
        much = EXACT_COUNTS if question.kinds <= EXACT else 1.0
        return much if stated & question.kinds else -much
    return float(question.asks_how and statement.form is UnitForm.STEP)
