"""Clean Markdown of its escapes and entities, and make lists of lines put apart. Pure."""

import html
import re
from itertools import pairwise

from retrieval.catalogue.question_markup import END
from retrieval.catalogue.tables.markdown_tables import mend

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ESCAPED_HEADING = re.compile(r"^([ \t>]*)\\#+[ \t]+", re.MULTILINE)
_ESCAPED_NUMBER = re.compile(r"^(\d+)\\([.)])[ \t]", re.MULTILINE)  # of a clause, no list's
_ESCAPED_BAR = re.compile(r"(?<!\s)\s*\\\|\s*")
_STRUCK = re.compile(r"~~(?=\S)[^~\n]*~~[ \t]?")
_MARKED = re.compile(r"==(?=\S)([^=\n]*)(?<=\S)==")
_FENCE = re.compile(r"^(```|~~~).*?(?:^\1[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_ENDED = re.compile(rf"^(#+)[ \t]*+(?:{END}[ \t]*)?$", re.MULTILINE)
_ENDED_ANYWAY = re.compile(r"^(#+)\n\s*(?=(?!\1#)#+(?:[ \t]|$)|\Z)", re.MULTILINE)
_BREAK = re.compile(r"(?:(?<![ \t])[ \t]{2,}|\\)\n(?=\S)")
_PARAGRAPH = re.compile(r"^(?![ \t]*(?:\||#|[-*+>]\s|\d+[.)]\s))\S.*(?:\n[^\n]+)+", re.MULTILINE)
_BOLD = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).)+(?<=\S)\1\s*[:?]?")
_BOLD_MARK = re.compile(r"\*\*|__")
_QUESTION = re.compile(r"[^.!?]{3,150}\?")
_SENTENCE = re.compile(r".*[.!?…][\"»”)*_]*\s*")
_MARKER = re.compile(r"(?:[-*+•\u2013\u2014]|\d{1,2}[.)])\s")
_LINES = 3  # that make a list, if they are no sentences


def clean(markdown: str) -> str:
    """Return Markdown without escapes, entities and struck words; lines put apart are a list."""
    parts, at = [], 0
    for fence in _FENCE.finditer(markdown):
        parts += [_clean(markdown[at : fence.start()]), fence[0]]
        at = fence.end()
    return "".join([*parts, _clean(markdown[at:])])


def _clean(text: str) -> str:
    text = _ENDED.sub(r"\1", text).replace(END, "")
    text = _ENDED_ANYWAY.sub("", text)
    if "~~" in text or "==" in text:
        text = _MARKED.sub(r"\1", _STRUCK.sub("", text))
    if "\\" in text:
        text = _ESCAPED_NUMBER.sub("\\1\\2\u00a0", _ESCAPED_HEADING.sub(r"\1", text))
        text = _ESCAPED_BAR.sub(" / ", _BREAK.sub("  \n", text))
        text = _ESCAPE.sub(r"\1", text)
    if "&" in text:
        text = html.unescape(text)
    return _PARAGRAPH.sub(_apart, mend(text))


def _apart(paragraph: re.Match[str]) -> str:
    """Return a paragraph with line breaks as heading and text, as a list, or as it is."""
    text = paragraph[0]
    is_broken = _BREAK.search(text) is not None
    if not is_broken and _is_wrapped(text.split("\n")):
        return text
    lines = [line.strip() for line in (_BREAK.split(text) if is_broken else text.split("\n"))]
    lines = [line for line in lines if line]
    lead, rest = "", lines
    if len(lines) > 1 and (_BOLD.fullmatch(lines[0]) or _QUESTION.fullmatch(lines[0])):
        lead, rest = f"###### {_BOLD_MARK.sub('', lines[0])}\n\n", lines[1:]
    elif len(lines) > 1 and lines[0].endswith(":"):
        lead, rest = f"{lines[0]}\n\n", lines[1:]
    if any(_MARKER.match(line) for line in rest):
        return lead + "\n".join(_listed(rest))
    sentences = sum(_SENTENCE.fullmatch(line) is not None for line in rest)
    if len(rest) >= _LINES - bool(lead) and sentences * 2 <= len(rest):
        return lead + "\n".join(f"- {line}" for line in rest)
    return lead + "  \n".join(rest) if is_broken else text


def _is_wrapped(lines: list[str]) -> bool:
    """Return whether lines end where a width ends: most have no room for one more word."""
    width = max(len(line) for line in lines)
    full = [len(a) + 1 + len(b.split()[0]) > width for a, b in pairwise(lines) if b.strip()]
    return len(lines) < _LINES or sum(full) * 2 > len(full)


def _listed(lines: list[str]) -> list[str]:
    """Return lines of which some have a list's marker, with blank lines where a list ends."""
    found: list[str] = []
    was_item = False
    for line in lines:
        is_item = _MARKER.match(line) is not None
        if found and is_item is not was_item:
            found.append("")
        item = re.sub(r"^[•\u2013\u2014]\s", "- ", line).replace("\u00a0", " ", 1)
        found.append(item if is_item else f"{line}  ")
        was_item = is_item
    return found
