"""Find the lines that a page left behind when it changed, or when it came. Pure.

A changed page tells precisely what to look for: another line about the same thing, with the old
figure and without the new one. So pages that differ for good reasons raise nothing. A new page has
no old figure: a verified answer must say the same in three of four words, with another figure.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from assistant.answers.composing.pages.contradictions import HALF, PLAINLY
from assistant.improvement.outdated.stated_lines import (
    ReadLine,
    StatedLine,
    StatedText,
    likeness,
    read_line,
    share_matter,
    share_words,
)
from assistant.understanding.stated_facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """Hold a line of a page as it was, and the line in its place."""

    page: StatedText  # as it is now
    was: ReadLine
    now: ReadLine

    @property
    def dropped(self) -> frozenset[Fact]:
        """Return the figures that it states no more, of kinds of which it states others now."""
        kinds = {one.kind for one in self.now.facts - self.was.facts}
        return frozenset(one for one in self.was.facts - self.now.facts if one.kind in kinds)

    @property
    def gained(self) -> frozenset[Fact]:
        """Return the figures that it states in place of others."""
        return self.now.facts - self.was.facts

    @property
    def is_turned(self) -> bool:
        """Return whether it says no for yes, or yes for no, in the same figures."""
        return self.was.is_no is not self.now.is_no and self.was.facts == self.now.facts


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedLine:
    """Hold a line that a page left behind when it changed, and the text that has it."""

    change: LineChange
    text: StatedText
    line: StatedLine


def find_changes(before: StatedText, now: StatedText) -> Iterator[LineChange]:
    """Yield the lines of a page that state another figure now, or the opposite."""
    kept = {one.text for one in before.lines} & {one.text for one in now.lines}
    came = [_read(one, now) for one in now.lines if one.text not in kept]
    for one in before.lines:
        if one.text not in kept:
            yield from change_of(_read(one, before), came, now)


def change_of(was: ReadLine, lines: Iterable[ReadLine], page: StatedText) -> Iterator[LineChange]:
    """Yield the change of a line that is gone: the likest of a page's lines took its place."""
    found = [LineChange(page=page, was=was, now=one) for one in lines]
    alike = [one for one in found if _is_change(one)]
    if alike:
        yield max(alike, key=lambda one: likeness(one.was, one.now))


def find_disagreements(page: StatedText, texts: Iterable[StatedText]) -> Iterator[LineChange]:
    """Yield the lines of a new page that verified answers state with another figure.

    Other pages are left out: of 44 pages of the demo shop, each taken as new, six pairs had such
    lines, and each was about two different things.
    """
    came = [one for one in (_read(line, page) for line in page.lines) if one.facts]
    for text in texts:
        if not text.is_answer or text.language != page.language or not came:
            continue
        for was in (_read(line, text) for line in text.lines):
            found = [one for one in came if _disagree(was, one)] if was.facts else []
            yield from change_of(was, found, page)


def _disagree(one: ReadLine, other: ReadLine) -> bool:
    """Tell whether two lines say the same of the same thing, each with figures of its own."""
    apart = one.facts.isdisjoint(other.facts) and one.is_no is other.is_no
    return apart and share_words(one, other) and share_matter(one, other)


def find_again(was: StatedLine, page: StatedText) -> Iterator[LineChange]:
    """Yield the change of a line that a page had some time ago, by the page as it is now."""
    if was.text not in {one.text for one in page.lines}:
        yield from change_of(_read(was, page), (_read(one, page) for one in page.lines), page)


def find_outdated(changes: Sequence[LineChange], texts: Iterable[StatedText]) -> list[OutdatedLine]:
    """Return the lines of other texts that pages left behind when they changed.

    `texts` are pages and answers as they are now.
    """
    if not changes:
        return []
    lines = _LineIndex(texts)
    return [one for change in changes for one in _behind(change, lines)]


@dataclass(frozen=True, slots=True)
class _PlacedLine:
    """Hold a line with its place."""

    text: StatedText
    at: int
    read: ReadLine


class _LineIndex:
    """Find lines by a figure that they state, or by their words; each is read once."""

    def __init__(self, texts: Iterable[StatedText]) -> None:
        self._stating: dict[Fact, list[_PlacedLine]] = defaultdict(list)
        self._saying: dict[tuple[str, str], list[_PlacedLine]] = defaultdict(list)
        for text in texts:
            for at, line in enumerate(text.lines):
                placed = _PlacedLine(text, at, _read(line, text))
                for fact in placed.read.facts:
                    self._stating[fact].append(placed)
                for word in placed.read.words:
                    self._saying[text.language, word].append(placed)

    def near(self, change: LineChange) -> Iterator[_PlacedLine]:
        """Yield the lines that may say the same as a line did before, each once."""
        if change.is_turned:
            words = ((change.page.language, word) for word in change.was.words)
            found = chain.from_iterable(self._saying.get(one, ()) for one in words)
        else:
            found = chain.from_iterable(self._stating.get(one, ()) for one in change.dropped)
        yield from {id(one): one for one in found}.values()


def _behind(change: LineChange, lines: _LineIndex) -> Iterator[OutdatedLine]:
    translations: dict[str, list[_PlacedLine]] = defaultdict(list)
    for one in lines.near(change):
        if one.text.key == change.page.key:
            continue
        if one.text.language == change.page.language:
            if _is_outdated(change, one.read):
                yield OutdatedLine(change=change, text=one.text, line=one.read.line)
        elif not one.text.is_answer and one.text.text_id == change.page.text_id:
            translations[one.text.language].append(one)
    for placed in translations.values():
        yield from _in_translation(change, placed)


def _in_translation(change: LineChange, placed: Sequence[_PlacedLine]) -> Iterator[OutdatedLine]:
    """Yield the line of a translation with a dropped figure, if it has more of them than the page.

    Of several, it is that which stands where the changed line stands, as a share of the page.
    """
    page = change.page
    left = sum(bool(_read(one, page).facts & change.dropped) for one in page.lines)
    if change.is_turned or len(placed) <= left:
        return
    place = page.lines.index(change.now.line) / len(page.lines)
    best = min(placed, key=lambda one: abs(one.at / len(one.text.lines) - place))
    yield OutdatedLine(change=change, text=best.text, line=best.read.line)


def _is_outdated(change: LineChange, line: ReadLine) -> bool:
    if change.is_turned:
        says_the_old = line.is_no is change.was.is_no and not line.line.text.endswith("?")
        return says_the_old and share_words(change.was, line)
    states_the_old = bool(line.facts & change.dropped) and not line.facts & change.gained
    return states_the_old and share_matter(change.was, line)


def _is_change(one: LineChange) -> bool:
    alike = likeness(one.was, one.now)
    if one.dropped:
        same_place = one.was.line.heading == one.now.line.heading
        return alike >= HALF and bool(one.was.words or same_place)
    return one.is_turned and alike >= PLAINLY


def _read(line: StatedLine, text: StatedText) -> ReadLine:
    return read_line(line, text.title, text.language)
