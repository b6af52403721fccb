"""Drop addresses that a catalogue must not hand on: those that run scripts, or hold a password."""

from dataclasses import replace
from urllib.parse import urlsplit

from retrieval.catalogue.types import Document, Product

_WEB = frozenset({"http", "https"})
_HARMFUL = frozenset({"javascript", "data", "vbscript", "file", "blob"})


def without_harmful(item: Product | Document) -> tuple[Product | Document, list[str]]:
    """Return `item` without harmful addresses, and a reason for each that was dropped."""
    if isinstance(item, Document):
        fault = _fault(item.url)
        return (replace(item, url=item.document_id), [fault]) if fault else (item, [])
    addresses = (item.url, item.image_url, *(one.image_url for one in item.variants))
    dropped = [f"{item.product_id}: {fault}" for one in addresses if (fault := _fault(one))]
    if not dropped:
        return item, []
    variants = tuple(replace(one, image_url=_kept(one.image_url)) for one in item.variants)
    safe = replace(item, url=_kept(item.url), image_url=_kept(item.image_url), variants=variants)
    return safe, dropped


def _kept(url: str) -> str:
    return "" if _fault(url) else url


def _fault(url: str) -> str:
    """Return why an address is dropped; "": it is not. The reason does not quote a password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "one of its addresses is none: mend it"
    if parts.scheme in _HARMFUL or ("://" in url and parts.scheme not in _WEB):
        return f"an address with {parts.scheme}: was dropped: only http and https are taken"
    if "@" in parts.netloc:
        return "an address with a user or a password in it was dropped: write it without"
    return ""
