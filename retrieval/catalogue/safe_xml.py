"""Parse XML that others wrote: no entities, no network, no document type."""

import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

from retrieval.catalogue.types import UnreadableError

Element = etree._Element  # noqa: SLF001  # lxml names the type of its elements no other way

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ENCODING = re.compile(rb"""^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']""")


_BARE_DOCTYPE = re.compile(rb"<!DOCTYPE\s+[A-Za-z][\w:.-]*\s*>")  # names a type, declares nothing

_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_XML_NAMES = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})


class UnsafeXmlError(UnreadableError):
    """Say that a file declares entities, which can blow up or reach out.

    No catalogue needs them.
    """


def parse(data: bytes) -> tuple[Element | None, list[tuple[int, str]]]:
    """Return the root element and the faults as (1-based line, reason).

    A file with faults is read as far as it can be; the root is None when nothing can.

    Raises:
        UnsafeXmlError: it declares entities.
    """
    if data.startswith(_UTF16):
        data = _ENCODING.sub(rb"\1", data.decode("utf-16", errors="replace").encode())
    data = _BARE_DOCTYPE.sub(b"", data, count=1)
    if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
        message = "remove the <!DOCTYPE ... [...]> at its top: entities are not read"
        raise UnsafeXmlError(message)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    root: Element | None
    try:
        root = etree.fromstring(_NAMED.sub(_numbered, _CONTROL.sub(b"", data)), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    faults = [(entry.line, f"broken XML: {entry.message.strip()}") for entry in parser.error_log]
    return root, faults or ([(1, "there is no XML in it")] if root is None else [])


def _numbered(match: re.Match[bytes]) -> bytes:
    """Return HTML's &nbsp; as XML's &#160;, which shops mix up without loss."""
    characters = html5.get(f"{match[1].decode('ascii')};", "")
    if match[1] in _XML_NAMES or not characters:
        return match[0]
    return "".join(f"&#{ord(char)};" for char in characters).encode("ascii")


def local_name(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def beside(element: Element, name: str) -> str:
    """Return the tag `name` has in the namespace of `element`: not image:loc, which has its own."""
    namespace, mark, _ = str(element.tag).rpartition("}")
    return f"{namespace}{mark}{name}"


def text_of(element: Element) -> str:
    """Return all text inside an element, stripped."""
    return "".join(_pieces(element)).strip()


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _pieces(child)
        yield child.tail or ""


def line_of(element: Element) -> int:
    """Return the 1-based line an element starts on."""
    line = element.sourceline
    return line if isinstance(line, int) else 1
