"""Turn products and documents into passages that lack only vectors. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from retrieval.catalogue.types import Document, Product
from retrieval.index.passage_columns import KEY_BYTES
from retrieval.text.near_duplicates import SeenPassages
from retrieval.text.passage_cuts import PassageCut, chunk
from retrieval.text.passage_wording import PassageWording, describe, word_document, word_product
from retrieval.types import Passage, PassageId, PassageKind, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageDraft:
    """Hold a passage whose sentences are still places in its text."""

    passage: Passage  # without sentences
    spans: tuple[Span, ...]
    wording: PassageWording

    def key(self, encoder: str) -> bytes:
        """Return the key of its vectors: of the encoder and of all words that the encoder reads."""
        digest = blake2b(encoder.encode(), digest_size=KEY_BYTES)
        weight = f"{self.wording.title_weight}"
        for text in (weight, self.wording.title, self.wording.body, *self.wording.sentences):
            digest.update(b"\0" + text.encode("utf-8", "replace"))
        return digest.digest()


@dataclass(slots=True)
class PassageDrafter:
    """Cut items into passages, one by one, and drop passages that repeat."""

    merged: int = 0  # passages and items dropped because they say the same as one before
    _seen: SeenPassages = field(default_factory=SeenPassages)
    _ids: set[tuple[PassageKind, str, str]] = field(default_factory=set)

    def draft(self, item: Product | Document) -> Iterator[PassageDraft]:
        """Yield an item's passages; of items with one id and language the first counts."""
        kind = PassageKind.PRODUCT if isinstance(item, Product) else PassageKind.DOCUMENT
        source_id = item.product_id if isinstance(item, Product) else item.document_id
        known = (kind, source_id, item.language)
        if known in self._ids:
            self.merged += 1
            return
        self._ids.add(known)
        if isinstance(item, Product):
            yield _product(item)
            return
        for number, cut in enumerate(chunk(item)):
            heading = cut.headings[-1] if cut.headings else item.title
            if self._seen.repeats(heading, cut.text, item.language):
                self.merged += 1
            else:
                yield _document(item, cut, number)


def _product(product: Product) -> PassageDraft:
    cut = describe(product)
    passage = Passage(
        passage_id=PassageId(f"product:{product.product_id}:{product.language}"),
        kind=PassageKind.PRODUCT,
        source_id=product.product_id,
        language=product.language,
        title=product.title,
        headings=(),
        text=cut.text,
        url=product.url or product.source,
        product=product,
    )
    return PassageDraft(passage=passage, spans=cut.spans, wording=word_product(product, cut))


def _document(document: Document, cut: PassageCut, number: int) -> PassageDraft:
    passage = Passage(
        passage_id=PassageId(f"document:{document.document_id}:{document.language}:{number}"),
        kind=PassageKind.DOCUMENT,
        source_id=document.document_id,
        language=document.language,
        title=document.title,
        headings=cut.headings,
        text=cut.text,
        url=document.url,
    )
    return PassageDraft(
        passage=passage, spans=cut.spans, wording=word_document(document.title, cut)
    )
