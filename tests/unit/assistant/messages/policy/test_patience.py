"""How long customers are listened to before they are answered."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import DialogueMoved
from assistant.conversation.ids import MessageId
from assistant.conversation.message import ChannelKind, MessageKind
from assistant.messages.policy.patience import ListeningTimes, Pause, Pauses, pause_after
from tests.support.seeds.conversation_events import NOON, replied, started, wrote

PATIENCE = ListeningTimes()
CHANNELS = st.sampled_from(list(ChannelKind))
TEXTS = st.sampled_from(["bonjour", "do you have boots", "in 42", "how do returns work", "et", ""])


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def opened(channel: ChannelKind = ChannelKind.WEBCHAT) -> Conversation:
    start = replace(started("c1"), channel=channel)
    return Conversation.fold(start.conversation_id, [start])


def saying(*texts: str, before: Conversation | None = None) -> Conversation:
    """Return a conversation in which these wait, a second apart."""
    conversation = before or opened()
    for number, text in enumerate(texts):
        said = replace(wrote(f"m{number}", text=text), at=after(number))
        conversation = conversation.after(said)
    return conversation


def asked(
    text: str, *, kind: ReplyKind = ReplyKind.ASKED, choices: tuple[str, ...] = ()
) -> Conversation:
    """Return a conversation whose last reply is the assistant's `text`."""
    reply = replace(replied("r1"), author=Author.ASSISTANT, kind=kind, text=text)
    return opened().after(replace(reply, quick_replies=choices))


class TestACustomer:
    def test_who_asks_something_whole_is_listened_to_for_a_moment(self) -> None:
        assert pause_after(saying("combien coûte la livraison en Belgique")) is Pause.MOMENT
        assert pause_after(saying("hello, are returns free?")) is Pause.MOMENT

    def test_whose_request_a_detail_often_follows_is_listened_to_for_longer(self) -> None:
        assert pause_after(saying("do you have boots")) is Pause.SHORT

    def test_who_only_begins_is_listened_to_longest(self) -> None:
        assert pause_after(saying("bonjour")) is Pause.LONG
        assert pause_after(saying("I have a question about")) is Pause.LONG

    def test_who_greeted_first_and_then_asks_has_ended(self) -> None:
        assert pause_after(saying("bonjour", "comment annuler ma commande")) is Pause.MOMENT

    def test_who_writes_in_pieces_may_write_one_more(self) -> None:
        assert pause_after(saying("j'ai reçu mon pull", "comment le retourner gratuitement")) is (
            Pause.SHORT
        )
        assert pause_after(saying("do you have boots", "in 42")) is Pause.LONG
        assert pause_after(saying("the red beanie", "does it come in blue?")) is Pause.MOMENT

    def test_who_wrote_in_pieces_before_may_do_so_again(self) -> None:
        once = opened().after(replace(replied("r1"), answers=(MessageId("a"), MessageId("b"))))

        assert pause_after(saying("comment annuler ma commande", before=once)) is Pause.SHORT
        assert pause_after(saying("where is my parcel?", before=once)) is Pause.MOMENT


class TestAnAnswerToTheAssistant:
    @pytest.mark.parametrize("said", ["BM20411190", "42", "oui", "no", "a@example.com", "👍"])
    def test_that_is_one_value_or_a_yes_waits_for_nothing(self, said: str) -> None:
        assert pause_after(saying(said, before=asked("Which one?"))) is Pause.NONE

    @pytest.mark.parametrize("said", ["trop grand", "the jumper", "pour ma femme"])
    def test_in_words_waits_for_a_moment(self, said: str) -> None:
        assert pause_after(saying(said, before=asked("Pourquoi ?"))) is Pause.MOMENT

    def test_that_breaks_off_is_listened_to(self) -> None:
        assert pause_after(saying("parce que", before=asked("Pourquoi ?"))) is Pause.LONG

    def test_to_an_operation_in_progress_is_one_whatever_was_said_last(self) -> None:
        moved = DialogueMoved(conversation_id=opened().conversation_id, at=NOON, state="{}")

        assert pause_after(saying("the jumper", before=opened().after(moved))) is Pause.MOMENT

    def test_is_none_where_it_only_asked_how_to_help(self) -> None:
        greeted = asked("How can I help?", kind=ReplyKind.SMALL_TALK)

        assert pause_after(saying("my boots", before=greeted)) is Pause.LONG

    def test_that_was_offered_waits_for_nothing(self) -> None:
        offered = asked("Not found.", kind=ReplyKind.ABSTAINED, choices=("Talk to a person",))

        assert pause_after(saying("Talk to a person", before=offered)) is Pause.NONE

    def test_that_was_tapped_waits_for_nothing(self) -> None:
        tapped = replace(wrote("m1", text="Bonjour"), kind=MessageKind.CHOICE)

        assert pause_after(opened(ChannelKind.WHATSAPP).after(tapped)) is Pause.NONE


class TestAMessageWithoutWords:
    def test_is_mostly_followed_by_some(self) -> None:
        picture = replace(wrote("m1", text=""), kind=MessageKind.IMAGE)

        assert pause_after(opened(ChannelKind.WHATSAPP).after(picture)) is Pause.LONG
        assert pause_after(asked("Which?").after(picture)) is Pause.MOMENT

    def test_is_whole_if_it_is_a_sticker(self) -> None:
        sticker = replace(wrote("m1", text=""), kind=MessageKind.STICKER)

        assert pause_after(opened(ChannelKind.WHATSAPP).after(sticker)) is Pause.MOMENT

    def test_and_the_word_stop_are_honoured_at_once(self) -> None:
        assert pause_after(saying("STOP", before=opened(ChannelKind.WHATSAPP))) is Pause.NONE


class TestATime:
    def test_runs_from_the_last_message(self) -> None:
        talk = saying("bonjour", "j'ai une question")

        assert PATIENCE.wait_s(talk, now=after(1), typed_at=None) == PATIENCE.page.long_s
        assert PATIENCE.wait_s(talk, now=after(2.5), typed_at=None) == pytest.approx(0.5)
        assert PATIENCE.wait_s(talk, now=after(3), typed_at=None) == 0.0

    def test_is_longer_while_the_customer_types(self) -> None:
        talk = saying("how do returns work")

        assert PATIENCE.wait_s(talk, now=after(0.1), typed_at=after(0.05)) == 0.0  # of before
        assert PATIENCE.wait_s(talk, now=after(1), typed_at=after(0.8)) == pytest.approx(2.8)
        assert PATIENCE.wait_s(talk, now=after(4), typed_at=after(0.8)) == 0.0

    def test_ends_though_the_customer_types_on(self) -> None:
        talk = saying("hello")

        assert PATIENCE.wait_s(talk, now=after(7), typed_at=after(6.9)) == pytest.approx(1.0)
        assert PATIENCE.wait_s(talk, now=after(8), typed_at=after(7.9)) == 0.0

    def test_is_the_channels_habit_where_it_tells_of_no_typing(self) -> None:
        talk = saying("hello", before=opened(ChannelKind.MESSENGER))

        assert PATIENCE.wait_s(talk, now=NOON, typed_at=None) == PATIENCE.phone.long_s

    def test_is_none_for_programs_and_for_nobody(self) -> None:
        program = saying("hello", before=opened(ChannelKind.API))

        assert PATIENCE.wait_s(program, now=NOON, typed_at=None) == 0.0
        assert PATIENCE.wait_s(opened(), now=NOON, typed_at=None) == 0.0

    def test_is_none_for_a_message_of_long_ago(self) -> None:
        assert PATIENCE.wait_s(saying("hello"), now=after(3600), typed_at=None) == 0.0

    @given(
        channel=CHANNELS,
        texts=st.lists(TEXTS, max_size=4),
        now_s=st.floats(-100, 100),
        typed_s=st.none() | st.floats(-100, 100),
    )
    def test_is_never_longer_than_the_longest_window(
        self, channel: ChannelKind, texts: list[str], now_s: float, typed_s: float | None
    ) -> None:
        talk = saying(*texts, before=opened(channel))
        typed_at = None if typed_s is None else after(typed_s)
        wait_s = PATIENCE.wait_s(talk, now=after(now_s), typed_at=typed_at)

        assert 0.0 <= wait_s <= max(PATIENCE.phone.long_s, PATIENCE.typing_s)
        longest = after(PATIENCE.longest_s)
        assert PATIENCE.wait_s(talk, now=longest, typed_at=typed_at) == 0.0

    def test_is_none_where_the_shop_sets_none(self) -> None:
        none = Pauses(short_s=0, long_s=0)
        hurried = ListeningTimes(moment_s=0, page=none, phone=none, typing_s=0, longest_s=0)

        assert hurried.wait_s(saying("hello"), now=NOON, typed_at=after(1)) == 0.0
