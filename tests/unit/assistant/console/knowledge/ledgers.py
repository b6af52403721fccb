"""Pages and products of a small shop, and what replies rested on."""

from datetime import UTC, datetime

from assistant.console.knowledge.source_ledger import KnownItem, SourceLedger, SourceRecord
from assistant.conversation.ids import ConversationId, MessageId
from assistant.desk.lists.source_uses import SourceUse, UseCount, UseKind

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def page(name: str, *, language: str = "en", digest: str = "d", url: str = "") -> KnownItem:
    return KnownItem(
        is_product=False,
        item_id=name,
        language=language,
        title=name.title(),
        url=url or f"https://x.example/{language}/{name}",
        passages=2,
        digest=digest,
    )


def product(name: str, language: str = "en") -> KnownItem:
    return KnownItem(
        is_product=True,
        item_id=name,
        language=language,
        title=name.title(),
        url=f"https://x.example/p/{name}",
        passages=1,
        digest="d",
    )


def record(origin: str, *items: KnownItem, is_off: bool = False) -> SourceRecord:
    return SourceRecord(origin=origin, read_at=NOON, items=items, is_off=is_off)


def ledger(*records: SourceRecord) -> SourceLedger:
    return SourceLedger(version="v1", sources=records)


def used(item: KnownItem, answered: int, *, up: int = 0, down: int = 0) -> UseCount:
    return UseCount(
        url=item.url,
        title=item.title,
        answered=answered,
        conflicting=0,
        helpful=up,
        unhelpful=down,
        last_at=NOON,
    )


def told(reply: str, place: int, item: KnownItem) -> SourceUse:
    """Return one of two sources of a reply that disagree."""
    return SourceUse(
        conversation_id=ConversationId("c"),
        sequence=3,
        place=place,
        at=NOON,
        reply_id=MessageId(reply),
        question_id=MessageId("m"),
        kind=UseKind.CONFLICTING,
        url=item.url,
        title=item.title,
    )
