"""Turn quoted Markdown into words to read. Pure."""

import re

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARK = re.compile(r"(\*\*|__|\*(?=\S)|(?<=\S)\*|`)")
_LEAD = re.compile(r"^\s*(?:#{1,6}\s+|>\s?|[-*+•]\s+|\d{1,2}[.)]\s+(?=\D))")
_RULE = re.compile(r"^[\s|:-]+$")


def plain(markdown: str) -> str:
    """Return the words of one sentence, list item or heading, without the marks."""
    return _MARK.sub("", _LINK.sub(r"\1", _LEAD.sub("", markdown))).strip()


def is_table_row(line: str) -> bool:
    """Tell whether a line is a row of a Markdown table."""
    return line.lstrip().startswith("|") and line.count("|") > 1


def cells(row: str) -> list[str]:
    """Return the words of each cell of a table row."""
    return [plain(cell) for cell in row.strip().strip("|").split("|")]


def row_in_words(row: str, text: str) -> str:
    """Return a table row as "header: cell · header: cell"; the header is found above it in `text`.

    A row without a header is given as its cells.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    found = next((at for at, line in enumerate(lines) if line.strip() == row.strip()), None)
    header: list[str] = []
    for at in range(found or 0, 0, -1):
        if _RULE.match(lines[at]) and is_table_row(lines[at - 1]):
            header = cells(lines[at - 1])
            break
        if not is_table_row(lines[at]):
            break
    values = cells(row)
    if len(header) != len(values):
        return " · ".join(value for value in values if value)
    pairs = zip(header, values, strict=True)
    return " · ".join(f"{name}: {value}" if name else value for name, value in pairs if value)
