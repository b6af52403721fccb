"""Give every product and document once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from retrieval.catalogue.catalogue_types import BadRow, Document, CatalogueItem, Product


def only_once(items: Iterable[CatalogueItem]) -> Iterator[CatalogueItem]:
    """Yield `items`; a product or document whose id and language came before is reported.

    Documents in several folders may have files of one name: the second takes its whole path as
    its id, so that both are kept.
    """
    seen: dict[tuple[str, str, str], str] = {}
    for item in items:
        if isinstance(item, BadRow):
            yield item
            continue
        if isinstance(item, Document) and seen.get(_key(item), item.url) != item.url:
            one: Product | Document = replace(item, document_id=item.url)
        else:
            one = item
        kind, name, language = key = _key(one)
        if key in seen:
            reason = f"{kind} {name!r} in {language!r} is in {seen[key]} already: that one is kept"
            yield BadRow(file=_source(one), line=None, reason=reason)
        else:
            seen[key] = _source(one)
            yield one


def _key(item: Product | Document) -> tuple[str, str, str]:
    if isinstance(item, Product):
        return "product", item.product_id, item.language
    return "document", item.document_id, item.language


def _source(item: Product | Document) -> str:
    return item.source if isinstance(item, Product) else item.url
