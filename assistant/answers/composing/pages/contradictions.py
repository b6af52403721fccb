"""Detect two pages that state different figures for the same thing. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answers.composing.pages.passage_statements import PassageUnit, plain
from assistant.answers.composing.pages.question import Question
from assistant.answers.composing.pages.statement_choice import Extract, Extracts
from assistant.answers.terms import families, terms
from assistant.conversation.message import Language
from assistant.understanding.stated_facts import FactKind, find
from retrieval.types import Vector

# Chosen on the demo shop with ten figures of its pages changed (all but one found) and on all
# development questions without (no alarm).
SURE = 0.7  # confidence that a statement answers, of both
SHARED = 0.6  # share of the words, without figures, of the sentence with fewer
HALF = 0.5  # the same, where the shared words are also half of the question's weight
PLAINLY = 0.75  # the same, where no question says what is compared
ALIKE = 0.88  # cosine of the two sentences
SAME_COVER = 0.35  # how far apart the shares of the question that they say may be
COMPARABLE = frozenset({FactKind.AMOUNT, FactKind.DURATION, FactKind.PERCENT})
_UNITS = terms("jour jours mois semaine heure heures an ans minute", "fr") | terms(
    "day days month week hour year minute workday", "en"
)

SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")

Figures = dict[tuple[FactKind, str], set[str]]
"""Values by kind and unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """Hold the sentence of a statement that states an amount, a duration or a percentage."""

    figures: Figures
    words: frozenset[str]
    vector: Vector
    own: float  # share of the question that its statement says


def contradiction(extracts: Extracts, best: Extract, *, sure: float = SURE) -> Extract | None:
    """Return the statement of another page that contradicts `best`; None: no page does."""
    mine = _claim(best, extracts.question)
    if mine is None or best.confidence < sure:
        return None
    for statements in _others(extracts, best, sure):
        claims = [(one, _claim(one, extracts.question)) for one in statements]
        comparable = [
            (one, c) for one, c in claims if c and _same_subject(mine, c, extracts.question)
        ]
        if comparable and not any(_agree(mine.figures, c.figures) for _, c in comparable):
            return comparable[0][0]
    return None


@dataclass(frozen=True, slots=True)
class PlainClaim:
    """Hold a sentence, its figures, and its words without them."""

    sentence: str
    figures: Figures
    words: frozenset[str]


def claims_of(text: str, language: Language) -> list[PlainClaim]:
    """Return the claims of a plain text: its sentences that state an amount, a duration ..."""
    found = (_plain_claim(one, language) for one in SENTENCE_END.split(text))
    return [one for one in found if one.figures and one.words]


def disagree(
    some: Iterable[PlainClaim], others: Sequence[PlainClaim], *, share: float = HALF
) -> bool:
    """Tell whether two texts state different figures for one thing, without a question.

    `share` is of the words of the sentence with fewer, which both say; both name the same things of
    a family (Belgium, France).
    """
    return any(
        len(one.words & other.words) >= share * min(len(one.words), len(other.words))
        and all(one.words & family == other.words & family for family in families())
        and one.figures.keys() & other.figures.keys()
        and not _agree(one.figures, other.figures)
        for one in some
        for other in others
    )


def _plain_claim(sentence: str, language: Language) -> PlainClaim:
    figures: Figures = {}
    for fact in find(sentence):
        if fact.kind in COMPARABLE:
            figures.setdefault((fact.kind, fact.unit), set()).add(fact.value)
    return PlainClaim(sentence.strip(), figures, figureless(terms(plain(sentence), language)))


def figureless(said: frozenset[str]) -> frozenset[str]:
    """Return terms without numbers and units."""
    return frozenset(word for word in said - _UNITS if not word[0].isdigit())


def _others(extracts: Extracts, best: Extract, sure: float) -> Iterator[list[Extract]]:
    """Yield the sure statements of each other page in the same language."""
    passage = best.evidence.passage
    pages: dict[str, list[Extract]] = {}
    for one in extracts.ranked:
        other = one.evidence.passage
        if one.confidence < sure:
            continue
        if other.source_id != passage.source_id and other.language == passage.language:
            pages.setdefault(other.source_id, []).append(one)
    yield from pages.values()


def _claim(one: Extract, question: Question) -> _Claim | None:
    wanted = question.kinds & COMPARABLE
    statement, reading = one.statement, one.reading
    places = range(statement.first, statement.last + 1)
    stating = [at for at in places if _figures(reading.units[at], wanted)]
    if not stating:
        return None
    nearest = max(stating, key=lambda at: float(reading.vectors[at] @ question.vector))
    unit = reading.units[nearest]
    language: Language = "fr" if reading.passage.language == "fr" else "en"
    said = terms(plain(unit.text), language)
    return _Claim(
        figures=_figures(unit, wanted),
        words=figureless(said),
        vector=reading.vectors[nearest],
        own=one.features.own,
    )


def _figures(unit: PassageUnit, wanted: frozenset[FactKind]) -> Figures:
    figures: Figures = {}
    for fact in find(unit.text):
        if fact.kind in wanted:
            figures.setdefault((fact.kind, fact.unit), set()).add(fact.value)
    return figures


def _same_subject(one: _Claim, other: _Claim, question: Question) -> bool:
    if not one.figures.keys() & other.figures.keys() or not one.words or not other.words:
        return False
    shared = one.words & other.words
    share = len(shared) / min(len(one.words), len(other.words))
    asked = sum(question.weights.get(word, 0.0) for word in shared) >= HALF * question.weight
    return (
        (share >= SHARED or (share >= HALF and asked))
        and abs(one.own - other.own) <= SAME_COVER
        and float(one.vector @ other.vector) >= ALIKE
    )


def _agree(one: Figures, other: Figures) -> bool:
    return all(one[kind] & other[kind] for kind in one.keys() & other.keys())
