"""Cut a document's Markdown into passages that can be quoted. Pure.

A passage stays inside one section, so the headings above it say what it is about. It ends where a
sentence, a list item or a table row ends; a table that is cut has its header in every part.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.catalogue.case_folding import fold
from retrieval.catalogue.types import Document
from retrieval.text.markdown_sections import MarkdownSection, MarkdownUnit, sections_of
from retrieval.types import Span

TARGET_CHARS = 900
"""What a passage should not exceed, about 220 tokens; a longer sentence stays whole.

Longer ones blur: title and first 900 characters found more than title and 200 words."""

_LEAST_CHARS = 225  # a shorter rest joins the passage before it


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageCut:
    """Hold a passage before it has vectors."""

    headings: tuple[str, ...]  # widest first, without the document's title
    text: str  # verbatim; of a cut table, the header's lines and then the part's
    spans: tuple[Span, ...]  # of the sentences in `text`, in order, end exclusive


def chunk(document: Document) -> tuple[PassageCut, ...]:
    """Return the document's passages in reading order; an empty document has none."""
    cuts: list[PassageCut] = []
    for section in sections_of(document.text, document.language):
        headings = section.headings
        if headings and fold(headings[0]) == fold(document.title):
            headings = headings[1:]
        cuts += [_cut(document.text, headings, part) for part in _parts(section)]
    return tuple(cuts)


def _parts(section: MarkdownSection) -> Iterator[Sequence[MarkdownUnit]]:
    """Divide a section's units, at the end of a block where one is near."""
    parts: list[list[MarkdownUnit]] = []
    part: list[MarkdownUnit] = []
    for units in _blocks(section.units):
        if part and _length([*part, *units]) > TARGET_CHARS and _length(part) > TARGET_CHARS // 2:
            parts.append(part)
            part = []
        for unit in units:
            if part and _length([*part, unit]) > TARGET_CHARS:
                parts.append(part)
                part = []
            part.append(unit)
    if part and parts and _length(part) < _LEAST_CHARS and part[0].header is None:
        parts[-1] += part
    elif part:
        parts.append(part)
    yield from parts


def _blocks(units: Sequence[MarkdownUnit]) -> Iterator[list[MarkdownUnit]]:
    block: list[MarkdownUnit] = []
    for unit in units:
        if block and unit.block != block[-1].block:
            yield block
            block = []
        block.append(unit)
    if block:
        yield block


def _length(units: Sequence[MarkdownUnit]) -> int:
    return units[-1].end - units[0].line


def _cut(text: str, headings: tuple[str, ...], units: Sequence[MarkdownUnit]) -> PassageCut:
    start, end = units[0].line, units[-1].end
    header = units[0].header
    lead = ""
    if header is not None and header[1] <= start:
        between = text[header[1] : start]
        lead = text[slice(*header)] + ("" if between.strip() else between)
        lead = lead if lead.endswith("\n") else lead + "\n"
    shift = len(lead) - start
    return PassageCut(
        headings=headings,
        text=lead + text[start:end],
        spans=tuple((unit.start + shift, unit.end + shift) for unit in units),
    )
