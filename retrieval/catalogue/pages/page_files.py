"""Read pages that are files: Markdown with front matter, HTML, plain text, PDF and Word.

A document's id and language come from the file's name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath, PurePosixPath

import yaml
from lxml import etree, html

from retrieval.catalogue.language_detection import detect
from retrieval.catalogue.pages.pdf_files import pdf_to_markdown
from retrieval.catalogue.pages.word_files import docx_to_markdown
from retrieval.catalogue.question_markup import unsaid, with_headings
from retrieval.catalogue.safe_xml import Element
from retrieval.catalogue.shop_html import clean_page, fill_holes, to_line, to_markdown
from retrieval.catalogue.source_files import SourceFile
from retrieval.catalogue.types import BadRow, Document, ReadOptions, UnreadableError


def identify(
    path: PurePosixPath, languages: Sequence[str], *, root: str = ""
) -> tuple[str, str | None]:
    """Return the document's id and its language, None when the name does not tell.

    The id is the path without suffix and language, so that translations share it:
    "help/fr/returns.md", "help/en/returns.md" and "help/returns.fr.md" are all "help/returns".
    `root` is the folder that was given; its own name may be the language.
    """
    folders = [(part, _language(part, languages)) for part in path.parts[:-1]]
    stem, spoken = _split(path.stem, languages)
    found = [language for _, language in folders if language]
    language = spoken or (found[-1] if found else _language(PurePath(root).name, languages))
    parts = [part for part, is_language in folders if not is_language]
    if stem.lower() != "index" or not parts:
        parts.append(stem)
    return "/".join(parts), language


def title_from(document_id: str) -> str:
    """Return a file's id as a title: "help/gift-cards" is "Gift cards"."""
    words = re.sub(r"[-_]+", " ", document_id.rsplit("/", 1)[-1]).strip()
    return words[:1].upper() + words[1:]


def _split(stem: str, languages: Sequence[str]) -> tuple[str, str | None]:
    """Return a file's stem without the language at its end, and that language."""
    found = re.fullmatch(r"(.+)[._-]([A-Za-z]{2}(?:[-_][A-Za-z]{2})?)", stem)
    language = _language(found[2], languages) if found else None
    return (found[1], language) if found and language else (stem, _language(stem, languages))


def _language(name: str, languages: Sequence[str]) -> str | None:
    """Return the language a folder is named by: "fr", "fr-FR", "fr_CA"."""
    found = re.fullmatch(r"([a-z]{2})(?:[-_][a-z]{2})?", name.lower())
    return found[1] if found and found[1] in languages else None


_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(
    r"^(?P<hashes>#{1,6})[ \t]+(?P<atx>.*\S)[ \t]*$"
    r"|^(?P<setext>[^\s#>|*-].*)\n(?P<rule>=+|-{2,})[ \t]*$",
    re.MULTILINE,
)
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_MAX_TITLE = 120  # characters; a longer first line is a sentence
_MIN_LETTERS = 3  # a title has; a number has not
_MENU = 2  # links in one line: it is a menu
_CHROME = (
    "//nav|//body/header|//body/footer|//aside|//form|//script|//style|//noscript|//template"
    "|//*[@role='navigation' or contains(@class, 'breadcrumb')]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """Hold a document's text, in Markdown, and its own title and so on; "" for none."""

    text: str
    title: str = ""
    language: str = ""
    document_id: str = ""
    url: str = ""
    warning: str = ""


def read_document(source: SourceFile, options: ReadOptions) -> Iterator[Document | BadRow]:
    """Yield the document in `source`, or its fault."""
    if len(source.data) > options.max_page_bytes:
        size = options.max_page_bytes // 2**20
        reason = f"it is larger than {size} MB: split it into pages of their own"
        yield BadRow(file=source.name, line=None, reason=reason)
        return
    try:
        page = _READERS.get(source.suffix, _read_text)(source)
    except UnreadableError as error:
        yield BadRow(file=source.name, line=None, reason=str(error))
        return
    if page.warning:
        yield BadRow(file=source.name, line=1, reason=page.warning)
    if not page.text.strip():
        yield BadRow(file=source.name, line=None, reason="it is empty: remove it or write it")
        return
    yield document_of(page, source, options)


def document_of(
    page: PageText,
    source: SourceFile,
    options: ReadOptions,
    *,
    text: str = "",
    document_id: str = "",
) -> Document:
    """Return the document a page is; `text` and `document_id` replace the page's own."""
    page = replace(page, text=text or page.text, document_id=page.document_id or document_id)
    path_id, language = identify(source.path, options.languages, root=source.root)
    own = page.language.lower()[:2]
    own = own if own in options.languages else ""
    found = own or language or detect(_words(page.text), options.languages)
    return Document(
        document_id=page.document_id or path_id,
        language=found or options.languages[0],
        title=page.title or title_of(page.text) or title_from(path_id),
        text=page.text,
        url=page.url or source.name,
    )


def title_of(markdown: str) -> str:
    """Return a document's main heading, else a short first line, else ""."""
    text = _FENCED.sub("", markdown)
    headings = list(_HEADING.finditer(text))
    main = (h for h in headings if len(h["hashes"] or "") == 1 or (h["rule"] or "")[:1] == "=")
    heading = next(main, None)
    if heading is not None:
        return _plain(heading["atx"] or heading["setext"])
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    title = _plain(first.lstrip("#").strip())
    letters = sum(char.isalpha() for char in title)
    says_something = letters >= _MIN_LETTERS and first.count("](") < _MENU
    return title if says_something and len(title) <= _MAX_TITLE else ""


def _plain(markdown: str) -> str:
    """Return a line of Markdown without links, emphasis and escapes."""
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", markdown.rstrip("#"))
    for _ in range(2):  # one inside the other: _**bold**_
        text = re.sub(r"(\*\*|__|[*_`])(\S|\S.*?\S)\1", r"\2", text)
    return to_line(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text))


def _words(markdown: str) -> str:
    """Return text without addresses, which are in no language."""
    return re.sub(r"\]\([^()]*\)|https?://\S+", " ", markdown)


def _read_markdown(source: SourceFile) -> PageText:
    text = source.text().replace("\r\n", "\n")
    found = _FRONT_MATTER.match(text)
    if found is None:
        return PageText(text=clean_page(fill_holes(text)))
    body = clean_page(fill_holes(text[found.end() :]))
    try:
        meta = yaml.safe_load(found[1])
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())[:200]
        return PageText(
            text=body, warning=f"its front matter is not YAML, and was left out: {reason}"
        )
    stated: Mapping[str, object] = meta if isinstance(meta, dict) else {}
    return PageText(
        text=body,
        title=to_line(_scalar(stated, "title")),
        language=_scalar(stated, "language") or _scalar(stated, "lang"),
        document_id=_scalar(stated, "id"),
        url=_scalar(stated, "url"),
    )


def _scalar(stated: Mapping[str, object], name: str) -> str:
    value = stated.get(name)
    return str(value).strip() if isinstance(value, str | int | float) else ""


def read_html(source: SourceFile) -> PageText:
    """Return an HTML page's text without navigation, header, footer and forms."""
    text = with_headings(source.text())
    try:
        root = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except etree.ParserError:
        return PageText(text="")
    titles = (root.find(".//h1"), root.find(".//title"))
    title = next((t for one in titles if one is not None and (t := to_line(_words_in(one)))), "")
    links = root.xpath("//link[@rel='canonical']/@href")
    canonical = str(links[0]) if isinstance(links, list) and links else ""
    chrome = root.xpath(_CHROME)
    for element in chrome if isinstance(chrome, list) else []:
        if isinstance(element, html.HtmlElement) and element.getparent() is not None:
            element.drop_tree()
    body = html.tostring(root, encoding="unicode").removesuffix("</body></html>")
    body += unsaid(text, _words_in(root))
    return PageText(
        text=to_markdown(fill_holes(body)),
        title=title,
        language=root.get("lang") or "",
        url=canonical if canonical.startswith("http") else "",
    )


def _words_in(element: Element) -> str:
    return " ".join(str(part) for part in element.itertext())


def _read_text(source: SourceFile) -> PageText:
    return PageText(text=source.text().replace("\r\n", "\n").strip())


def _read_pdf(source: SourceFile) -> PageText:
    return PageText(text=pdf_to_markdown(source.data))


def _read_docx(source: SourceFile) -> PageText:
    return PageText(text=docx_to_markdown(source.data))


_READERS = {
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".pdf": _read_pdf,
    ".docx": _read_docx,
}
