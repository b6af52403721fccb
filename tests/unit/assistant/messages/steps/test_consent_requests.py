"""Whole messages that ask to be written to first, and the everyday ones that do not."""

from dataclasses import dataclass, replace

import pytest

from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import (
    ConsentChanged,
    ContactOptedIn,
    ContactOptedOut,
    ConversationClaimed,
    ConversationEvent,
    DialogueMoved,
    IdentityProven,
    ReplyWritten,
)
from assistant.conversation.ids import AgentId, ConversationId, CustomerId, MessageId
from assistant.conversation.message import Card, ChannelKind
from assistant.messages.channels.one_word_messages import preference_of
from assistant.messages.steps.consent_requests import ConsentRequests
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.conversation_events import NOON, replied, started, wrote
from tests.unit.assistant.messages.steps.test_channel_conventions import heed

C1 = ConversationId("c1")
PROVEN = IdentityProven(conversation_id=C1, at=NOON, customer_id=CustomerId("lea"), method="token")
CARD = Card(product_id="p1", title="Marinière", subtitle="", price="", availability="", url="")
EVERYDAY = """\
Je peux m'arrêter à la boutique ? Can I stop by the shop? Stop, je me suis trompée de taille
Où est mon colis ?
Prévenez-moi
Prévenez-moi !
Mon colis a du retard
Prévenez le livreur que je suis absente
Prévenez-moi quand la marinière est de nouveau en stock
Tell me when it is back in stock
Could you keep me a place?
I want to keep this one
Let me know your opening hours
Je voudrais être remboursée
Je veux recevoir ma commande
Je confirme ma commande
Je confirme l'adresse : 3 quai de l'Yser
I confirm the order
Merci, c'est gentil
Dites-moi en quoi il est fait
Quelles sont les nouvelles couleurs ?
What's new?
Send me your new catalogue please
Envoyez-moi une facture
Tenez, voici ma commande
Keep it up!
Est-ce que vous pouvez me tenir ce pull de côté ?
Do you have news of my parcel?
Y a-t-il du nouveau pour ma commande ?
I'd like to receive it on Monday
OK
Oui
Non merci
Yes
Vous pouvez me prévenir la veille de la livraison ?
Stop talking like a robot
Arrêtez de m'envoyer vers la FAQ
Je veux résilier mon abonnement à la newsletter
When does the sale start?
Start over
Peut-on reprendre depuis le début ?
""".splitlines()


@dataclass
class Offer:
    """What people turned on."""

    is_on: bool = True

    async def occasions(self, language: str) -> list[str]:
        return [f"si cela {language} arrive {n}" for n in range(3)] if self.is_on else []


def talk(*events: ConversationEvent, text: str = "Tenez-moi au courant !") -> Conversation:
    begun = replace(started(), channel=ChannelKind.WHATSAPP)
    return Conversation.fold(C1, (begun, *events, wrote("m9", text=text)))


async def take(
    conversation: Conversation, *, is_on: bool = True
) -> tuple[ConversationEvent, ...] | Conversation:
    step = ConsentRequests(offer=Offer(is_on), clock=HandClock(), new_id=lambda: MessageId("r1"))
    return await step.take(conversation)


class TestARequest:
    @pytest.mark.parametrize(
        "text",
        [
            "Prévenez-moi en cas de retard !",
            "tenez-moi au courant",
            "Keep me posted.",
            "Let me know if it's late",
        ],
    )
    async def test_is_a_consent_to_service_with_its_proof(self, text: str) -> None:
        taken = await take(talk(PROVEN, text=text))
        assert isinstance(taken, tuple)
        consent, reply = taken
        assert isinstance(consent, ConsentChanged)
        assert (consent.purpose, consent.stage) == (ContactPurpose.SERVICE, ConsentStage.ASKED)
        assert consent.message_id == "m9"
        assert consent.wording.startswith("service.")
        assert isinstance(reply, ReplyWritten)
        assert reply.answers == ("m9",)
        assert "STOP" in reply.text
        assert "arrive 0, si cela" in reply.text  # only those that are on are named
        assert "{" not in reply.text

    async def test_of_somebody_unknown_says_how_their_orders_are_found(self) -> None:
        known, unknown = await take(talk(PROVEN)), await take(talk())
        assert isinstance(known, tuple)
        assert isinstance(unknown, tuple)
        assert isinstance(unknown[-1], ReplyWritten)
        assert "demandez-nous d'abord" in unknown[-1].text
        assert isinstance(known[-1], ReplyWritten)
        assert "demandez-nous d'abord" not in known[-1].text

    async def test_after_a_stop_takes_the_stop_back(self) -> None:
        taken = await take(talk(ContactOptedOut(conversation_id=C1, at=NOON)))
        assert isinstance(taken, tuple)
        assert [type(one) for one in taken] == [ContactOptedIn, ConsentChanged, ReplyWritten]

    @pytest.mark.parametrize("text", EVERYDAY)
    async def test_is_no_everyday_message(self, text: str) -> None:
        talked = talk(text=text)
        assert await take(talked) is talked
        assert preference_of(text) is None

    async def test_counts_only_while_people_turned_such_messages_on(self) -> None:
        talked = talk()
        assert await take(talked, is_on=False) is talked

    async def test_after_products_were_shown_is_about_them(self) -> None:
        shown = replace(replied("r1"), cards=(CARD,))
        talked = talk(shown)
        assert await take(talked) is talked

    @pytest.mark.parametrize(
        "before",
        [
            DialogueMoved(conversation_id=C1, at=NOON, state="{}"),
            ConversationClaimed(conversation_id=C1, at=NOON, agent_id=AgentId("a")),
        ],
    )
    async def test_waits_behind_an_operation_and_people(self, before: ConversationEvent) -> None:
        talked = talk(before)
        assert await take(talked) is talked


class TestAStopOnOurOwnPage:
    async def test_is_heeded_where_there_is_something_to_stop(self) -> None:
        given = ConsentChanged(
            conversation_id=C1,
            at=NOON,
            purpose=ContactPurpose.SERVICE,
            stage=ConsentStage.ASKED,
            source="chat",
        )
        page = Conversation.fold(C1, (started(), given, wrote("m9", text="stop")))
        out, reply = await heed(page)
        assert isinstance(out, ContactOptedOut)
        assert isinstance(reply, ReplyWritten)

        nothing = Conversation.fold(C1, (started(), wrote("m9", text="stop")))
        assert await heed(nothing) == ()  # the turn's, which answers nothing here
