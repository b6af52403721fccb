"""Rewrite HTML tables as plain grids: one header row, no merged cells, one line in each cell."""

import html as entities
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree, html

from retrieval.catalogue.tables.table_headers import has_header

_INNER_BREAK = re.compile(
    r"(?<!\s)\s*(?:</?(?:p|div|li|ul|ol|br|h[1-6])\b[^>]*>\s*)+", re.IGNORECASE
)
_TAG = re.compile(r"<[^>]*>")
_ENDS = re.compile(r"[.,;:!?…]$")
_BLOCKS = frozenset({"table", "h1", "h2", "h3", "h4", "h5", "h6"})
_MAX_SPAN = 50  # columns or rows; a larger one is a mistake
_MAX_PLACES = 100_000  # of a grid; one wide row among many short ones would take all memory
_LONG_GROUP = 60  # characters from which a row of one cell is a remark, and names no group


@dataclass(frozen=True, slots=True)
class _Cell:
    inner: str  # HTML, on one line
    words: str
    is_head: bool
    place: tuple[int, int]  # row and column where it begins: the same for all that it covers


_EMPTY = _Cell("", "", is_head=False, place=(-1, -1))
_Row = list[_Cell]


def with_grids(text: str) -> str:
    """Return HTML with each table as a grid that has one header row and no merged cells.

    The text of a merged cell is said in each of its rows and columns. A row of one cell is a
    heading of the rows below it. Tables that only lay out a page are taken apart.
    """
    try:
        root = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return text
    for table in reversed(list(root.iter("table"))):
        grid = _laid_out(table) if _is_layout(table) or _is_vast(table) else _written(table)
        new = html.fragment_fromstring(grid, create_parent="div")
        new.tail = table.tail
        parent = table.getparent()
        if parent is not None:
            parent.replace(table, new)
    return str(html.tostring(root, encoding="unicode"))


def _is_layout(table: html.HtmlElement) -> bool:
    cells = [cell for row in table.iter("tr") for cell in row if cell.tag in {"td", "th"}]
    holds = any(inner.tag in _BLOCKS for cell in cells for inner in cell.iter("*"))
    is_column = max((len(list(row)) for row in table.iter("tr")), default=0) < 2  # noqa: PLR2004
    return holds or (is_column and all(cell.tag == "td" for cell in cells))


def _is_vast(table: html.HtmlElement) -> bool:
    rows = [[_span(cell, "colspan") for cell in _cells(row)] for row in table.iter("tr")]
    merged = (_span(cell, "colspan") * _span(cell, "rowspan") for cell in table.iter("td", "th"))
    places = max(len(rows) * max(map(sum, rows), default=0), sum(merged))
    return places > _MAX_PLACES


def _laid_out(table: html.HtmlElement) -> str:
    parts = (_inner(part) for part in table.iter("caption", "td", "th") if _table_of(part) is table)
    return "".join(f"<div>{part}</div>" for part in parts)


def _table_of(element: html.HtmlElement) -> html.HtmlElement | None:
    return next(element.iterancestors("table"), None)


def _inner(element: html.HtmlElement) -> str:
    children = (html.tostring(child, encoding="unicode") for child in element)
    return entities.escape(element.text or "", quote=False) + "".join(map(str, children))


def _written(table: html.HtmlElement) -> str:
    rows = [row for row in _grid(table) if any(cell.words for cell in row)]
    caption = table.find("caption")
    words = " ".join("".join(caption.itertext()).split()) if caption is not None else ""
    groups: list[tuple[str, list[_Row]]] = [(words, [])]
    while rows and _is_group(rows[0]) and len(rows) > 1:
        groups[0] = (rows.pop(0)[0].inner if not groups[0][0] else groups[0][0], [])
    header, body = _header(rows)
    for row in body:
        if _is_group(row) and len(row[0].words) <= _LONG_GROUP and not _ENDS.search(row[0].words):
            name = row[0].inner
            groups.append((f"{words} \u2013 {name}" if words else name, []))
        else:
            groups[-1][1].append(row)
    return "".join(_table(title, header, below) for title, below in groups if below)


def _table(title: str, header: Sequence[str], rows: Sequence[_Row]) -> str:
    lead = f"<p><b>{title}</b></p>" if title else ""
    remarks = "".join(f"<p>{row[0].inner}</p>" for row in rows if _is_group(row))
    lines = [[cell.inner for cell in row] for row in rows if not _is_group(row)]
    if not lines:
        return lead + remarks
    head = "".join(f"<th>{name}</th>" for name in header)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines)
    return f"{lead}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{remarks}"


def _header(rows: list[_Row]) -> tuple[list[str], list[_Row]]:
    """Return the names of a table's columns, empty if it has none, and the rows below."""
    count = 0
    while count < len(rows) - 1 and all(cell.is_head or not cell.words for cell in rows[count]):
        count += 1
    if not count and rows and has_header([[cell.words for cell in row] for row in rows]):
        count = 1
    width = len(rows[0]) if rows else 0
    names = [" ".join(dict.fromkeys(row[at].inner for row in rows[:count])) for at in range(width)]
    return [name.strip() for name in names], rows[count:]


def _is_group(row: _Row) -> bool:
    """Return whether a row is one cell over all columns."""
    return len(row) > 1 and row[0].words != "" and len({cell.place for cell in row}) == 1


def _grid(table: html.HtmlElement) -> list[_Row]:
    """Return the cells of a table, a merged one in each place that it covers; rows as long."""
    taken: dict[tuple[int, int], _Cell] = {}
    elements = [row for row in table.iter("tr") if _table_of(row) is table]
    for at, element in enumerate(elements):
        column = 0
        for cell in _cells(element):
            while (at, column) in taken:
                column += 1
            read = _read(cell, (at, column))
            for down in range(min(_span(cell, "rowspan"), len(elements) - at)):
                for right in range(_span(cell, "colspan")):
                    taken.setdefault((at + down, column + right), read)
    width = max((column + 1 for _, column in taken), default=0)
    return [[taken.get((at, c), _EMPTY) for c in range(width)] for at in range(len(elements))]


def _cells(row: html.HtmlElement) -> Iterator[html.HtmlElement]:
    return (cell for cell in row if cell.tag in {"td", "th"})


def _span(cell: html.HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isdecimal() else 1


def _read(cell: html.HtmlElement, place: tuple[int, int]) -> _Cell:
    inner = _one_line(_inner(cell))
    words = " ".join(entities.unescape(_TAG.sub(" ", inner)).split())
    if not words:  # a picture says it: "yes", "no"
        words = " ".join(str(alt) for alt in cell.xpath(".//img/@alt"))
        inner = entities.escape(words, quote=False)
    section = cell.getparent().getparent()
    is_bold = bool(words) and words == " ".join(
        "".join(str(part) for bold in cell.iter("b", "strong") for part in bold.itertext()).split()
    )
    is_head = cell.tag == "th" or is_bold or (section is not None and section.tag == "thead")
    return _Cell(inner, words, is_head, place)


def _one_line(inner: str) -> str:
    """Return a cell's HTML with commas in place of line breaks, paragraphs and items."""
    parts = [part for one in _INNER_BREAK.split(inner) if (part := one.strip())]
    ended = (part if _ENDS.search(part[-1]) else f"{part}," for part in parts[:-1])
    return " ".join(" ".join([*ended, *parts[-1:]]).split())
