"""Convert PDF files to Markdown: headings by their size, lists, ruled tables, paragraphs.

A PDF holds glyphs at places, no structure; a line of its own that stands out in size or weight is
taken for a heading, text between rules for a table.
"""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pdfplumber
from pdfminer.layout import LTChar, LTTextContainer, LTTextLine
from pdfplumber.page import Page

from retrieval.catalogue.types import UnreadableError

# The parser warns of every glyph it has to guess; what matters is told as a `BadRow`.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_MAX_PAGES = 400
_LARGER = 1.12  # times the body's size: below it, fonts of the same text differ too
_MAX_HEADING = 160  # characters
_MAX_BOLD_HEADING = 90
_MAX_LEVEL = 4
_MARGIN = 0.07  # of the page's height: where page numbers and running titles stand
_FULL = 0.8  # of the widest line: a shorter one is the last of its paragraph
_REPEATED = 3  # pages a running title is on, at least
_BULLET = re.compile(r"^[\u2022\u2023\u25aa\u25cf\u25e6\u2043\uf0b7\u2013*-]\s+")
_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?\d+(?:\s*(?:/|sur|of)\s*\d+)?\W*", re.IGNORECASE)
_BOLD = re.compile(r"bold|black|heavy", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    page: int
    box: int  # lines of one box are one paragraph
    top: float  # from the page's top, as a share of its height, in [0, 1]
    right: float  # where it ends, as a share of the page's width
    text: str
    size: float  # points
    bold: bool
    is_table: bool = False


def pdf_to_markdown(data: bytes) -> str:
    """Return the text of a PDF file.

    Raises:
        UnreadableError: it is none, is protected, is too long, or has no text, as scans.
    """
    try:
        count, lines = _open(data)
    except UnreadableError:
        raise
    except Exception as error:  # a broken file can raise anything in the parser
        locked = "PDFPasswordIncorrect" in repr(error)
        message = "it is protected by a password: save it without one" if locked else "it is no PDF"
        raise UnreadableError(message) from error
    if not lines:
        message = "it holds pictures of text: run it through text recognition (OCR) first"
        raise UnreadableError(message)
    return _to_markdown(_without_running(lines, count))


def _open(data: bytes) -> tuple[int, list[_Line]]:
    """Return how many pages there are, and their lines."""
    with pdfplumber.open(io.BytesIO(data), laparams={}) as pdf:
        count = len(pdf.pages)
        if count > _MAX_PAGES:
            message = f"it has {count} pages, more than {_MAX_PAGES}: split it"
            raise UnreadableError(message)
        return count, [line for page in pdf.pages for line in _lines(page)]


def _lines(page: Page) -> Iterator[_Line]:
    """Yield a page's lines and tables from top to bottom, box by box."""
    tables = [t for t in page.find_tables() if len(t.rows) > 1 and len(t.rows[0].cells) > 1]
    places = [(table.bbox[1], table.bbox[3]) for table in tables]
    found: list[tuple[float, list[_Line]]] = []
    for table in tables:
        text = _table(table.extract())
        number = page.page_number
        line = _Line(
            page=number, box=0, top=0.5, right=1, text=text, size=0, bold=False, is_table=True
        )
        found.append((table.bbox[1], [line]))
    for number, box in enumerate(page.layout, start=1):
        if isinstance(box, LTTextContainer):
            kept = [
                line
                for line in box
                if isinstance(line, LTTextLine) and not _inside(page, line, places)
            ]
            shown = [_line(page, number, line) for line in kept]
            filled = [line for line in shown if line.text]
            if filled:
                found.append((float(page.height) - box.y1, filled))
    for _, lines in sorted(found, key=lambda one: one[0]):
        yield from lines
    page.close()


def _inside(page: Page, line: LTTextLine, places: Sequence[tuple[float, float]]) -> bool:
    middle = float(page.height) - (line.y0 + line.y1) / 2
    return any(top <= middle <= bottom for top, bottom in places)


def _line(page: Page, box: int, line: LTTextLine) -> _Line:
    chars = [char for char in line if isinstance(char, LTChar) and char.get_text().strip()]
    sizes = Counter(round(char.size, 1) for char in chars)
    return _Line(
        page=page.page_number,
        box=box,
        top=1 - line.y1 / float(page.height),
        right=line.x1 / float(page.width),
        text=" ".join(line.get_text().replace("\u00ad", "").split()),
        size=sizes.most_common(1)[0][0] if sizes else 0,
        bold=bool(chars) and all(_BOLD.search(char.fontname) for char in chars),
    )


def _table(rows: Sequence[Sequence[str | None]]) -> str:
    cells = [[" ".join((cell or "").split()).replace("|", "\\|") for cell in row] for row in rows]
    head, *body = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join([head, f"|{' --- |' * len(cells[0])}", *body])


def _without_running(lines: Sequence[_Line], pages: int) -> list[_Line]:
    """Return the lines without page numbers and without lines in the margin of most pages."""

    def key(line: _Line) -> str:
        return re.sub(r"\d+", "#", line.text)

    edge = [line for line in lines if not _MARGIN < line.top < 1 - _MARGIN and not line.is_table]
    on = Counter(key for key, _ in {(key(line), line.page) for line in edge})
    least = max(_REPEATED, pages // 2)
    dropped = {
        id(line) for line in edge if on[key(line)] >= least or _PAGE_NUMBER.fullmatch(line.text)
    }
    return [line for line in lines if id(line) not in dropped]


def _to_markdown(lines: Sequence[_Line]) -> str:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += 0 if line.is_table else len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0
    larger = sorted({n for n in sizes if n >= body * _LARGER}, reverse=True)
    blocks: list[str] = []
    widest = max((line.right for line in lines if not line.is_table), default=1)
    before: tuple[int, int, int] | None = None
    ended = False
    for line in lines:
        level = _level(line, body, larger)
        place = (line.page, line.box, level)
        bullet = _BULLET.match(line.text)
        if line.is_table:
            blocks.append(line.text)
        elif bullet:
            blocks.append(f"- {line.text[bullet.end() :]}")
        elif place == before and not (ended and line.text[0].isupper()):
            blocks[-1] = _join(blocks[-1], line.text)
        else:
            blocks.append(f"{'#' * level} {line.text}" if level else line.text)
        before = None if line.is_table else place
        ended = not level and line.right < widest * _FULL
    return _spaced(blocks)


def _level(line: _Line, body: float, larger: Sequence[float]) -> int:
    """Return the level of the heading a line is, 0 when it is none."""
    if line.is_table or not any(char.isalpha() for char in line.text):
        return 0
    if line.size in larger and len(line.text) <= _MAX_HEADING:
        return min(larger.index(line.size) + 1, _MAX_LEVEL)
    short = len(line.text) <= _MAX_BOLD_HEADING and line.text[-1] not in ".,;"
    if line.bold and short and line.size >= body and not _BULLET.match(line.text):
        return min(len(larger) + 1, _MAX_LEVEL)
    return 0


def _join(first: str, second: str) -> str:
    return f"{first}{second}" if re.search(r"\w-$", first) else f"{first} {second}"


def _spaced(blocks: Sequence[str]) -> str:
    """Return blocks parted by blank lines, items of one list by none."""
    text = ""
    for number, block in enumerate(blocks):
        tight = number > 0 and block.startswith("- ") and blocks[number - 1].startswith("- ")
        text += ("\n" if tight else "\n\n") + block
    return text.strip()
