"""Clean a customer's words, or say why they cannot be read. Pure."""

import unicodedata
from dataclasses import dataclass

import regex

_CONTROL = regex.compile(r"[\p{Cc}\p{Co}\p{Cn}\p{Cs}]")
# Format characters hide or reorder text (zero-width, bidi overrides, tag letters). The joiner
# and the variation selectors build emoji and stay.
_HIDDEN = regex.compile(r"[\p{Cf}--\u200d]", regex.VERSION1)
_BLANKS = regex.compile(r"[ \t\u00a0\u202f]+")
_LINES = regex.compile(r"\n{3,}")
_HAS_CONTENT = regex.compile(r"[\p{L}\p{N}\p{So}\p{Sc}?!]")
MAX_HIDDEN_SHARE = 0.3
"""Greatest share of hidden characters: more is no accident; 0.3 lets Arabic marks pass."""


@dataclass(frozen=True, slots=True)
class Screened:
    """Hold a text that is safe to read; no character that the customer could see was removed."""

    text: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Say that a text is not read; `rule` is the reason: empty, too_long, hidden_text."""

    rule: str


def screen(text: str, *, max_chars: int) -> Screened | Unreadable:
    """Return the cleaned text, or the reason why it is not read.

    Compatibility forms are composed (NFKC), control and hidden characters dropped, blanks joined.
    Length is counted before cleaning, so padding with hidden characters does not help.
    """
    if len(text) > max_chars:
        return Unreadable("too_long")
    normal = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n"))
    shown = _HIDDEN.sub("", normal)
    hidden = len(normal) - len(shown)
    if hidden > MAX_HIDDEN_SHARE * len(normal):
        return Unreadable("hidden_text")
    lines = (_BLANKS.sub(" ", _CONTROL.sub(" ", line)).strip() for line in shown.split("\n"))
    clean = _LINES.sub("\n\n", "\n".join(lines)).strip()
    if not _HAS_CONTENT.search(clean):
        return Unreadable("empty")
    return Screened(clean)
