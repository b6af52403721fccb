"""Read Markdown as sections of quotable units, each with its place in the text. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from retrieval.text.label_lines import Label, labels_of
from retrieval.text.sentence_split import split
from retrieval.types import Span

LONG_ITEM_CHARS = 300  # a list item up to here is one unit, a longer one is split in sentences

_MARKER = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
_BREAK = re.compile(r" {2,}\n(?=\S)")
_LABEL_LEVEL = 7  # below every heading
_RULE = re.compile(r"[\W_]*")  # a unit must have a letter or a digit
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_MARKUP = re.compile(r"[*_`#|~>]|:?-{3,}:?")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownUnit:
    """Hold a sentence, list item or table row: the least that is quoted."""

    start: int  # in the text
    end: int
    line: int  # where to cut before it: its own start, or that of its list or table marker
    block: int  # paragraph, list or table it belongs to: equal for its neighbours there
    header: Span | None = None  # of a table row: the header's lines


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownSection:
    """Hold the text below one heading, up to the next."""

    headings: tuple[str, ...]  # path to it, widest first
    units: tuple[MarkdownUnit, ...]


@dataclass(slots=True)
class _SectionReader:
    text: str
    language: str
    lines: list[int]  # where each line starts, and the text's length
    path: dict[int, str] = field(default_factory=dict)  # level -> heading
    units: list[MarkdownUnit] = field(default_factory=list)

    def span(self, first: int, last: int) -> Span:
        return self.lines[first], self.lines[min(last, len(self.lines) - 1)]

    def take(
        self, line: int, end: int, *, block: int, header: Span | None = None, marker: int = 0
    ) -> None:
        """Add one unit, without its marker and the blanks around; nothing if none can be read."""
        start = line + marker
        start += len(self.text[start:end]) - len(self.text[start:end].lstrip())
        end = start + len(self.text[start:end].rstrip())
        if not _RULE.fullmatch(self.text[start:end]):
            unit = MarkdownUnit(start=start, end=end, line=line, block=block, header=header)
            self.units.append(unit)

    def take_prose(self, start: int, end: int, *, block: int, item: bool) -> None:
        """Add a paragraph's sentences, or a list item."""
        marker = _MARKER.match(self.text, start, end)
        first = marker.end() if marker else start
        if item and end - first <= LONG_ITEM_CHARS:
            spans = [(first, end)]
        else:
            spans = list(self._sentences(first, end))
        for line, (a, b) in zip([start, *(a for a, _ in spans[1:])], spans, strict=False):
            self.take(line, b, block=block, marker=a - line)

    def _sentences(self, start: int, end: int) -> Iterator[Span]:
        """Yield the sentences of a paragraph; a line break ends one."""
        at = start
        for stop in [*(found.start() for found in _BREAK.finditer(self.text, start, end)), end]:
            yield from ((at + a, at + b) for a, b in split(self.text[at:stop], self.language))
            at = stop

    def take_table(self, first: int, last: int) -> None:
        """Add a table's rows below its header."""
        start, _ = self.span(first, first + 1)
        header = (start, self.span(first + 1, first + 2)[1])
        for number in range(first + 2, last):
            self.take(*self.span(number, number + 1), block=first, header=header)

    def take_lines(self, first: int, last: int, *, block: int) -> None:
        """Add lines as they stand."""
        for number in range(first, last):
            self.take(*self.span(number, number + 1), block=block)

    def close(self, label: Label | None = None) -> Iterator[MarkdownSection]:
        """Yield the section that ends here, if anything stands in it; `label` heads the next."""
        if label and not label.heading and _LABEL_LEVEL not in self.path:
            return
        if self.units:
            path = tuple(self.path[level] for level in sorted(self.path))
            yield MarkdownSection(headings=path, units=tuple(self.units))
            self.units = []
        if label:
            _enter(self.path, _LABEL_LEVEL, label.heading)


def sections_of(text: str, language: str) -> Iterator[MarkdownSection]:
    """Yield the sections that have content, in reading order."""
    reader = _SectionReader(text, language, [*_line_starts(text), len(text)])
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    block, lists, in_table = 0, 0, False
    labels = labels_of(tokens)
    for at, (token, following) in enumerate(pairwise([*tokens, Token("end", "", 0)])):
        lists += token.nesting if token.type.endswith("_list_" + _side(token)) else 0
        if token.type in {"table_open", "table_close"}:
            in_table = token.nesting > 0
        if token.map is None or (in_table and token.type != "table_open"):
            continue
        first, last = token.map
        if token.level == 0:
            block = first
        if token.type == "heading_open":
            yield from reader.close()
            _enter(reader.path, int(token.tag[1:]), plain(following.content))
        elif token.type == "table_open":
            reader.take_table(first, last)
        elif token.type == "paragraph_open":
            start, end = reader.span(first, last)
            if label := labels.get(at):
                yield from reader.close(label)
                start += label.length
            reader.take_prose(start, end, block=block, item=lists > 0)
        elif token.type in {"fence", "code_block", "html_block"}:
            reader.take_lines(first, last, block=block)
    yield from reader.close()


def plain(text: str) -> str:
    """Return `text` as read: links by their words, without markup, on one line."""
    return " ".join(_MARKUP.sub(" ", _LINK.sub(r"\1", text)).split())


def blank(text: str) -> str:
    """Return `text` with blanks for its markup, each character at its place."""
    unlinked = _LINK.sub(
        lambda link: link[1].rjust(link.end(1) - link.start()).ljust(len(link[0])), text
    )
    return _MARKUP.sub(lambda markup: " " * len(markup[0]), unlinked)


def _side(token: Token) -> str:
    return "open" if token.nesting > 0 else "close"


def _enter(path: dict[int, str], level: int, heading: str) -> None:
    for deeper in [known for known in path if known >= level]:
        del path[deeper]
    if heading:  # an empty one only ends the section above
        path[level] = heading


def _line_starts(text: str) -> list[int]:
    starts, at = [], 0
    for line in text.split("\n"):
        starts.append(at)
        at += len(line) + 1
    return starts
