"""What is heeded before a turn, on channels of other companies."""

from collections.abc import Container
from dataclasses import dataclass, field, replace
from itertools import count

import pytest

from assistant.answers.fixed_replies import Shop
from assistant.answers.texts import TEXTS
from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    Author,
    ContactOptedIn,
    ContactOptedOut,
    ConversationClaimed,
    ConversationEvent,
    CustomerWrote,
    DialogueMoved,
    HandoffRequested,
    IdentityProven,
    Reason,
    ReplyKind,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import AgentId, ConversationId, CustomerId, MessageId
from assistant.conversation.message import MEDIA, ChannelKind, MessageKind
from assistant.messages.steps.channel_conventions import ChannelConventions
from assistant.messages.steps.turn_step import take_steps
from assistant.messages.turn_outcome import Outlooks, ShopVoice
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.conversation_events import NOON, replied, started, wrote
from tests.unit.assistant.messages.turning import CONTACT, Expecting

C1 = ConversationId("c1")


@dataclass(slots=True)
class Listening:
    """A turn that remembers what it was given."""

    heard: list[Conversation] = field(default_factory=list)

    async def take(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        self.heard.append(conversation)
        return ()


@dataclass(slots=True)
class AskedElsewhere:
    """The customers who asked for messages in any conversation."""

    customers: Container[str]

    async def has_consent(self, customer_id: CustomerId) -> bool:
        return customer_id in self.customers


def conversation(
    *events: ConversationEvent, channel: ChannelKind = ChannelKind.WHATSAPP
) -> Conversation:
    return Conversation.fold(C1, (replace(started(), channel=channel), *events))


def sent(kind: MessageKind, text: str = "", message: str = "m1") -> CustomerWrote:
    return replace(wrote(message, text=text), kind=kind)


async def heed(
    state: Conversation,
    *,
    turn: Listening | None = None,
    outlooks: Outlooks | None = None,
    sees: bool = False,
    asked: Container[str] = (),
) -> tuple[ConversationEvent, ...]:
    clock, ids = HandClock(), count(1)
    heeding = ChannelConventions(
        voice=ShopVoice(
            shop=Shop(name="Brisemare", contact=CONTACT), clock=clock, outlooks=outlooks
        ),
        clock=clock,
        new_id=lambda: MessageId(f"r{next(ids)}"),
        default_language="fr",
        sees=sees,
        consents=AskedElsewhere(asked),
    )
    return await take_steps((heeding, turn or Listening()), state)


def reply_of(events: tuple[ConversationEvent, ...]) -> ReplyWritten:
    (reply,) = [event for event in events if isinstance(event, ReplyWritten)]
    return reply


class TestStop:
    async def test_is_honoured_at_once_and_confirmed_once(self) -> None:
        events = await heed(conversation(wrote("m1", text="STOP")))

        out, reply = events
        assert isinstance(out, ContactOptedOut)
        assert isinstance(reply, ReplyWritten)
        assert (reply.author, reply.answers) == (Author.SYSTEM, ("m1",))
        assert "START" in reply.text
        after = conversation(wrote("m1", text="STOP"), *events)
        assert after.reach.opted_out
        assert after.unanswered == ()

    async def test_is_honoured_while_a_person_has_the_conversation(self) -> None:
        handed = HandoffRequested(conversation_id=C1, at=NOON, reason=Reason.ANGER)

        events = await heed(conversation(handed, wrote("m1", text="arrêt")))

        assert isinstance(events[0], ContactOptedOut)
        after = conversation(handed, wrote("m1", text="arrêt"), *events)
        assert after.status is ConversationStatus.OPEN

    async def test_leaves_what_was_in_progress(self) -> None:
        moved = DialogueMoved(conversation_id=C1, at=NOON, state="{}")

        events = await heed(conversation(moved, wrote("m1", text="Stop")))

        assert [type(event) for event in events] == [ContactOptedOut, DialogueMoved, ReplyWritten]

    async def test_answers_no_other_message(self) -> None:
        state = conversation(wrote("m1", text="Où est mon colis ?"), wrote("m2", text="STOP"))

        assert reply_of(await heed(state)).answers == ("m2",)

    async def test_is_taken_back(self) -> None:
        out = ContactOptedOut(conversation_id=C1, at=NOON)

        events = await heed(conversation(out, wrote("m1", text="start")))

        assert isinstance(events[0], ContactOptedIn)
        assert "STOP" in reply_of(events).text

    async def test_is_a_word_like_any_other_on_the_shops_own_page(self) -> None:
        turn = Listening()

        await heed(conversation(wrote("m1", text="STOP"), channel=ChannelKind.WEBCHAT), turn=turn)

        assert turn.heard[0].unanswered[0].text == "STOP"

    @pytest.mark.parametrize(
        ("asked", "word", "heeded"),
        [
            ({"lea"}, "STOP", True),
            ({"lea"}, "START", False),
            ({"tom"}, "STOP", False),
        ],
    )
    async def test_of_a_known_customer_on_the_shops_own_page_is_heeded_if_they_asked_elsewhere(
        self, asked: set[str], word: str, *, heeded: bool
    ) -> None:
        known = IdentityProven(
            conversation_id=C1, at=NOON, customer_id=CustomerId("lea"), method="token"
        )
        said = conversation(known, wrote("m1", text=word), channel=ChannelKind.WEBCHAT)

        events = await heed(said, asked=asked)

        assert any(isinstance(one, ContactOptedOut) for one in events) is heeded


class TestANumber:
    async def test_is_read_as_the_answer_that_it_stands_for(self) -> None:
        asked = replace(replied("r1"), quick_replies=("Oui", "Non"))
        turn = Listening()

        await heed(conversation(asked, wrote("m1", text="2")), turn=turn)

        assert turn.heard[0].unanswered[0].text == "Non"

    async def test_is_a_number_where_nothing_was_offered(self) -> None:
        turn = Listening()

        await heed(conversation(replied("r1"), wrote("m1", text="2")), turn=turn)

        assert turn.heard[0].unanswered[0].text == "2"


class TestAPhotoAlone:
    @pytest.mark.parametrize("channel", [one for one in ChannelKind if one is not ChannelKind.API])
    async def test_is_asked_about_whichever_the_channel_and_hands_nothing_over(
        self, channel: ChannelKind
    ) -> None:
        state = conversation(sent(MessageKind.IMAGE), channel=channel)

        events = await heed(state, outlooks=Expecting())

        assert not any(isinstance(event, HandoffRequested) for event in events)
        reply = reply_of(events)
        assert (reply.kind, reply.reason) == (ReplyKind.ASKED, Reason.PHOTO)
        assert reply.text == TEXTS["fr"].no_picture
        assert reply.quick_replies == (TEXTS["fr"].talk_to_person,)

    async def test_is_asked_about_once(self) -> None:
        first = conversation(sent(MessageKind.IMAGE))
        asked = await heed(first)
        again = conversation(sent(MessageKind.IMAGE), *asked, sent(MessageKind.IMAGE, message="m2"))

        reply = reply_of(await heed(again))

        assert (reply.text, reply.answers) == (TEXTS["fr"].photo_added, ("m2",))

    async def test_is_not_said_to_be_seen(self) -> None:
        for sees in (False, True):
            text = reply_of(await heed(conversation(sent(MessageKind.IMAGE)), sees=sees)).text
            assert not any(word in text for word in ("je vois", "j'ai regardé", "on voit"))

    async def test_needs_no_description_where_a_model_sees(self) -> None:
        reply = reply_of(await heed(conversation(sent(MessageKind.IMAGE)), sees=True))

        assert reply.text == TEXTS["fr"].photo_kept

    async def test_with_words_is_answered_by_its_words(self) -> None:
        turn = Listening()
        state = conversation(
            sent(MessageKind.IMAGE, "Je peux la rendre ?"), channel=ChannelKind.WEBCHAT
        )

        await heed(state, turn=turn)

        assert [one.text for one in turn.heard[0].unanswered] == ["Je peux la rendre ?"]

    async def test_is_a_persons_once_one_has_the_conversation(self) -> None:
        handed = HandoffRequested(conversation_id=C1, at=NOON, reason=Reason.ANGER)
        claimed = ConversationClaimed(conversation_id=C1, at=NOON, agent_id=AgentId("a1"))
        turn = Listening()
        state = conversation(handed, claimed, sent(MessageKind.IMAGE), channel=ChannelKind.WEBCHAT)

        assert await heed(state, turn=turn) == ()
        assert turn.heard


class TestWhatHasNoWords:
    @pytest.mark.parametrize("kind", sorted(MEDIA - {MessageKind.STICKER, MessageKind.IMAGE}))
    async def test_is_asked_about_and_a_person_offered(self, kind: MessageKind) -> None:
        events = await heed(conversation(sent(kind)), outlooks=Expecting())

        assert not any(isinstance(event, HandoffRequested) for event in events)
        reply = reply_of(events)
        assert (reply.kind, reply.text) == (ReplyKind.REFUSED, TEXTS["fr"].no_file)
        assert reply.quick_replies == (TEXTS["fr"].talk_to_person,)

    async def test_is_a_persons_if_it_is_a_basket(self) -> None:
        events = await heed(conversation(sent(MessageKind.ORDER)), outlooks=Expecting())

        asked = [event for event in events if isinstance(event, HandoffRequested)]
        assert [one.reason for one in asked] == [Reason.FILE]

    async def test_is_asked_for_in_words_where_nobody_takes_over(self) -> None:
        reply = reply_of(await heed(conversation(sent(MessageKind.VIDEO))))

        assert reply.kind is ReplyKind.REFUSED
        assert reply.answers == ("m1",)
        assert reply.quick_replies == ("Parler à une personne",)

    @pytest.mark.parametrize(
        "kind", [MessageKind.LOCATION, MessageKind.CONTACTS, MessageKind.UNSUPPORTED]
    )
    async def test_is_asked_for_in_words_if_nothing_shows_it(self, kind: MessageKind) -> None:
        reply = reply_of(await heed(conversation(sent(kind)), outlooks=Expecting()))

        assert reply.kind is ReplyKind.REFUSED

    async def test_is_small_talk_if_it_is_a_sticker(self) -> None:
        reply = reply_of(await heed(conversation(sent(MessageKind.STICKER)), outlooks=Expecting()))

        assert reply.kind is ReplyKind.SMALL_TALK

    async def test_is_a_person_s_while_they_have_the_conversation(self) -> None:
        taken = ConversationClaimed(conversation_id=C1, at=NOON, agent_id=AgentId("anna"))
        turn = Listening()

        assert await heed(conversation(taken, sent(MessageKind.IMAGE)), turn=turn) == ()
        assert turn.heard

    async def test_is_left_to_the_words_beside_it(self) -> None:
        turn = Listening()

        await heed(
            conversation(sent(MessageKind.IMAGE), wrote("m2", text="Elle est abîmée")), turn=turn
        )

        assert len(turn.heard[0].unanswered) == 2

    async def test_is_recorded_as_a_turn(self) -> None:
        (taken,) = [
            event
            for event in await heed(conversation(sent(MessageKind.AUDIO)))
            if isinstance(event, TurnTaken)
        ]

        assert (taken.rule, taken.answers) == ("kind_audio", ("m1",))


class TestTheButtonThatBegins:
    @pytest.mark.parametrize(
        ("title", "greeting"), [("Démarrer", "Bonjour"), ("Get Started", "Hello")]
    )
    async def test_is_greeted(self, title: str, greeting: str) -> None:
        turn = Listening()
        pressed = replace(sent(MessageKind.CHOICE, title), choice="GET_STARTED")
        new = replace(started(), channel=ChannelKind.MESSENGER, language=None)
        events = await heed(Conversation.fold(C1, (new, pressed)), turn=turn)

        (reply,) = [one for one in events if isinstance(one, ReplyWritten)]
        assert reply.text.startswith(greeting)
        assert reply.disclosure
        assert turn.heard == []

    async def test_beside_a_question_is_not_what_is_answered(self) -> None:
        turn = Listening()
        pressed = replace(sent(MessageKind.CHOICE, "Démarrer"), choice="GET_STARTED")
        await heed(conversation(pressed, wrote("m2", text="Les retours ?")), turn=turn)

        assert len(turn.heard) == 1
