"""Make the rows of one text: the columns that a message and its signals share, filled once.

Imported texts are reviews, and messages of customers in other systems.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypedDict

from assistant.insights.analysis_rows import (
    Answered,
    MessageRow,
    Origin,
    Rows,
    SignalRow,
    SignalType,
)
from assistant.insights.ports import ImportedText
from assistant.insights.projection.text_reader import ReadText, TextReader, signals_of
from assistant.insights.signals.signal_patterns import FoundSignal
from assistant.insights.signals.sold_things import SoldThings


class _SharedColumns(TypedDict):
    day: date
    at: datetime
    origin: Origin
    conversation_key: str
    customer_key: str
    message_id: str
    language: str
    region: str
    answered: Answered


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPlace:
    """Hold the place of a text: its customer, its time and its conversation."""

    at: datetime  # aware, UTC
    origin: Origin
    conversation_key: str
    customer_key: str
    message_id: str
    channel: str = ""
    product_id: str = ""
    variant_id: str = ""
    category: str = ""
    language: str = ""
    region: str = ""  # of the customer's last order
    answered: Answered = Answered.NONE

    @property
    def _shared(self) -> _SharedColumns:
        return {
            "day": self.at.date(),
            "at": self.at,
            "origin": self.origin,
            "conversation_key": self.conversation_key,
            "customer_key": self.customer_key,
            "message_id": self.message_id,
            "language": self.language,
            "region": self.region,
            "answered": self.answered,
        }

    def message(
        self, read: ReadText, *, reason: str = "", rating: float | None = None
    ) -> MessageRow:
        """Return the text's own row."""
        return MessageRow(
            **self._shared,
            channel=self.channel,
            text=read.text,
            product_id=self.product_id,
            variant_id=self.variant_id,
            category=self.category,
            rating=rating,
            intent=read.intent,
            question=read.question,
            reason=reason,
        )

    def signal(self, found: FoundSignal, shop: SoldThings) -> SignalRow:
        """Return the row of a signal; about the text's product, if the signal names no other."""
        product = found.product_id or self.product_id
        own = product == self.product_id
        return SignalRow(
            **self._shared,
            type=found.type,
            product_id=product,
            variant_id=found.variant_id or (self.variant_id if own else ""),
            category=self.category if own else shop.categories.get(product, ""),
            value=found.value,
            polarity=found.polarity,
            confidence=found.confidence,
            sale=found.sale,
            joined_by=found.joined_by,
            margin=found.margin,
            sold_at=found.sold_at,
            joined_at=found.joined_at,
        )

    def signals(self, found: Sequence[FoundSignal], shop: SoldThings) -> Iterator[SignalRow]:
        """Yield each signal once."""
        seen: set[tuple[SignalType, str, str, str]] = set()
        for one in found:
            key = (one.type, one.value, one.product_id, one.sale)
            if key not in seen:
                seen.add(key)
                yield self.signal(one, shop)


UNKNOWN_TIME = datetime(2000, 1, 1, tzinfo=UTC)
"""Time given to a text without a date: far before every window that is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextProjection:
    """Make the rows of one imported text at a time."""

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
