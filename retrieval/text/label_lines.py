"""Find the headings of Markdown that are paragraphs, or begin one. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

_BOLD = re.compile(r"\s*(\*\*|__)(?=\S)(?:(?!\1)[^\d\n]){2,80}(?<=[^\s.!])\1[ \t]*[:?]?\s*")
_ANY_BOLD = re.compile(r"\s*(\*\*|__)(?=\S)(?:(?!\1).){2,80}(?<=\S)\1\s*")
_QUESTION = re.compile(r"\s*[^.!?\n]{3,150}\?\s*")
_SHORT = re.compile(r"\s*(?:[^\s\d.:;!?|]+\s+){0,4}[^\s\d.:;!?|]+\s*")
_RUN_IN = re.compile(  # "**Refunds.** We ...", "4. Refunds. We ...", "Art. 4 Refunds. We"
    r"\s*(?:\*\*(?P<bold>[^*\n]{2,80}?)(?:\.[ \t]*\*\*\s|\*\*[ \t]*\.\s|\*\*[ \t]*:?[ \t]*\n)"
    r"|(?:(?i:art|article|clause|section)\.?\s\d{1,2}[.)]?|\d{1,2}[.)])\s(?:[\u2013\u2014-]\s)?"
    r"(?P<clause>[^\W\d_][^\s.:!?\d]*(?:\s[^\s.:!?\d]+){0,4})\.\s)"
    r"\s*(?=\S)"
)
_CLAUSE = re.compile(r"\d{1,2}[.)]\s")
_TEXT = frozenset({"paragraph_open", "bullet_list_open", "ordered_list_open", "table_open"})
_MARKS = re.compile(r"\*\*|__|[*`]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Hold a heading that is a paragraph, or begins one."""

    heading: str  # empty: a clause without title, which is not below the clause before it
    length: int  # of it in its paragraph


def labels_of(tokens: Sequence[Token]) -> dict[int, Label]:
    """Return the labels among a page's paragraphs, each by where its paragraph opens."""
    top = [at for at, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0]
    found = {}
    for at, after in pairwise([*top, len(tokens)]):
        if tokens[at].type == "paragraph_open":
            below = tokens[after].type if after < len(tokens) else ""
            if label := _label(tokens[at + 1].content, below):
                found[at] = label
    return found


def _label(words: str, below: str) -> Label | None:
    if title := _RUN_IN.match(words):
        return Label(heading=_plain(title["bold"] or title["clause"]), length=title.end())
    if _CLAUSE.match(words):
        return Label(heading="", length=0)
    names = (_BOLD, _QUESTION) if below == "paragraph_open" else (_ANY_BOLD, _QUESTION, _SHORT)
    if below in _TEXT and any(name.fullmatch(words) for name in names):
        return Label(heading=_plain(words), length=len(words))
    return None


def _plain(words: str) -> str:
    return " ".join(_MARKS.sub("", words).split()).rstrip(" :")
