"""Read a web page as a document: its main text, without menus, banners and footers."""

from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from retrieval.catalogue.pages.page_files import document_of, read_html
from retrieval.catalogue.question_markup import unsaid
from retrieval.catalogue.shop_html import clean_page, to_markdown, with_plain_parts
from retrieval.catalogue.source_files import SourceFile
from retrieval.catalogue.types import BadRow, Document, ReadOptions


def read_web_page(source: SourceFile, options: ReadOptions) -> Document | BadRow:
    """Return the document in a fetched page; `source.name` is its address."""
    # It loads in 0.2 s, which only those who read the web pay.
    from trafilatura import extract  # noqa: PLC0415

    page = read_html(source)
    unfolded = with_plain_parts(source.text())
    main = extract(
        unfolded,
        url=source.name,
        output_format="markdown",
        include_tables=True,
        include_formatting=True,
        include_links=True,
        favor_recall=True,
    )
    if main:
        main = f"{clean_page(main)}\n\n{to_markdown(unsaid(unfolded, main))}".strip()
    if not (main or page.text).strip():
        reason = "the page has no text: it may be made by a script, or be empty"
        return BadRow(file=source.name, line=None, reason=reason)
    shared = _translations(source)
    return document_of(page, source, options, text=main or page.text, document_id=shared)


def _translations(source: SourceFile) -> str:
    """Return one name for a page and its translations, "" when it names none.

    A page links its translations by hreflang, itself among them: the first address of all,
    in alphabetical order, is the same on each of them.
    """
    try:
        root = html.document_fromstring(source.data)
        links = root.xpath("//link[@rel='alternate'][@hreflang]/@href")
        named = links if isinstance(links, list) else ()
        found = {urljoin(source.name, str(link)) for link in named}
    except (etree.ParserError, ValueError):
        return ""
    if len(found) < 2:  # noqa: PLR2004  # itself and another
        return ""
    parts = urlsplit(min(found))
    return f"{parts.netloc}{parts.path}"
