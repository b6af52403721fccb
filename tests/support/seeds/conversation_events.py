"""Events to put into logs, each said in a few words."""

from datetime import UTC, datetime, timedelta

from assistant.conversation.events import (
    Author,
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    HandoffRequested,
    Reason,
    ReplyDelivered,
    ReplyKind,
    ReplyRated,
    ReplyRejected,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import AccountId, ContactId, ConversationId, MessageId
from assistant.conversation.message import Card, ChannelKind, Source

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
WIDGET = AccountId("widget")


def minute(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def started(conversation: str = "c1", at: datetime = NOON) -> ConversationStarted:
    return ConversationStarted(
        conversation_id=ConversationId(conversation),
        at=at,
        channel=ChannelKind.WEBCHAT,
        account_id=WIDGET,
        contact_id=ContactId("contact"),
        language="fr",
    )


def wrote(
    message: str, conversation: str = "c1", at: datetime = NOON, text: str = "Bonjour"
) -> CustomerWrote:
    return CustomerWrote(
        conversation_id=ConversationId(conversation),
        at=at,
        message_id=MessageId(message),
        text=text,
    )


def replied(
    message: str, *answers: str, conversation: str = "c1", at: datetime = NOON
) -> ReplyWritten:
    return ReplyWritten(
        conversation_id=ConversationId(conversation),
        at=at,
        message_id=MessageId(message),
        author=Author.ASSISTANT,
        kind=ReplyKind.ANSWERED,
        text="Vous avez 30 jours.",
        language="fr",
        answers=tuple(MessageId(answer) for answer in answers),
    )


def delivered(message: str, conversation: str = "c1") -> ReplyDelivered:
    return ReplyDelivered(
        conversation_id=ConversationId(conversation), at=NOON, message_id=MessageId(message)
    )


def rejected(message: str, conversation: str = "c1") -> ReplyRejected:
    return ReplyRejected(
        conversation_id=ConversationId(conversation),
        at=NOON,
        message_id=MessageId(message),
        reason="expired",
    )


def rated(message: str, conversation: str = "c1") -> ReplyRated:
    return ReplyRated(
        conversation_id=ConversationId(conversation),
        at=NOON,
        message_id=MessageId(message),
        helpful=True,
    )


def handed_off(conversation: str = "c1") -> HandoffRequested:
    return HandoffRequested(
        conversation_id=ConversationId(conversation), at=NOON, reason=Reason.ASKED_FOR_PERSON
    )


def every_kind() -> list[ConversationEvent]:
    """Return one event of each kind that is appended, all of its fields set."""
    return [_turn(), _reply(), delivered("r1"), rejected("r1"), handed_off(), rated("r1")]


def _turn() -> TurnTaken:
    return TurnTaken(
        conversation_id=ConversationId("c1"),
        at=NOON,
        answers=(MessageId("m1"),),
        intent="return_policy",
        confidence=0.875,
        language="en",
        decision="answer",
        rule="default",
        index_version="v1",
        latency_ms=12.5,
    )


def _reply() -> ReplyWritten:
    return ReplyWritten(
        conversation_id=ConversationId("c1"),
        at=NOON,
        message_id=MessageId("r1"),
        author=Author.AGENT,
        kind=ReplyKind.ABSTAINED,
        text="30 jours — « retours »",
        language="fr",
        answers=(MessageId("m1"), MessageId("m2")),
        reason=Reason.NO_EVIDENCE,
        sources=(
            Source(title="Retours", url="/retours", quote="30 jours", language="fr", score=0.5),
        ),
        cards=(
            Card(
                product_id="p1",
                title="Robe",
                subtitle="Bleu · S, M",
                price="89,00 €",
                availability="En stock",
                url="/robe",
                image_url="/robe.jpg",
            ),
        ),
        quick_replies=("Oui", "Non"),
        topic="retours",
    )
