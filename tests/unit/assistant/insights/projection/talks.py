"""Make conversations for the projection's tests: events as the log has them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.conversation.events import (
    Author,
    ConversationErased,
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    HandoffRequested,
    IdentityProven,
    OperationDone,
    OperationProposed,
    Reason,
    ReplyKind,
    ReplyRated,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import (
    AccountId,
    ContactId,
    ConversationId,
    CustomerId,
    MessageId,
)
from assistant.conversation.message import Card, ChannelKind, Source
from assistant.conversation.product_search import ProductSearch
from assistant.understanding.types import Intent

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def card(product_id: str, title: str, *, availability: str = "En stock") -> Card:
    return Card(
        product_id=product_id,
        title=title,
        subtitle="",
        price="",
        availability=availability,
        url="",
    )


def source(title: str) -> Source:
    return Source(title=title, url=f"/{title}", quote="...", language="fr", score=0.9)


class Talk:
    """Make the events of one conversation."""

    def __init__(
        self,
        conversation_id: str = "c1",
        *,
        contact: str = "visitor 1",
        start: datetime = NOON,
        channel: ChannelKind = ChannelKind.WEBCHAT,
    ) -> None:
        self.id = ConversationId(conversation_id)
        self.start = start
        self.events: list[ConversationEvent] = [
            ConversationStarted(
                conversation_id=self.id,
                at=start,
                channel=channel,
                account_id=AccountId("shop"),
                contact_id=ContactId(contact),
                language="fr",
            )
        ]
        self.wrote = 0

    @property
    def _next(self) -> dict[str, Any]:
        at = self.start + timedelta(minutes=len(self.events))
        return {"conversation_id": self.id, "at": at}

    @property
    def last_message(self) -> MessageId:
        return MessageId(f"{self.id}-m{self.wrote}")

    def customer(self, text: str, *, intent: Intent | None = None) -> "Talk":
        self.wrote += 1
        self.events.append(CustomerWrote(**self._next, message_id=self.last_message, text=text))
        if intent is not None:
            self.events.append(
                TurnTaken(
                    **self._next,
                    answers=(self.last_message,),
                    intent=intent,
                    confidence=0.9,
                    language="fr",
                    decision="Answer",
                    rule="",
                    latency_ms=1.0,
                )
            )
        return self

    def reply(
        self,
        kind: ReplyKind = ReplyKind.ANSWERED,
        *,
        reason: Reason | None = None,
        cards: tuple[Card, ...] = (),
        sources: tuple[Source, ...] = (),
        author: Author = Author.ASSISTANT,
        search: ProductSearch | None = None,
    ) -> "Talk":
        self.events.append(
            ReplyWritten(
                **self._next,
                message_id=MessageId(f"{self.id}-r{self.wrote}"),
                author=author,
                kind=kind,
                text="...",
                language="fr",
                answers=(self.last_message,),
                reason=reason,
                cards=cards,
                sources=sources,
                search=search,
            )
        )
        return self

    def pause(self, **time: float) -> "Talk":
        """Let time pass before the next event."""
        self.start += timedelta(**time)
        return self

    def happen(self, event: type[ConversationEvent], **fields: Any) -> "Talk":  # noqa: ANN401  # of all events
        """Add any other event."""
        self.events.append(event(**self._next, **fields))
        return self

    def hand_off(self, reason: Reason) -> "Talk":
        event = HandoffRequested(**self._next, reason=reason, messages=(self.last_message,))
        self.events.append(event)
        return self

    def thumb(self, *, helpful: bool) -> "Talk":
        message_id = MessageId(f"{self.id}-r{self.wrote}")
        self.events.append(ReplyRated(**self._next, message_id=message_id, helpful=helpful))
        return self

    def prove(self, customer_id: str) -> "Talk":
        proven = CustomerId(customer_id)
        self.events.append(IdentityProven(**self._next, customer_id=proven, method="code"))
        return self

    def alert(self, product_id: str, variant_id: str) -> "Talk":
        wanted = f'{{"wanted": {{"product_id": "{product_id}", "variant_id": "{variant_id}"}}}}'
        self.events += [
            OperationProposed(
                **self._next,
                proposal_id="p1",
                operation="stock_alert",
                parameters=wanted,
                fingerprint="f",
                customer_id=CustomerId("4711"),
            ),
            OperationDone(**self._next, proposal_id="p1", operation="stock_alert", reference=""),
        ]
        return self

    def erase(self) -> "Talk":
        self.events.append(ConversationErased(**self._next))
        return self
