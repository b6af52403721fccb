"""Conversations of WhatsApp and Messenger to look at: every kind of message, every window."""

from datetime import datetime, timedelta
from uuid import uuid4

from assistant.conversation.event_base import Author, Reason, ReplyKind
from assistant.conversation.events import (
    AttachmentReceived,
    AttachmentRefused,
    ContactOptedOut,
    ConversationClaimed,
    ConversationEvent,
    ConversationStarted,
    CustomerReacted,
    CustomerWrote,
    HandoffRequested,
    MessageEdited,
    MessageRevoked,
    ReplyDelivered,
    ReplyStatusReported,
    ReplyWritten,
)
from assistant.conversation.ids import AccountId, AgentId, ContactId, ConversationId, MessageId
from assistant.conversation.message import (
    ChannelKind,
    DeliveryStatus,
    Location,
    MessageKind,
    OrderedItem,
    Referral,
    SharedContact,
)
from assistant.desk.attachment_store import Attachments, UploadOrigin
from assistant.messages.channels.message_templates import Template
from assistant.messages.channels.ports import ContactBook
from assistant.messages.channels.updates import AccountContact, ContactKeys
from assistant.ports import EventLog
from tests.support.memory.channel_books import FixedTemplates
from tests.support.seeds.media_files import png

TEMPLATES = FixedTemplates(
    (
        Template(
            name="commande_prete",
            language="fr",
            category="UTILITY",
            header="Commande {{1}}",
            body="Bonjour {{1}}, votre commande vous attend jusqu'au {{2}}.",
            footer="Maison Coton",
        ),
        Template(
            name="we_have_an_answer",
            language="en_US",
            category="UTILITY",
            body="Hello {{1}}, we have an answer to your question. May we write to you here?",
        ),
        Template(
            name="soldes",
            language="fr",
            category="MARKETING",
            body="Les soldes commencent !",
        ),
    )
)


class Story:
    """Writes one conversation of a channel."""

    def __init__(
        self, log: EventLog, files: Attachments, name: str, channel: ChannelKind, at: datetime
    ) -> None:
        self.log, self.files, self.id, self.channel, self.at = (
            log,
            files,
            ConversationId(name),
            channel,
            at,
        )
        self.account = AccountId(f"{channel}-account")

    async def start(self) -> None:
        await self.log.start(
            ConversationStarted(
                conversation_id=self.id,
                at=self.at,
                channel=self.channel,
                account_id=self.account,
                contact_id=ContactId(f"contact-{self.id}"),
                language="fr",
            )
        )

    def later(self, seconds: float = 20) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at

    async def wrote(self, text: str = "", **more: object) -> MessageId:
        one = MessageId(uuid4().hex)
        event = CustomerWrote(
            conversation_id=self.id,
            at=self.later(),
            message_id=one,
            text=text,
            **more,  # type: ignore[arg-type]  # its fields
        )
        await self.log.accept(event, account_id=self.account, provider_message_id=one)
        return one

    async def happen(self, *events: ConversationEvent) -> None:
        await self.log.append(self.id, events)

    async def replied(
        self,
        text: str,
        *answers: MessageId,
        status: DeliveryStatus | None = DeliveryStatus.READ,
        code: str = "",
        agent: bool = True,
    ) -> MessageId:
        one = MessageId(uuid4().hex)
        reply = ReplyWritten(
            conversation_id=self.id,
            at=self.later(),
            message_id=one,
            author=Author.AGENT if agent else Author.ASSISTANT,
            kind=ReplyKind.WRITTEN if agent else ReplyKind.ANSWERED,
            text=text,
            language="fr",
            answers=answers,
            agent_id=AgentId("anna") if agent else None,
            agent_name="Anna" if agent else "",
            disclosure="" if agent else "Je suis l'assistant automatique de Maison Coton.",
        )
        gone = ReplyDelivered(conversation_id=self.id, at=self.later(1), message_id=one)
        await self.happen(reply, gone)
        if status is not None:
            told = ReplyStatusReported(
                conversation_id=self.id,
                at=self.later(1),
                message_id=one,
                status=status,
                code=code,
            )
            await self.happen(told)
        return one

    async def claimed(self) -> None:
        handed = HandoffRequested(
            conversation_id=self.id, at=self.later(1), reason=Reason.ASKED_FOR_PERSON
        )
        taken = ConversationClaimed(
            conversation_id=self.id,
            at=self.later(1),
            agent_id=AgentId("anna"),
            agent_name="Anna",
        )
        await self.happen(handed, taken)


async def seed_channels(
    log: EventLog, files: Attachments, now: datetime, contacts: ContactBook
) -> None:
    """Write the conversations, with who writes in them."""
    for name, whose, phone in (
        ("wa-kinds", "Ana Kovač", "33612345678"),
        ("wa-late", "Jules B.", ""),
        ("ms-tagged", "Inès Moreau", ""),
        ("ms-closed", "", ""),
    ):
        channel = ChannelKind.WHATSAPP if name.startswith("wa") else ChannelKind.MESSENGER
        keys = ContactKeys(user_id=name, phone=phone)
        place = AccountContact(
            channel=channel, account_id=AccountId(f"{channel}-account"), keys=keys
        )
        await contacts.open(place, name=whose, conversation_id=ConversationId(name))
    await every_kind(Story(log, files, "wa-kinds", ChannelKind.WHATSAPP, now - timedelta(hours=1)))
    await asked_and_gone(
        Story(log, files, "wa-late", ChannelKind.WHATSAPP, now - timedelta(hours=30))
    )
    await asked_and_gone(
        Story(log, files, "ms-tagged", ChannelKind.MESSENGER, now - timedelta(days=2))
    )
    await asked_and_gone(
        Story(log, files, "ms-closed", ChannelKind.MESSENGER, now - timedelta(days=8))
    )


async def asked_and_gone(story: Story) -> None:
    """A customer asks for a person, who answers once, and is asked something more."""
    await story.start()
    first = await story.wrote("Bonjour, je voudrais parler à une personne.")
    await story.claimed()
    await story.replied(
        "Bonjour, je regarde cela pour vous.", first, status=DeliveryStatus.DELIVERED
    )
    await story.wrote("Merci. Et pour le manteau, il en reste en 40 ?")


async def every_kind(story: Story) -> None:
    """A customer sends all that there is, and the shop's replies come as far as they can."""
    await story.start()
    ad = Referral(source="ad", headline="Manteau Brume, -20 % cette semaine")
    hello = await story.wrote("Bonjour, le manteau existe en 40 ?", referral=ad)
    said = await story.replied("Oui, il est en stock en 40.", hello, agent=False)
    await story.wrote("Parler à quelqu'un", kind=MessageKind.CHOICE, choice="choice:x")
    await story.claimed()
    photo = await story.wrote("Voici l'étiquette", kind=MessageKind.IMAGE)
    origin = UploadOrigin(agent_id=AgentId("anna"), conversation_id=story.id)
    kept = await story.files.keep("etiquette.png", png(), origin=origin)
    await story.happen(
        AttachmentReceived(
            conversation_id=story.id, at=story.later(2), message_id=photo, attachment=kept
        )
    )
    await story.wrote(kind=MessageKind.AUDIO)
    document = await story.wrote(kind=MessageKind.DOCUMENT)
    await story.happen(
        AttachmentRefused(
            conversation_id=story.id, at=story.later(2), message_id=document, reason="infected"
        )
    )
    place = Location(
        latitude=45.75, longitude=4.85, name="Point relais", address="12 rue des Lilas, Lyon"
    )
    await story.wrote(kind=MessageKind.LOCATION, location=place)
    friend = SharedContact(name="Léa Durand", phones=("+33612345678",), emails=("lea@exemple.fr",))
    await story.wrote(kind=MessageKind.CONTACTS, contacts=(friend,))
    basket = (
        OrderedItem(product_id="MANTEAU-40", quantity=1, unit_price="189.00", currency="EUR"),
        OrderedItem(product_id="ECHARPE", quantity=2, unit_price="25.00", currency="EUR"),
    )
    await story.wrote("Je prends ça", kind=MessageKind.ORDER, items=basket)
    size = await story.wrote("Taille 38", reply_to=said)
    await story.happen(
        MessageEdited(
            conversation_id=story.id, at=story.later(5), message_id=size, text="Taille 40"
        )
    )
    taken_back = await story.wrote("Oubliez")
    await story.happen(
        MessageRevoked(conversation_id=story.id, at=story.later(5), message_id=taken_back)
    )
    answer = await story.replied("C'est noté : je vous le réserve jusqu'à samedi.", size)
    await story.happen(
        CustomerReacted(conversation_id=story.id, at=story.later(3), message_id=answer, emoji="❤️")
    )
    await story.replied("Le lien de paiement suit.", status=DeliveryStatus.DELIVERED)
    await story.replied(
        "https://boutique.exemple/payer/8842", status=DeliveryStatus.FAILED, code="131026"
    )
    stop = await story.wrote("STOP")
    await story.happen(
        ContactOptedOut(conversation_id=story.id, at=story.later(1), message_id=stop)
    )
