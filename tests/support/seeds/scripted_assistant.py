"""What the scripted assistant of `webchat_server` says: one of everything the widget shows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from assistant.conversation.events import (
    Author,
    ConversationClaimed,
    ConversationEvent,
    ConversationReleased,
    ConversationResolved,
    ConversationStarted,
    CustomerWrote,
    HandoffRequested,
    Reason,
    ReplyKind,
    ReplyWritten,
)
from assistant.conversation.ids import AgentId, MessageId
from assistant.conversation.message import Card, Language, Source

RETURNS = Source(
    title="Retours et échanges",
    url="https://maison-lune.example/retours",
    quote="Vous disposez de 30 jours après la livraison pour nous retourner un article.",
    language="fr",
    score=0.93,
)
DELIVERY = Source(
    title="Delivery",
    url="/en/delivery",
    quote="Orders placed before 2 pm leave the same day and arrive in 2 to 3 working days.",
    language="en",
    score=0.91,
)
EXPRESS = Source(
    title="Express delivery",
    url="policies/express.md",
    quote="Express delivery takes one working day and costs 9.90 €.",
    language="en",
    score=0.82,
)


def a_card(number: int, title: str, price: str, availability: str, image: str) -> Card:
    return Card(
        product_id=f"p{number}",
        title=title,
        subtitle="Rouge, ivoire · S, M, L",
        price=price,
        availability=availability,
        url=f"/fr/robes/{number}",
        image_url=image,
    )


DRESSES = (
    a_card(1, "Robe portefeuille Aurore", "89,00 €", "En stock", "/img/dress.svg"),
    a_card(2, "Robe longue en lin", "120,00 €", "Plus que 2", "/img/coat.svg"),
    a_card(3, "Robe chemise Camille, coton biologique", "75,00 €", "En stock", "/img/none.svg"),
    a_card(4, "Robe d'été Inès", "59,00 €", "Épuisé", ""),
)

FORMATTED = """Three ways to pay:

- **By card**, in one go
- By transfer
- In 3 instalments, see https://maison-lune.example/pay?in=3.

1) Choose
2) Confirm

<img src=x onerror=alert(1)> stays text.
It goes on in the next line."""

LONG = "\n\n".join(
    f"Paragraph {n}. Linen is washed at thirty degrees, with a mild detergent, inside out, and "
    "dried flat in the shade; iron it while it is still damp."
    for n in range(1, 9)
)


def respond(wrote: CustomerWrote, past: Sequence[ConversationEvent]) -> list[ConversationEvent]:
    """Return what the assistant does about a message."""
    text = wrote.text.lower()
    started = next(e for e in past if isinstance(e, ConversationStarted))
    questions = [e.text for e in past if isinstance(e, CustomerWrote)]
    language: Language = started.language or "en"
    if "person" in text:
        words = (
            "Une personne de notre équipe vous répondra ici."
            if language == "fr"
            else "Someone from our team will answer you here."
        )
        asked = HandoffRequested(
            conversation_id=wrote.conversation_id,
            at=datetime.now(UTC),
            reason=Reason.ASKED_FOR_PERSON,
        )
        return [asked, reply(wrote, words, language, kind=ReplyKind.HANDED_OFF)]
    if "continue with the assistant" in text:
        at, language = datetime.now(UTC), started.language or "en"
        back = ConversationReleased(conversation_id=wrote.conversation_id, at=at, rule="taken_back")
        return [back, reply(wrote, "All right, I'll carry on with you.", language)]
    if text in PEOPLE:
        return by_people(wrote, PEOPLE[text], language)
    if text.startswith("et "):
        return [reply(wrote, f"Après « {questions[-2]} » : oui, aussi en 42.", "fr")]
    if text.startswith("and "):
        return [reply(wrote, f"After “{questions[-2]}”: yes, for sale items too.", "en")]
    return [reply(wrote, **answer(text, language))]


PEOPLE = {
    "come in": "claim",
    "the label please": "claim",
    "go away": "release",
    "that is all": "resolve",
}
"""What makes Anna do something."""


def by_people(wrote: CustomerWrote, what: str, language: Language) -> list[ConversationEvent]:
    """Return what Anna does."""
    conversation, at, anna = wrote.conversation_id, datetime.now(UTC), AgentId("anna")
    if what == "release":
        answers = (wrote.message_id,)
        return [ConversationReleased(conversation_id=conversation, at=at, by=anna, answers=answers)]
    if what == "resolve":
        answers = (wrote.message_id,)
        return [ConversationResolved(conversation_id=conversation, at=at, by=anna, answers=answers)]
    written = replace(
        reply(wrote, "Hello, I am looking into it.", language, kind=ReplyKind.WRITTEN),
        author=Author.AGENT,
        agent_id=anna,
        agent_name="Anna",
    )
    claimed = ConversationClaimed(
        conversation_id=conversation, at=at, agent_id=anna, agent_name="Anna"
    )
    return [claimed, written]


ANSWERS: dict[str, dict[str, Any]] = {
    "retour": {
        "text": "Vous avez 30 jours après la livraison pour retourner un article.",
        "language": "fr",
        "sources": (RETURNS,),
        "quick_replies": ("Comment faire un retour ?", "Le retour est-il gratuit ?"),
    },
    "robe": {
        "text": "Voici quatre robes rouges à moins de 130 €.",
        "language": "fr",
        "cards": DRESSES,
        "quick_replies": ("Seulement en taille M", "Moins de 80 €"),
    },
    "return": {
        "text": "You have 30 days after delivery to return an item.",
        "language": "en",
        "sources": (RETURNS,),
    },
    "deliver": {
        "text": "Delivery takes 2 to 3 working days. Express takes one.",
        "language": "en",
        "sources": (DELIVERY, EXPRESS),
    },
    "livraison": {
        "text": "La livraison prend 2 à 3 jours ouvrés.",
        "language": "fr",
        "sources": (DELIVERY,),
    },
    "pay": {"text": FORMATTED, "language": "en"},
    "linen": {"text": LONG, "language": "en"},
}
"""By a word of the message: the reply's fields."""


def answer(text: str, language: Language) -> dict[str, Any]:
    """Return the reply's fields for the first word that is known."""
    for word, fields in ANSWERS.items():
        if word in text:
            return fields
    unknown = {
        "fr": "Je ne trouve pas de réponse sûre dans les pages de la boutique.",
        "en": "I could not find a certain answer in the shop's pages.",
    }
    return {
        "text": unknown[language],
        "language": language,
        "kind": ReplyKind.ABSTAINED,
        "quick_replies": ("Parler à une personne" if language == "fr" else "Talk to a person",),
    }


def reply(
    wrote: CustomerWrote,
    text: str,
    language: Language,
    *,
    kind: ReplyKind = ReplyKind.ANSWERED,
    sources: tuple[Source, ...] = (),
    cards: tuple[Card, ...] = (),
    quick_replies: tuple[str, ...] = (),
) -> ReplyWritten:
    return ReplyWritten(
        conversation_id=wrote.conversation_id,
        at=datetime.now(UTC),
        message_id=MessageId(uuid4().hex),
        author=Author.ASSISTANT,
        kind=kind,
        text=text,
        language=language,
        answers=(wrote.message_id,),
        sources=sources,
        cards=cards,
        quick_replies=quick_replies,
    )
