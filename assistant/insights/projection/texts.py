"""Imported texts as rows: reviews, and what customers wrote in other systems."""

from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.insights.ports import ImportedText
from assistant.insights.projection.making import TextPlace
from assistant.insights.projection.text_reader import TextReader, signals_of
from assistant.insights.analysis_rows import Rows

UNKNOWN_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""When a text without a date was written: on one day, far from every window that looks back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextProjection:
    """Makes rows of one imported text at a time."""

    reader: TextReader

    def rows(self, text: ImportedText) -> Rows:
        """Return a text's rows."""
        read = self.reader.read(text.text, language=text.language, redacted=True)
        shop = self.reader.shop
        product, variant = shop.find(text.product) if text.product else ("", "")
        if not product and read.products:
            product = read.products[0].product_id
        place = TextPlace(
            at=text.at or UNKNOWN_TIME,
            origin=text.origin,
            conversation_key=text.message_id,
            customer_key=text.customer_key or text.message_id,
            message_id=text.message_id,
            product_id=product,
            variant_id=variant or (shop.variant_said(product, read.text) if product else ""),
            category=shop.categories.get(product, "") if product else read.category,
            language=text.language or read.language,
        )
        has_topic = read.vector is not None
        return Rows(
            messages=(place.message(read, rating=text.rating),),
            signals=tuple(place.signals(signals_of(read), shop)),
            vectors={place.message_id: read.vector} if read.vector is not None else {},
            masked={place.message_id: read.masked} if has_topic else {},
        )
