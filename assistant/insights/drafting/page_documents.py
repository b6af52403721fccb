"""Write a page as the shop JSON that the catalogue reads, and read it back. Pure and light."""

from dataclasses import dataclass, replace

import orjson

from assistant.conversation.message import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDocument:
    """Hold the words of a page in one language."""

    document_id: str
    language: Language
    title: str
    text: str  # Markdown
    url: str = ""


def tidy_page(page: PageDocument) -> PageDocument:
    """Return a page as it is kept, whichever line ends browsers and programs send."""
    return replace(page, title=page.title.strip(), text=tidy_text(page.text), url=page.url.strip())


def tidy_text(text: str) -> str:
    """Return a text as it is kept: without the line ends of browsers, and with one at its end."""
    return text.replace("\r\n", "\n").strip() + "\n"


def encode_page(page: PageDocument) -> bytes:
    """Return a page as JSON."""
    document = {
        "id": page.document_id,
        "title": {page.language: page.title},
        "text": {page.language: page.text},
    }
    if page.url:
        document["url"] = {page.language: page.url}
    return orjson.dumps({"documents": [document]}, option=orjson.OPT_INDENT_2)


def decode_page(content: str) -> PageDocument:
    """Return the page of JSON that `encode_page` made.

    Raises:
        KeyError, ValueError: it is none.
    """
    [document] = orjson.loads(content)["documents"]
    [(language, title)] = document["title"].items()
    return PageDocument(
        document_id=document["id"],
        language=language,
        title=title,
        text=document["text"][language],
        url=document.get("url", {}).get(language, ""),
    )
