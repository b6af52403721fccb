from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.answers.small_talk_texts import SMALL_TALK
from assistant.answers.texts import TEXTS
from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.events import (
    AbsenceAnnounced,
    ConversationEvent,
    EventUnread,
    HandoffOffered,
    HandoffRequested,
    Reason,
    ReplyKind,
    ReplyWritten,
    TurnTaken,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Card
from assistant.conversation.ownership import Ownership, Stage
from assistant.desk.handoff.texts import say
from assistant.messages.ports import Knowledge
from assistant.understanding.types import Intent, Understanding
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.types import PassageSentence
from tests.support.seeds.conversation_events import LATER, NOON, replied, started, wrote
from tests.unit.assistant.answers.shop_fixture import BOOTS, QUESTION_VECTOR, asked, found
from tests.unit.assistant.messages.turning import (
    CID,
    CONTACT,
    FAR,
    NEAR,
    RETURNS,
    THERE,
    Assistant,
    Shelf,
)


def reply_of(events: Sequence[ConversationEvent]) -> ReplyWritten:
    (reply,) = (event for event in events if isinstance(event, ReplyWritten))
    return reply


def turn_of(events: Sequence[ConversationEvent]) -> TurnTaken:
    (taken,) = (event for event in events if isinstance(event, TurnTaken))
    return taken


def question(text: str = "Combien de jours ?") -> Understanding:
    return asked(text)


def in_english() -> Assistant:
    return Assistant(replace(asked("a person", language="en"), intent=Intent.ASK_FOR_PERSON))


ASKED = "Combien de jours pour un retour ?"


class TestAQuestion:
    async def test_is_answered_with_the_shops_words_and_their_source(self) -> None:
        assistant = Assistant(question(), RETURNS)

        reply = reply_of(await assistant.take(started(), wrote("m1", text=ASKED)))

        assert reply.kind is ReplyKind.ANSWERED
        assert "30 jours" in reply.text
        assert [source.title for source in reply.sources] == ["Retours"]
        assert reply.answers == (MessageId("m1"),)
        assert reply.language == "fr"

    async def test_that_the_pages_are_silent_on_is_not_answered(self) -> None:
        assistant = Assistant(question("Livrez-vous sur Mars ?"), FAR)

        reply = reply_of(await assistant.take(started(), wrote("m1", text="Sur Mars ?")))

        assert (reply.kind, reply.reason) == (ReplyKind.ABSTAINED, Reason.NO_EVIDENCE)
        assert reply.quick_replies == (TEXTS["fr"].talk_to_person,)
        assert reply.sources == ()

    async def test_seemingly_outside_the_shop_needs_more_evidence(self) -> None:
        chat = replace(question(), intent=Intent.CHITCHAT)

        as_question = await Assistant(question(), NEAR).take(started(), wrote("m1", text=ASKED))
        as_chat = await Assistant(chat, NEAR).take(started(), wrote("m1", text=ASKED))

        assert reply_of(as_question).kind is ReplyKind.ANSWERED
        assert reply_of(as_chat).kind is ReplyKind.ABSTAINED

    async def test_in_several_messages_gets_one_answer(self) -> None:
        assistant = Assistant(question(), RETURNS)

        reply = reply_of(
            await assistant.take(
                started(), wrote("m1", text="Bonjour"), wrote("m2", text="combien de jours ?")
            )
        )

        assert assistant.reader.read_so_far == [("Bonjour\ncombien de jours ?", "", "fr")]
        assert reply.answers == (MessageId("m1"), MessageId("m2"))

    async def test_is_read_clean(self) -> None:
        assistant = Assistant(question(), RETURNS)

        await assistant.take(started(), wrote("m1", text="  re\u200btours\u00a0 ?\x00 "))

        assert assistant.reader.read_so_far[0][0] == "retours ?"


class TestNothing:
    async def test_is_said_when_nothing_was_asked(self) -> None:
        assistant = Assistant(question(), RETURNS)

        assert await assistant.take(started()) == ()
        assert await assistant.take(started(), wrote("m1"), replied("r1", "m1")) == ()
        assert assistant.reader.read_so_far == []

    async def test_is_said_while_a_person_is_in_charge(self) -> None:
        assistant = Assistant(question(), RETURNS)
        conversation = Conversation.fold(CID, [started(), wrote("m1")])

        events = await assistant.turn.take(
            replace(conversation, ownership=Ownership(stage=Stage.OPEN))
        )

        assert events == ()


class TestAMessageThatCannotBeRead:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("é" * 101, TEXTS["fr"].too_long),
            (" \n\t", TEXTS["fr"].empty),
            ("a" + "\u200b" * 9, TEXTS["fr"].hidden_text),
        ],
    )
    async def test_is_refused_with_a_friendly_word_and_not_read(self, text: str, said: str) -> None:
        assistant = Assistant(question(), RETURNS)

        reply = reply_of(await assistant.take(started(), wrote("m1", text=text)))

        assert (reply.kind, reply.reason) == (ReplyKind.REFUSED, Reason.UNREADABLE)
        assert reply.text == said
        assert assistant.reader.read_so_far == []

    async def test_is_a_turn_that_was_refused_by_that_rule(self) -> None:
        events = await Assistant(question()).take(started(), wrote("m1", text=" "))

        taken = turn_of(events)
        assert (taken.decision, taken.rule) == ("Refused", "refuse_empty")
        assert (taken.intent, taken.confidence, taken.index_version) == ("", 0.0, "")
        assert taken.answers == reply_of(events).answers == (MessageId("m1"),)
        assert taken.language == "fr"

    async def test_is_refused_in_the_conversations_language(self) -> None:
        english = replace(started(), language="en")

        reply = reply_of(await Assistant(question()).take(english, wrote("m1", text=" ")))

        assert reply.text == TEXTS["en"].empty

    async def test_is_refused_in_the_shops_first_language_if_none_is_known(self) -> None:
        unknown = replace(started(), language=None)

        reply = reply_of(await Assistant(question()).take(unknown, wrote("m1", text=" ")))

        assert reply.text == TEXTS["fr"].empty

    async def test_may_be_as_long_as_the_messages_it_came_in(self) -> None:
        assistant = Assistant(question(), RETURNS)

        events = await assistant.take(
            started(), wrote("m1", text="é" * 99), wrote("m2", text="é" * 99)
        )

        assert reply_of(events).kind is not ReplyKind.REFUSED


class TestSmallTalk:
    async def test_is_answered_without_a_search(self) -> None:
        assistant = Assistant(replace(question("merci"), intent=Intent.THANKS), RETURNS)

        events = await assistant.take(started(), wrote("m1", text="merci"))

        assert reply_of(events).kind is ReplyKind.SMALL_TALK
        assert reply_of(events).text == SMALL_TALK["fr"][Intent.THANKS]
        assert turn_of(events).rule == "small_talk_thanks/small_talk_thanks"
        assert assistant.shelf.looked_for == []

    async def test_says_who_writes_when_asked(self) -> None:
        robot = replace(
            asked("are you a robot?", language="en"),
            intent=Intent.ABOUT_ASSISTANT,
            confidence=0.99,
        )

        reply = reply_of(await Assistant(robot).take(started(), wrote("m1", text="a robot?")))

        assert reply.text == SMALL_TALK["en"][Intent.ABOUT_ASSISTANT].format(shop="Brisemare")

    async def test_that_is_uncertain_is_taken_as_a_question(self) -> None:
        unsure = replace(question(), intent=Intent.GREETING, confidence=0.4)

        reply = reply_of(await Assistant(unsure, RETURNS).take(started(), wrote("m1", text=ASKED)))

        assert reply.kind is ReplyKind.ANSWERED


ABSENT = replace(THERE, open=False, staffed=None, next_opening=LATER)


class TestAWishForAPerson:
    async def test_is_noted_before_the_reply_that_announces_them(self) -> None:
        wish = replace(question("une personne"), intent=Intent.ASK_FOR_PERSON)

        taken, asked_for, reply = await Assistant(wish, RETURNS).take(
            started(), wrote("m1", text="une personne")
        )

        assert isinstance(taken, TurnTaken)
        assert isinstance(asked_for, HandoffRequested)
        assert asked_for.reason is Reason.ASKED_FOR_PERSON
        assert isinstance(reply, ReplyWritten)
        assert reply.kind is ReplyKind.HANDED_OFF
        assert say("handover.coming", "fr") in reply.text
        assert reply.answers == ()  # the wait for a person goes on

    async def test_is_answered_in_the_customers_language(self) -> None:
        reply = reply_of(await in_english().take(started(), wrote("m1", text="a person")))

        assert say("handover.coming", "en") in reply.text
        assert reply.language == "en"

    async def test_out_of_hours_is_told_when_somebody_is_there_again_and_kept(self) -> None:
        assistant = in_english()
        assistant.expecting.expected = ABSENT

        events = await assistant.take(started(), wrote("m1", text="a person"))

        assert "tomorrow at 1 pm" in reply_of(events).text
        assert say("handover.ask_address", "en") in reply_of(events).text
        (absence,) = (event for event in events if isinstance(event, AbsenceAnnounced))
        assert absence.asks_address
        assert (
            Conversation.fold(CID, [started(), wrote("m1"), *events]).status
            is ConversationStatus.OPEN
        )

    async def test_is_no_handoff_where_nobody_takes_over(self) -> None:
        assistant = in_english()
        assistant.turn = replace(assistant.turn, outlooks=None)

        taken, reply = await assistant.take(started(), wrote("m1", text="a person"))

        assert isinstance(taken, TurnTaken)
        assert isinstance(reply, ReplyWritten)
        assert CONTACT["en"] in reply.text
        assert reply.answers == (MessageId("m1"),)  # and the assistant goes on


class TestAQuestionOutOfHours:
    async def test_is_answered_without_a_word_of_opening_hours(self) -> None:
        assistant = Assistant(question(), RETURNS)
        assistant.expecting.expected = ABSENT

        reply = reply_of(await assistant.take(started(), wrote("m1", text=ASKED)))

        assert reply.kind is ReplyKind.ANSWERED
        assert assistant.expecting.asked_about == []


class TestAClaimWithoutEvidence:
    async def test_never_leaves_and_an_abstention_does(self) -> None:
        invented = "Vous avez 90 jours pour un retour."
        passage = replace(
            RETURNS.passage, sentences=(PassageSentence(text=invented, vector=QUESTION_VECTOR),)
        )
        assistant = Assistant(question(), replace(RETURNS, passage=passage))

        events = await assistant.take(started(), wrote("m1", text="Combien de jours ?"))

        reply = reply_of(events)
        assert (reply.kind, reply.reason) == (ReplyKind.ABSTAINED, Reason.GUARD_BLOCKED)
        assert reply.text == TEXTS["fr"].guard_blocked
        assert (reply.sources, reply.cards) == ((), ())
        assert reply.topic == "Combien de jours ?"  # what was asked may still be leaned on
        assert "/blocked_" in turn_of(events).rule


class TestTheFirstReply:
    async def test_says_that_a_machine_writes(self) -> None:
        reply = reply_of(await Assistant(question(), RETURNS).take(started(), wrote("m1")))

        assert reply.disclosure == TEXTS["fr"].disclosure.format(shop="Brisemare")

    async def test_says_so_even_when_it_refuses(self) -> None:
        reply = reply_of(await Assistant(question()).take(started(), wrote("m1", text=" ")))

        assert reply.disclosure != ""

    async def test_is_the_only_one_to_say_so(self) -> None:
        reply = reply_of(
            await Assistant(question(), RETURNS).take(
                started(), wrote("m1"), replied("r1", "m1"), wrote("m2")
            )
        )

        assert reply.disclosure == ""


class TestAFollowUp:
    async def test_is_read_with_what_was_asked_before(self) -> None:
        assistant = Assistant(question(), RETURNS)
        before = replace(replied("r1", "m1"), topic="robe rouge")

        await assistant.take(started(), wrote("m1"), before, wrote("m2", text="et en M ?"))

        assert assistant.reader.read_so_far == [("et en M ?", "robe rouge", "fr")]

    async def test_is_about_the_product_shown_before(self) -> None:
        assistant = Assistant(
            replace(question(), intent=Intent.PRODUCT_QUESTION, follow_up=True), found(BOOTS)
        )
        card = Card(
            product_id=BOOTS.product_id,
            title=BOOTS.title,
            subtitle="",
            price="",
            availability="",
            url=BOOTS.url,
        )
        before = replace(replied("r1", "m1"), cards=(card,))

        reply = reply_of(
            await assistant.take(started(), wrote("m1"), before, wrote("m2", text="et le prix ?"))
        )

        assert reply.kind is ReplyKind.ANSWERED
        assert BOOTS.title in reply.text
        assert "89,00" in reply.text.replace("\u00a0", " ")

    async def test_may_lean_on_the_reply_as_it_was_searched(self) -> None:
        assistant = Assistant(question(), RETURNS)

        reply = reply_of(await assistant.take(started(), wrote("m1", text="Combien de jours ?")))

        assert reply.topic == "Combien de jours ?"


class TestTheRecordOfATurn:
    async def test_names_what_was_understood_decided_by_which_rule_on_which_version(self) -> None:
        assistant = Assistant(replace(question(), confidence=0.987654), RETURNS)

        events = await assistant.take(started(), wrote("m1"), wrote("m2"))

        taken = turn_of(events)
        assert events[0] is taken
        assert taken.answers == (MessageId("m1"), MessageId("m2"))
        assert (taken.intent, taken.confidence) == (Intent.QUESTION, 0.9877)
        assert (taken.decision, taken.language) == ("Answer", "fr")
        assert taken.rule.startswith("a_question/")
        assert taken.index_version == "v7"
        assert taken.latency_ms == 12.0

    async def test_is_dated_when_it_was_over(self) -> None:
        assistant = Assistant(question(), RETURNS)
        before = assistant.clock.now()

        events = await assistant.take(started(), wrote("m1"))

        assert {event.at for event in events} == {before + timedelta(milliseconds=12)}


class TestAnApology:
    async def test_answers_everything_and_offers_a_person(self) -> None:
        conversation = Conversation.fold(CID, [started(), wrote("m1"), wrote("m2")])

        offered, reply = await Assistant(question()).turn.apologise(conversation)

        assert isinstance(offered, HandoffOffered)
        assert (offered.reason, offered.rule) == (Reason.ASSISTANT_FAILED, "turn_failed")
        assert isinstance(reply, ReplyWritten)
        assert (reply.kind, reply.reason) == (ReplyKind.ABSTAINED, Reason.ASSISTANT_FAILED)
        assert reply.text == TEXTS["fr"].failed
        assert reply.answers == (MessageId("m1"), MessageId("m2"))
        assert reply.quick_replies == (TEXTS["fr"].talk_to_person,)

    async def test_hands_a_conversation_with_an_unreadable_event_to_a_person(self) -> None:
        unread = EventUnread(conversation_id=CID, at=NOON, written_type="of_tomorrow", payload="{}")
        conversation = Conversation.fold(CID, [started(), wrote("m1"), unread])

        events = await Assistant(question()).turn.apologise(conversation)

        asked = next(event for event in events if isinstance(event, HandoffRequested))
        assert (asked.reason, asked.rule) == (Reason.ASSISTANT_FAILED, "unread_event")
        said = reply_of(events).text
        assert said.startswith(TEXTS["fr"].handed_off_for[Reason.ASSISTANT_FAILED])


class TestTheNamesThatTheGuardKnows:
    def test_are_those_of_more_than_one_word(self) -> None:
        class Titles(Shelf):
            @property
            def vocabulary(self) -> Vocabulary:
                return Vocabulary(titles=(("1", "Robe Ondine"), ("2", "Écharpe")))

        said = Knowledge.of(Titles()).names.said_in("La robe Ondine, une écharpe.")

        assert list(said) == ["robe ondine"]
