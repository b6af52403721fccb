"""Read pages in tables: Magento's CMS export, and any CSV of titles and texts or of FAQ entries."""

import re
from collections.abc import Iterator, Sequence

from retrieval.catalogue.cell_values import is_yes
from retrieval.catalogue.language_detection import detect
from retrieval.catalogue.shop_html import fill_holes, to_line, to_markdown
from retrieval.catalogue.tables.csv_tables import Row, Table
from retrieval.catalogue.types import BadRow, Document, ReadOptions

_TITLE = ("title", "titre", "question", "content_heading")
_TEXT = ("content", "text", "texte", "contenu", "answer", "réponse", "reponse")
_ID = ("id", "identifier", "url_key")
_LINK = re.compile(  # in Markdown or HTML
    r"\[([^\[\]]*)\]\([^()]*\)|<a\b[^<>]*>((?:[^<]|<(?!/?a\b))*+)</a>", re.IGNORECASE
)
_MENU = 0.6  # of a text's letters inside links: then it is a menu ...
_MENU_WORDS = 4  # ... if its links are this short on average; longer ones are banners that speak


def is_page_table(header: Sequence[str]) -> bool:
    """Return whether a table's lower-case header is that of pages."""
    names = set(header)
    return not names.isdisjoint(_TITLE) and not names.isdisjoint(_TEXT)


def read_page_table(table: Table, options: ReadOptions) -> Iterator[Document | BadRow]:
    """Yield the active pages of `table`, and its bad rows.

    Left out are menus, which are all links, and pages that a shop system fills in by itself.
    """
    is_export = "identifier" in table.header
    for row in table.rows():
        if isinstance(row, BadRow):
            yield row
            continue
        title, raw = to_line(row.get(*_TITLE)), row.get(*_TEXT)
        if not title or (not raw and not is_export):
            reason = f"it has no {'text' if title else 'title'}: fill it in"
            yield BadRow(file=table.name, line=row.line, reason=reason)
            continue
        filled = fill_holes(raw)
        if is_yes(row.get("is_active", "active"), default=True) and not _is_menu(filled):
            text = to_markdown(filled)
            yield Document(
                document_id=row.get(*_ID) or title,
                language=_language(row, f"{title}\n{text}", options),
                title=title,
                text=text,
                url=row.get("url", "link") or table.name,
            )


def _language(row: Row, text: str, options: ReadOptions) -> str:
    stated = row.get("language", "langue", "lang").lower()[:2]
    if stated in options.languages:
        return stated
    return detect(text, options.languages) or options.languages[0]


def _is_menu(text: str) -> bool:
    """Return whether a text says nothing: no words at all, or little but short links."""
    links = [to_line("".join(found)) for found in _LINK.findall(text)]
    linked = sum(_letters(link) for link in links)
    words = sum(len(link.split()) for link in links)
    return linked >= _MENU * _letters(text) and words <= _MENU_WORDS * len(links)


def _letters(text: str) -> int:
    return sum(char.isalpha() for char in to_line(text))
