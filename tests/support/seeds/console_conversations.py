"""Conversations to look at: one of every state, then as many more as wanted."""

from datetime import datetime, timedelta
from uuid import uuid4

from assistant.conversation.events import (
    Author,
    ConversationAssigned,
    ConversationClaimed,
    ConversationEvent,
    ConversationResolved,
    ConversationSnoozed,
    ConversationStarted,
    CustomerWrote,
    HandoffRequested,
    LabelsChanged,
    NoteWritten,
    Reason,
    ReplyDelivered,
    ReplyKind,
    ReplySuggested,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import AgentId, ContactId, ConversationId, MessageId, TeamId
from assistant.conversation.message import ChannelKind, Language
from assistant.ports import EventLog
from tests.support.seeds.conversation_events import WIDGET
from tests.support.seeds.scripted_assistant import DELIVERY, RETURNS

LONG_FR = (
    "Bonjour, ma commande CT-104218 est arrivée hier avec une tasse cassée et une assiette "
    "ébréchée. C'est un cadeau d'anniversaire pour samedi. Que pouvez-vous faire ?"
)


class Telling:
    """Writes one conversation, step by step, each some seconds after the one before."""

    def __init__(
        self, log: EventLog, name: str, at: datetime, *, language: Language = "fr", page: str = ""
    ) -> None:
        self.log, self.id, self.at, self.language = log, ConversationId(name), at, language
        self.page, self.last = page, MessageId("")

    async def start(self) -> None:
        await self.log.start(
            ConversationStarted(
                conversation_id=self.id,
                at=self.at,
                channel=ChannelKind.WEBCHAT,
                account_id=WIDGET,
                contact_id=ContactId(f"contact-{self.id}"),
                language=self.language,
                page_url=self.page,
            )
        )

    def later(self, seconds: float = 20) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at

    async def asks(self, text: str) -> None:
        self.last = MessageId(uuid4().hex)
        wrote = CustomerWrote(
            conversation_id=self.id, at=self.later(), message_id=self.last, text=text
        )
        await self.log.accept(wrote, account_id=WIDGET, provider_message_id=self.last)

    async def write(self, *events: ConversationEvent) -> None:
        await self.log.append(self.id, events)

    async def answers(self, text: str, *, sources: bool = True) -> None:
        turn = TurnTaken(
            conversation_id=self.id,
            at=self.later(1),
            answers=(self.last,),
            intent="return_policy",
            confidence=0.93,
            language=self.language,
            decision="answer",
            rule="evidence",
            latency_ms=38,
        )
        source = RETURNS if self.language == "fr" else DELIVERY
        reply = ReplyWritten(
            conversation_id=self.id,
            at=self.later(1),
            message_id=MessageId(uuid4().hex),
            author=Author.ASSISTANT,
            kind=ReplyKind.ANSWERED,
            text=text,
            language=self.language,
            answers=(self.last,),
            sources=(source,) if sources else (),
        )
        delivered = ReplyDelivered(
            conversation_id=self.id, at=self.later(0.2), message_id=reply.message_id
        )
        await self.write(turn, reply, delivered)

    async def replies(self, text: str, agent: str, name: str) -> None:
        reply = ReplyWritten(
            conversation_id=self.id,
            at=self.later(),
            message_id=MessageId(uuid4().hex),
            author=Author.AGENT,
            kind=ReplyKind.WRITTEN,
            text=text,
            language=self.language,
            answers=(self.last,),
            agent_id=AgentId(agent),
            agent_name=name,
        )
        delivered = ReplyDelivered(
            conversation_id=self.id, at=self.later(1), message_id=reply.message_id
        )
        await self.write(reply, delivered)

    async def hands_off(self, reason: Reason) -> None:
        await self.write(
            HandoffRequested(
                conversation_id=self.id, at=self.later(1), reason=reason, messages=(self.last,)
            )
        )

    async def claims(self, agent: str, name: str) -> None:
        await self.write(
            ConversationClaimed(
                conversation_id=self.id,
                at=self.later(),
                agent_id=AgentId(agent),
                agent_name=name,
            )
        )


async def seed(log: EventLog, now: datetime, *, count: int = 0) -> None:
    """Write the conversations."""
    await _broken_cup(log, now - timedelta(minutes=18))
    await _delivery(log, now - timedelta(minutes=7))
    await _mine(log, now - timedelta(minutes=26))
    await _suggested(log, now - timedelta(minutes=3))
    await _with_the_assistant(log, now - timedelta(minutes=2))
    await _put_away(log, now - timedelta(hours=5))
    await _done(log, now - timedelta(days=1, hours=2))
    for number in range(count):
        await _one_of_many(log, number, now - timedelta(minutes=30 + number))


async def _broken_cup(log: EventLog, at: datetime) -> None:
    told = Telling(log, "q7broken-cup", at, page="https://shop.example/fr/aide/retours")
    await told.start()
    await told.asks("Bonjour, puis-je retourner un article ?")
    await told.answers(
        "Vous disposez de 30 jours après la livraison pour nous retourner un article."
    )
    await told.asks(LONG_FR)
    await told.hands_off(Reason.ANGER)
    await told.write(
        LabelsChanged(conversation_id=told.id, at=told.later(), added=("casse", "cadeau"))
    )
    await told.asks("Il y a quelqu'un ?")


async def _delivery(log: EventLog, at: datetime) -> None:
    told = Telling(log, "k2delivery", at, language="en", page="https://shop.example/en/")
    await told.start()
    await told.asks("Can I talk to a person about my delivery?")
    await told.hands_off(Reason.ASKED_FOR_PERSON)
    await told.write(
        ConversationAssigned(
            conversation_id=told.id,
            at=told.later(),
            agent_id=AgentId("ben"),
            team=TeamId("orders"),
            rule="routed",
            accept_by=told.at + timedelta(minutes=30),
        )
    )


async def _mine(log: EventLog, at: datetime) -> None:
    told = Telling(log, "m5exchange", at)
    await told.start()
    await told.asks("Je voudrais échanger le pull contre la taille M, c'est possible ?")
    await told.hands_off(Reason.NO_PROGRESS)
    await told.claims("anna", "Anna")
    await told.write(
        NoteWritten(
            conversation_id=told.id,
            at=told.later(),
            note_id=MessageId(uuid4().hex),
            by=AgentId("cleo"),
            text="@Anna le M revient jeudi, j'en ai mis un de côté.",
            mentions=(AgentId("anna"),),
        ),
    )
    await told.replies("Bonjour, bien sûr ! Je regarde ce que nous avons en M.", "anna", "Anna")
    await told.asks("Merci ! Le bleu, si possible.")


async def _suggested(log: EventLog, at: datetime) -> None:
    told = Telling(log, "s3refund", at, language="en")
    await told.start()
    await told.asks("When will I get my refund? I sent the parcel back on Monday.")
    await told.hands_off(Reason.NEEDS_APPROVAL)
    await told.write(
        ReplySuggested(
            conversation_id=told.id,
            at=told.later(1),
            suggestion_id=MessageId("suggestion-1"),
            kind=ReplyKind.ANSWERED,
            text="Refunds are made within 5 working days of the parcel reaching us.",
            language="en",
            answers=(told.last,),
            rule="topic_refunds",
            sources=(DELIVERY,),
        )
    )


async def _with_the_assistant(log: EventLog, at: datetime) -> None:
    told = Telling(log, "a1sizes", at, language="en")
    await told.start()
    await told.asks("Do you deliver to Belgium?")
    await told.answers("Orders placed before 2 pm leave the same day.")


async def _put_away(log: EventLog, at: datetime) -> None:
    told = Telling(log, "z9later", at)
    await told.start()
    await told.asks("Prévenez-moi quand le manteau revient.")
    await told.claims("anna", "Anna")
    await told.replies("Bien sûr, je vous écris jeudi.", "anna", "Anna")
    await told.write(
        ConversationSnoozed(
            conversation_id=told.id,
            at=told.later(),
            until=at + timedelta(days=2),
            by=AgentId("anna"),
        )
    )


async def _done(log: EventLog, at: datetime) -> None:
    told = Telling(log, "d4thanks", at)
    await told.start()
    await told.asks("Merci, tout est arrivé.")
    await told.claims("ben", "Ben")
    await told.write(
        ConversationResolved(
            conversation_id=told.id, at=told.later(), by=AgentId("ben"), answers=(told.last,)
        )
    )


async def _one_of_many(log: EventLog, number: int, at: datetime) -> None:
    told = Telling(log, f"n{number:05d}", at, language="fr" if number % 2 else "en")
    await told.start()
    await told.asks(f"Question {number} about an order")
    if number % 3:
        await told.hands_off(Reason.NO_EVIDENCE if number % 2 else Reason.ASKED_FOR_PERSON)
