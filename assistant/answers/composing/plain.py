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


def header_of(row: str, text: str) -> list[str]:
    """Return the header's cells of the table in `text` that has `row`; none: it has no header."""
    lines = [line for line in text.splitlines() if line.strip()]
    found = next((at for at, line in enumerate(lines) if line.strip() == row.strip()), 0)
    for at in range(found, 0, -1):
        if _RULE.match(lines[at]) and is_table_row(lines[at - 1]):
            return cells(lines[at - 1])
        if not is_table_row(lines[at]):
            break
    return []
