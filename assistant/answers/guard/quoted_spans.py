"""Find the quote of a sentence again in the evidence: the sentence rests there. Pure.

A quote is compared without case, marks and kinds of quotation marks: exactly, and then nearly
(`NEARLY`). A sentence never rests on a piece of a sentence, for "only for members" may follow; an
item of a list rests on the line that opens the list, a row of a table on its header.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex
from rapidfuzz import fuzz

from assistant.answers.composing.pages.passage_statements import is_table_row, is_table_rule
from assistant.answers.reply_draft import Ground

NEARLY = 90.0  # least likeness, in percent, of a quote that is not there word by word
WIDEST = 3  # sentences in a row that one quote may span

_SENTENCE_END = regex.compile(r"(?<=[.!?…])[\"»”)]*\s+(?=[\p{Lu}\d\"«“(¿¡-])")
_ITEM = regex.compile(r"\s*(?:[-*+•]|\d{1,2}[.)])\s+")
_MARKS = regex.compile(r"[*_#`|>•\"«»“”„()\[\]]+")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-", "\u00a0": " "})  # noqa: RUF001


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedSpan:
    """Hold some sentences of one ground, with the lines that must be read with them."""

    text: str  # verbatim
    mixed: bool  # of several items or rows, which are of different things
    opening: str  # the line that opens the list, a table's header, or else an item's heading
    headings: str

    @property
    def stated(self) -> str:
        """Return the statement of this span: its text, behind the line that opens it."""
        return f"{self.opening}\n{self.text}" if self.opening else self.text

    @property
    def read(self) -> str:
        """Return all the text that a sentence resting here may use."""
        return f"{self.headings}\n{self.stated}"


@dataclass(frozen=True, slots=True)
class _Unit:
    text: str
    start: int
    end: int
    lead: str
    is_item: bool


def find(quote: str, ground: Ground) -> tuple[QuotedSpan, ...]:
    """Return the shortest places where `quote` stands; without a quote, every sentence.

    Of a quote of several sentences each comes first by itself: a sentence has to rest on one, if it
    can. Empty: the quote stands nowhere.
    """
    units = _units(ground.text)
    wanted = normal(quote)
    if not wanted:
        return tuple(_span(ground, (one,)) for one in units)
    for size in range(1, WIDEST + 1):
        windows = [units[at : at + size] for at in range(len(units) - size + 1)]
        texts = [normal(ground.text[one[0].start : one[-1].end]) for one in windows]
        found = [w for w, text in zip(windows, texts, strict=True) if wanted in text]
        found = found or [w for w, t in zip(windows, texts, strict=True) if _nearly(wanted, t)]
        if found:
            alone = ((one,) for window in found for one in window) if size > 1 else ()
            return tuple(_span(ground, one) for one in (*alone, *found))
    if wanted in normal(" ".join((ground.title, *ground.headings))):
        return find("", ground)  # a heading says what a section is about, and the section says it
    return ()


@lru_cache(maxsize=4_096)  # a page's sentences are compared again and again
def normal(text: str) -> str:
    """Return text as quotes are compared: lower case, no marks, single blanks."""
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold()
    return " ".join(_MARKS.sub(" ", plain).split()).strip(" .,;:!?-…")


def _nearly(wanted: str, text: str) -> bool:
    # A text much shorter than the quote would match a part of the quote instead.
    if len(text) * NEARLY < len(wanted) * 100 * 0.9:
        return False
    return fuzz.partial_ratio(wanted, text, score_cutoff=NEARLY) >= NEARLY


def _span(ground: Ground, units: tuple[_Unit, ...]) -> QuotedSpan:
    leads = [one.lead for one in units if one.lead]
    if not leads and units[0].is_item and ground.headings:
        leads = [ground.headings[-1]]
    return QuotedSpan(
        text=ground.text[units[0].start : units[-1].end],
        mixed=sum(one.is_item for one in units) > 1,
        opening="\n".join(dict.fromkeys(leads)),
        headings="\n".join(dict.fromkeys((ground.title, *ground.headings))),
    )


@lru_cache(maxsize=1_024)
def _units(text: str) -> tuple[_Unit, ...]:
    return tuple(_each(text))


def _each(text: str) -> Iterator[_Unit]:
    lead, header, at = "", "", 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        bare = line.strip()
        if not bare or is_table_rule(bare):
            continue
        if is_table_row(bare):
            yield _unit(text, start, at, header, is_item=True)
            header = header or bare
            continue
        header = ""
        if _ITEM.match(line):
            yield _unit(text, start, at, lead, is_item=True)
            continue
        lead = bare if bare.endswith(":") else ""
        begin = start
        for end in (*(m.end() for m in _SENTENCE_END.finditer(text, start, at)), at):
            yield _unit(text, begin, end, "")
            begin = end


def _unit(text: str, start: int, end: int, lead: str, *, is_item: bool = False) -> _Unit:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    return _Unit(text[left:right], left, right, lead, is_item)
