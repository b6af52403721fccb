"""Hold the lines of pages and of verified answers, and compare them by figures and matter. Pure.

A line is the least that states something: a sentence, or one cell of a table with its row's name.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from assistant.answers.composing.pages.bare_lines import is_question
from assistant.answers.composing.pages.contradictions import (
    COMPARABLE,
    PLAINLY,
    SENTENCE_END,
    figureless,
)
from assistant.answers.composing.pages.passage_statements import Statement, plain, read
from assistant.answers.composing.pages.wrong_statements import LEAST_SHARED, THING
from assistant.answers.terms import families, terms
from assistant.answers.verified.types import VerifiedAnswer
from assistant.conversation.message import Language
from assistant.improvement.autonomy.agreement import turning_words
from assistant.understanding.stated_facts import Fact, find
from retrieval.types import Passage

_YES = frozenset({"oui", "yes"})

# Chosen on the demo shop with each figure of its pages changed: of 70 lines of other pages that
# have the same figure and two words in common, 43 were about the same, judged by eye.
_SHORT = 2  # words of a line that says little without its question
_HALF = 0.5
_MOST = 0.6

_NAMELESS = terms("questions fréquentes faq aide", "fr") | terms(
    "frequently asked questions faq help", "en"
)
"""Terms of titles that say nothing of what is below them."""


@dataclass(frozen=True, slots=True)
class StatedLine:
    """Hold a line, the headings above it, and the question that it answers."""

    text: str
    heading: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedText:
    """Hold a page, or a verified answer in one language, as its lines."""

    text_id: str  # translations of a page share it
    language: Language
    title: str  # of an answer, its question
    url: str = ""
    is_answer: bool = False
    lines: tuple[StatedLine, ...]

    @property
    def key(self) -> tuple[bool, str, str]:
        """Return its key, which no other text has."""
        return self.is_answer, self.text_id, self.language


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """Hold a line with its terms and figures."""

    line: StatedLine
    words: frozenset[str]  # without figures and units
    beside: frozenset[str]  # of the title and the headings
    facts: frozenset[Fact]  # amounts, durations and percentages
    is_no: bool  # a *not*, a *without* or the like is in it


def figures_in(text: str) -> frozenset[Fact]:
    """Return the amounts, durations and percentages of a text."""
    return frozenset(one for one in find(text) if one.kind in COMPARABLE)


def read_line(line: StatedLine, title: str, language: Language) -> ReadLine:
    """Return a line of a text as it is compared; a short answer has its question's words, too."""
    words = figureless(terms(line.text, language))
    if len(words) <= _SHORT:
        words |= figureless(terms(line.question, language))
    return ReadLine(
        line=line,
        words=words,
        beside=figureless(terms(f"{title} {line.heading}", language)) - _NAMELESS,
        facts=figures_in(line.text),
        is_no=bool(turning_words(line.text).keys() - _YES),
    )


def share_matter(one: ReadLine, other: ReadLine) -> bool:
    """Tell whether two lines with a figure in common are about one thing.

    Half of the words of the line with fewer are words of the other, headings and titles included;
    or most of its own words, if there are two; or a thing of many words is half of both.
    They name no different things of a family.
    """
    mine, theirs = one.words | one.beside, other.words | other.beside
    shared, own = mine & theirs & (one.words | other.words), one.words & other.words
    if _are_apart(mine, theirs):
        return False
    if len(shared) < max(LEAST_SHARED, _HALF * _fewer(one.words, other.words)):
        of_things = any(word.startswith(THING) for word in own)
        return of_things and len(own) >= _HALF * max(len(one.words), len(other.words))
    by_headings = len(mine & theirs) >= _HALF * _fewer(mine, theirs)
    by_words = len(own) >= max(LEAST_SHARED, _MOST * _fewer(one.words, other.words))
    return by_headings or by_words


def share_words(one: ReadLine, other: ReadLine) -> bool:
    """Tell whether two lines say the same, figures and headings aside: three in four words."""
    own = one.words & other.words
    least = max(LEAST_SHARED, PLAINLY * _fewer(one.words, other.words))
    return len(own) >= least and not _are_apart(one.words, other.words)


def share_things(one: ReadLine, other: ReadLine) -> bool:
    """Tell whether two lines, which may be in two languages, name the same things: half of both."""
    mine, theirs = _things(one), _things(other)
    own = mine & theirs
    is_half = len(own) >= _HALF * max(len(mine), len(theirs))
    return bool(own) and is_half and not _are_apart(one.words, other.words)


def likeness(one: ReadLine, other: ReadLine) -> float:
    """Return the share of the words of two lines that both have, in [0, 1]."""
    every = one.words | other.words
    return len(one.words & other.words) / len(every) if every else 1.0


def _things(line: ReadLine) -> frozenset[str]:
    """Return the words of a line that are the same in every language."""
    return frozenset(word for word in line.words if word.startswith(THING))


def _fewer(some: frozenset[str], others: frozenset[str]) -> int:
    return min(len(some), len(others))


def _are_apart(some: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether words name different things of a family: Belgium, Spain."""
    named = ((some & family, others & family) for family in families())
    return any(mine and theirs and not mine & theirs for mine, theirs in named)


def lines_of(passages: Iterable[Passage]) -> tuple[StatedLine, ...]:
    """Return the lines of a page's passages, each once, in their order."""
    found: dict[StatedLine, None] = {}
    for passage in passages:
        reading, heading = read(passage), " ".join(passage.headings)
        question = reading.heading if is_question(reading.heading) else ""
        for one in reading.statements:
            units = [plain(unit.text) for unit in reading.units[one.first : one.last + 1]]
            found.update((StatedLine(text, heading, question), None) for text in _texts(one, units))
    return tuple(found)


def texts_of(answer: VerifiedAnswer) -> Iterator[StatedText]:
    """Yield a verified answer in each language that it has."""
    for language, text in answer.texts.items():
        ways, question = " ".join(answer.ways_in(language)), answer.question(language)
        said = (one.strip() for one in SENTENCE_END.split(text))
        yield StatedText(
            text_id=answer.answer_id,
            language=language,
            title=answer.question(language),
            is_answer=True,
            lines=tuple(StatedLine(one, ways, question) for one in said if one),
        )


def _texts(statement: Statement, units: Sequence[str]) -> Iterator[str]:
    if statement.row:
        yield from _cells(statement.row)
        return
    for unit in units:
        yield from (one.strip() for one in SENTENCE_END.split(unit) if one.strip())


def _cells(row: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield each cell with a figure after the row's name; of a row without figures, all of it."""
    named = [cell for _, cell in takewhile(lambda part: not figures_in(part[1]), row) if cell]
    stating = [(head, cell) for head, cell in row if figures_in(cell)]
    if not stating:
        yield " · ".join(cell for _, cell in row if cell)
    for head, cell in stating:
        yield " · ".join([*named, f"{head}: {cell}" if head else cell])
