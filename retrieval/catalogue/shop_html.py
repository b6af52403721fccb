"""Turn a shop's HTML into Markdown, without the marks that its templates left behind."""

import html
import re

from html_to_markdown import convert

from retrieval.catalogue.clean_markdown import clean
from retrieval.catalogue.question_markup import with_headings
from retrieval.catalogue.tables.table_grids import with_grids

_TAG = re.compile(r"</?[a-zA-Z][^>]{0,2000}>|<!--")
# The converter's options are slow to pass, and its defaults right but for these: it makes front
# matter of a head, and pictures are no text.
_NOT_TEXT = re.compile(
    r"<(?:img|meta|link|base)\b[^>]*(?:>|\Z)|<title\b[^<]*</title\s*>", re.IGNORECASE
)
# What HTML in Markdown has of its own
_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1\s*>", re.IGNORECASE | re.DOTALL)
_BLOCK = re.compile(r"<(table|ul|ol)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+|[^<>\s@]+@[^<>\s@]+)>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CELL_BREAK = re.compile(r"[ \t]*<br\b[^>]*>[ \t]*(?=[^\n|]*\|)", re.IGNORECASE)
_LINE_BREAK = re.compile(r"[ \t]*<br\b[^>]*>[ \t]*\n?", re.IGNORECASE)
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n(?:[ \t\u00a0]*\n){2,}")

# {{store url="contact"}}, {{ site.email }}, {% include x %}: a template engine would fill them
_HOLE = r"\{\{[^{}]*\}\}|\{%[^{}%]*%\}"
_LINK_TO_HOLE = re.compile(rf"(?<!!)\[([^\[\]]*)\]\((?>[^()\s]*?(?:{_HOLE}))(?:{_HOLE}|[^()])*+\)")
_ANY_HOLE = re.compile(_HOLE)
_HOLE_IN_HTML = re.compile(r'''\shref\s*=\s*"(?:[^"<>{}]*\{\{[^{}]*\}\})++[^"<>{}]*"''')


def to_markdown(text: str) -> str:
    """Return HTML, or plain text with HTML entities, as Markdown; plain text stays as it is.

    Headings, lists, tables, links and emphasis are kept; images, scripts and styles are not.
    Takes about 0.03 ms for a product's description. Never raises.
    """
    if "<" in text and _TAG.search(text):
        return _convert(text)
    return _tidy(html.unescape(text) if "&" in text else text)


def with_plain_parts(text: str) -> str:
    """Return HTML whose accordions are headings with text, and whose tables are plain grids."""
    text = with_headings(text)
    return with_grids(text) if _TABLE.search(text) else text


def clean_page(markdown: str) -> str:
    """Return a page's Markdown without the HTML in it: lists and tables become Markdown too."""
    text = markdown.strip()
    if "<" in text and _TAG.search(text):
        text = _HEADING.sub(_heading, with_headings(_AUTOLINK.sub(r"\1", text)))
        text = _BLOCK.sub(lambda found: f"\n\n{_convert(found[0])}\n\n", text)
        text = _CELL_BREAK.sub(", ", _COMMENT.sub("", text))
        text = _TAG.sub("", _LINE_BREAK.sub("  \n", text))
    return _tidy(clean(text))


def _heading(found: re.Match[str]) -> str:
    return f"\n\n{'#' * int(found[1])} {to_line(found[2])}\n\n"


def to_line(text: str) -> str:
    """Return a name or title as one line without markup: tags, entities, doubled spaces."""
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.split())


def fill_holes(text: str) -> str:
    """Drop template placeholders from Markdown or HTML; a link to one keeps only its words."""
    if "{" not in text:
        return text
    text = _HOLE_IN_HTML.sub("", text)
    return _ANY_HOLE.sub("", _LINK_TO_HOLE.sub(r"\1", text))


def _convert(text: str) -> str:
    markdown = convert(_NOT_TEXT.sub("", with_plain_parts(text))).content or ""
    if not markdown.strip():  # nested too deep for the converter: the words at least
        markdown = html.unescape(_TAG.sub(" ", text))
    return _tidy(clean(markdown))


def _tidy(text: str) -> str:
    """Return `text` with one kind of line end and at most one blank line at a time."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _BLANK_LINES.sub("\n\n", text) if "\n" in text else text
