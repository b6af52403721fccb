"""Render the help pages: Markdown as HTML that is safe to show, with a link to each heading.

The data has plain spaces and straight quotes; the spaces and quotes of the language are set here.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from babel.numbers import format_currency
from markdown_it import MarkdownIt
from markdown_it.token import Token

from retrieval.catalogue.types import Money

_NBSP = "\u00a0"
_THIN = "\u202f"  # narrow no-break space
_LOCALES = {"fr": "fr_FR", "en": "en_IE"}  # English as written where the euro is the currency
_UNIT = r"(?:°C|mm|cm|km|kg|g|ml|cl|l|h|m|CO2e|EUR|UPF)\b"

_COMMON = (
    (re.compile(r"(?<=\d) (à|to) (?=\d)"), rf"{_NBSP}\1{_NBSP}"),
    (re.compile(rf"(?<=\d) (?={_UNIT})"), _NBSP),
    (re.compile(r"(?<=\w)'"), "\u2019"),
)
_RULES = {
    "fr": (
        (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), _THIN),
        (re.compile(r" (?=[:»%€])"), _NBSP),
        (re.compile(r" (?=[;!?])"), _THIN),
        (re.compile(r"« "), f"«{_NBSP}"),
        *_COMMON,
    ),
    "en": (
        *_COMMON,
        (re.compile(r'"([^"]*)"'), r"“\1”"),
    ),
}


def typeset(text: str, language: str) -> str:
    """Return `text` with the spaces and quotes its language asks for; words never change."""
    for pattern, replacement in _RULES[language]:
        text = pattern.sub(replacement, text)
    return text


def price(money: Money, language: str) -> str:
    """Return an amount as a customer reads it: 45,00 € or €45.00."""
    amount = Decimal(money.amount_minor) / 100
    return format_currency(amount, money.currency, locale=_LOCALES[language])


# Raw HTML is shown as text and unsafe links are left out: a page is data, not markup.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_CONTENTS_LEVEL = "h2"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedHelp:
    """Hold a page as HTML and the headings a reader may jump to."""

    html: str
    contents: tuple[tuple[str, str], ...]  # (anchor, heading) of the second level


def render(text: str, language: str) -> RenderedHelp:
    """Return Markdown as HTML: typeset, headings with anchors, tables that scroll."""
    tokens = _MARKDOWN.parse(text)
    contents: list[tuple[str, str]] = []
    taken: set[str] = set()
    for place, token in enumerate(tokens):
        if token.type == "inline":
            _typeset(token.children or (), language)
        elif token.type == "heading_open":
            heading = tokens[place + 1].content
            anchor = _free(slug(heading), taken)
            token.attrSet("id", anchor)
            if token.tag == _CONTENTS_LEVEL:
                contents.append((anchor, typeset(heading, language)))
    return RenderedHelp(html=_html(tokens, language), contents=tuple(contents))


def slug(text: str) -> str:
    """Return letters and digits in ASCII, joined by hyphens: "Qui paie ?" is "qui-paie"."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe")).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")


def _free(wanted: str, taken: set[str]) -> str:
    anchor, number = wanted, 2
    while anchor in taken:
        anchor, number = f"{wanted}-{number}", number + 1
    taken.add(anchor)
    return anchor


def _typeset(tokens: Sequence[Token], language: str) -> None:
    for token in tokens:
        if token.type == "text":
            token.content = typeset(token.content, language)


def _html(tokens: Sequence[Token], language: str) -> str:
    label = escape({"fr": "Tableau", "en": "Table"}[language])
    html = str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
    # A table wider than a phone scrolls by itself, also by keyboard.
    frame = f'<div class="table" role="region" tabindex="0" aria-label="{label}"><table>'
    return html.replace("<table>", frame).replace("</table>", "</table></div>")
