"""Every kind of event of a page is read, and nothing that is wrong in one costs another."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.conversation.ids import AccountId, ConversationId, MessageId
from assistant.conversation.message import (
    ChannelKind,
    DeliveryStatus,
    Location,
    MediaReference,
    MessageKind,
    Referral,
)
from assistant.messages.channels.ports import SendKey
from assistant.messages.channels.updates import (
    AccountContact,
    ContactKeys,
    ControlMoved,
    EchoArrived,
    EditArrived,
    MessageArrived,
    PreferenceChanged,
    ReactionArrived,
    ReferralArrived,
    RevocationArrived,
    StatusArrived,
    UnknownUpdate,
    Update,
    WatermarkArrived,
)
from integrations.channels.messenger.incoming_messages import OURS
from integrations.channels.messenger.webhook_parser import parse

AT = datetime(2026, 10, 9, 10, 0, tzinfo=UTC)
MS = int(AT.timestamp() * 1000)
CDN = "https://scontent.xx.fbcdn.net"
PAGE = AccountId("111")
PLACE = AccountContact(
    channel=ChannelKind.MESSENGER, account_id=PAGE, keys=ContactKeys(user_id="900")
)


def an_item(**told: object) -> dict[str, Any]:
    return {"sender": {"id": "900"}, "recipient": {"id": "111"}, "timestamp": MS, **told}


def a_message(**told: object) -> dict[str, Any]:
    return an_item(message={"mid": "m_1", **told})


def a_webhook(*items: object, beside: tuple[object, ...] = ()) -> bytes:
    entry: dict[str, Any] = {"id": "111", "time": MS, "messaging": list(items)}
    if beside:
        entry["standby"] = list(beside)
    return json.dumps({"object": "page", "entry": [entry]}).encode()


def read(*items: object) -> Update:
    (update,) = parse(a_webhook(*items))
    return update


def read_message(**told: object) -> MessageArrived:
    update = read(a_message(**told))
    assert isinstance(update, MessageArrived)
    return update


def texts(updates: Sequence[Update]) -> list[str]:
    return [one.text for one in updates if isinstance(one, MessageArrived)]


class TestAMessage:
    def test_is_whose_it_is_and_when(self) -> None:
        assert read(a_message(text=" hi ")) == MessageArrived(
            place=PLACE, provider_message_id="m_1", at=AT, text="hi"
        )

    def test_says_the_whole_label_of_the_quick_reply_that_was_pressed(self) -> None:
        payload = {"payload": "choice:Changer l'adresse de livraison"}
        wrote = read_message(
            text="1. Changer l'adres…", quick_reply=payload, reply_to={"mid": "m_0"}
        )

        assert wrote.text == "Changer l'adresse de livraison"
        assert (wrote.kind, wrote.reply_to) == (MessageKind.CHOICE, "m_0")

    def test_says_the_title_of_a_quick_reply_that_another_app_made(self) -> None:
        wrote = read_message(text="Oui", quick_reply={"payload": "YES"})

        assert (wrote.text, wrote.choice) == ("Oui", "YES")

    @pytest.mark.parametrize(
        ("told", "kind"),
        [
            ("image", MessageKind.IMAGE),
            ("audio", MessageKind.AUDIO),
            ("video", MessageKind.VIDEO),
            ("file", MessageKind.DOCUMENT),
        ],
    )
    def test_brings_a_file(self, told: str, kind: MessageKind) -> None:
        wrote = read_message(attachments=[{"type": told, "payload": {"url": f"{CDN}/a%20b.pdf?x"}}])

        assert wrote.kind is kind
        assert wrote.media == (MediaReference(url=f"{CDN}/a%20b.pdf?x", name="a b.pdf"),)

    def test_with_several_files_is_several_that_are_told_apart(self) -> None:
        files = [{"type": "image", "payload": {"url": f"{CDN}/{n}"}} for n in range(3)]
        found = parse(a_webhook(a_message(text="these", attachments=files)))

        assert texts(found) == ["these", "", ""]
        ids = [one.provider_message_id for one in found if isinstance(one, MessageArrived)]
        assert ids == ["m_1", "m_1#2", "m_1#3"]

    def test_has_a_sticker_once_though_it_is_told_as_a_picture_too(self) -> None:
        payload = {"url": f"{CDN}/s", "sticker_id": 369239263222822}
        wrote = read_message(
            attachments=[
                {"type": "sticker", "payload": payload},
                {"type": "image", "payload": {"url": f"{CDN}/s"}},
            ]
        )
        assert wrote.kind is MessageKind.STICKER

    def test_says_where_somebody_is(self) -> None:
        payload = {"coordinates": {"lat": 48.8566, "long": 2.3522}}
        wrote = read_message(
            attachments=[{"type": "location", "title": "Paris", "payload": payload}]
        )
        assert wrote.kind is MessageKind.LOCATION
        assert wrote.location == Location(latitude=48.8566, longitude=2.3522, name="Paris")

    def test_names_a_product_of_the_catalogue_that_was_shared(self) -> None:
        element = {"id": 7, "retailer_id": "SKU-7", "title": "Robe en lin", "subtitle": "89 €"}
        payload = {"product": {"elements": [element]}}
        wrote = read_message(text="?", attachments=[{"type": "template", "payload": payload}])

        assert wrote.text == "?\nRobe en lin"

    @pytest.mark.parametrize(
        "shared",
        [
            {"type": "fallback", "payload": {"url": "https://shop.example/a", "title": "A"}},
            {"type": "fallback", "url": "https://shop.example/a", "payload": None},
            {"type": "ig_reel", "payload": {"url": "https://shop.example/a"}},
        ],
    )
    def test_says_a_link_that_was_shared(self, shared: object) -> None:
        assert read_message(attachments=[shared]).text == "https://shop.example/a"
        assert read_message(text="https://shop.example/a", attachments=[shared]).text == (
            "https://shop.example/a"
        )

    def test_of_which_nobody_knows_the_kind_is_kept(self) -> None:
        wrote = read_message(attachments=[{"type": "appointment_booking", "payload": {}}, 7])

        assert wrote.kind is MessageKind.UNSUPPORTED

    def test_comes_from_an_ad(self) -> None:
        told = {
            "ref": "summer",
            "source": "ADS",
            "type": "OPEN_THREAD",
            "ad_id": 6045246247433,
            "ads_context_data": {"ad_title": "Robes d'été", "product_id": "7"},
        }
        assert read_message(text="hi", referral=told).referral == Referral(
            source="ADS", source_id="6045246247433", headline="Robes d'été", reference="summer"
        )

    @pytest.mark.parametrize(
        "odd",
        [
            {"reply_to": "m_0"},
            {"quick_reply": []},
            {"attachments": "none"},
            {"referral": 4},
            {"metadata": {"a": 1}},
            {"is_echo": None},
        ],
    )
    def test_is_kept_though_a_detail_makes_no_sense(self, odd: dict[str, object]) -> None:
        assert read_message(text="hi", **odd).text == "hi"

    def test_loses_what_no_database_keeps(self) -> None:
        body = a_webhook(a_message(text="X")).replace(b'"X"', rb'"a\ud83d\u0000b\r\nc"')

        assert texts(parse(body)) == ["ab\nc"]

    def test_that_was_taken_back_says_so(self) -> None:
        update = read(a_message(is_deleted=True))
        assert update == RevocationArrived(place=PLACE, at=AT, target="m_1")

    def test_without_its_time_has_that_of_its_batch(self) -> None:
        item = {**a_message(text="hi"), "timestamp": "soon"}
        del item["timestamp"]

        assert read(item) == MessageArrived(
            place=PLACE, provider_message_id="m_1", at=AT, text="hi"
        )


def an_echo(**told: object) -> dict[str, Any]:
    return {
        "sender": {"id": "111"},
        "recipient": {"id": "900"},
        "timestamp": MS,
        "message": {"is_echo": True, "mid": "m_2", **told},
    }


class TestWhatThePageSent:
    def test_past_us_is_somebodys_who_took_over(self) -> None:
        assert read(an_echo(app_id=263902037430900, text="Bonjour")) == EchoArrived(
            place=PLACE, provider_message_id="m_2", at=AT, text="Bonjour", app_id="263902037430900"
        )

    def test_through_us_is_known_to_have_gone(self) -> None:
        key = SendKey(conversation_id=ConversationId("c1"), message_id=MessageId("r1"), part=1)
        update = read(an_echo(metadata=OURS + key.callback(), text="Bonjour"))

        assert isinstance(update, StatusArrived)
        assert (update.status, update.provider_message_id) == (DeliveryStatus.SENT, "m_2")
        assert SendKey.parse(update.callback) == key


class TestWhatHappensBeside:
    @pytest.mark.parametrize(
        ("told", "kind", "fields"),
        [
            (
                {"message_edit": {"mid": "m_1", "text": " hello ", "num_edit": "2"}},
                EditArrived,
                {"target": "m_1", "text": "hello"},
            ),
            (
                {"reaction": {"mid": "m_1", "action": "react", "emoji": "👍", "reaction": "like"}},
                ReactionArrived,
                {"target": "m_1", "emoji": "👍"},
            ),
            (
                {"reaction": {"mid": "m_1", "action": "unreact", "emoji": "👍"}},
                ReactionArrived,
                {"target": "m_1", "emoji": ""},
            ),
            (
                {"delivery": {"watermark": MS}},
                WatermarkArrived,
                {"status": DeliveryStatus.DELIVERED, "up_to": AT},
            ),
            (
                {"read": {"watermark": MS}},
                WatermarkArrived,
                {"status": DeliveryStatus.READ, "up_to": AT},
            ),
            (
                {"referral": {"source": "SHORTLINK", "type": "OPEN_THREAD", "ref": "r1"}},
                ReferralArrived,
                {"referral": Referral(source="SHORTLINK", reference="r1")},
            ),
            (
                {"optin": {"type": "notification_messages", "title": "Stock"}},
                PreferenceChanged,
                {"opted_out": False},
            ),
            (
                {"optin": {"notification_messages_status": "STOP_NOTIFICATIONS"}},
                PreferenceChanged,
                {"opted_out": True},
            ),
            (
                {"pass_thread_control": {"previous_owner_app_id": None, "new_owner_app_id": 5}},
                ControlMoved,
                {"ours": True, "rule": "passed", "event_id": ">5"},
            ),
            (
                {"take_thread_control": {"previous_owner_app_id": "5", "new_owner_app_id": "6"}},
                ControlMoved,
                {"ours": False, "rule": "taken", "event_id": "5>6"},
            ),
        ],
    )
    def test_is_read(
        self, told: dict[str, object], kind: Callable[..., Update], fields: dict[str, Any]
    ) -> None:
        assert read(an_item(**told)) == kind(place=PLACE, at=AT, **fields)

    @pytest.mark.parametrize(
        "told",
        [
            {"account_linking": {"status": "linked"}},
            {"request_thread_control": {"requested_owner_app_id": 5}},
        ],
    )
    def test_that_changes_no_conversation_is_kept_as_it_came(self, told: dict[str, object]) -> None:
        update = read(an_item(**told))

        assert isinstance(update, UnknownUpdate)
        assert (update.what, update.account_id) == (next(iter(told)), PAGE)
        assert json.loads(update.raw) == an_item(**told)

    def test_names_each_message_that_arrived(self) -> None:
        named, up_to = parse(a_webhook(an_item(delivery={"mids": ["m_2"], "watermark": MS})))

        assert isinstance(named, StatusArrived)
        assert (named.provider_message_id, named.status) == ("m_2", DeliveryStatus.DELIVERED)
        assert isinstance(up_to, WatermarkArrived)

    def test_a_pressed_button_is_what_the_customer_said(self) -> None:
        pressed = read(an_item(postback={"title": "Démarrer", "payload": "GET_STARTED"}))
        again = read(an_item(postback={"title": "Démarrer", "payload": "GET_STARTED"}))

        assert isinstance(pressed, MessageArrived)
        assert (pressed.text, pressed.choice) == ("Démarrer", "GET_STARTED")
        assert pressed == again  # a repeat is known by its name, though Meta gave none


class TestABatch:
    def test_is_read_to_its_end(self) -> None:
        envelope = json.loads(a_webhook(a_message(text="1"), a_message(text="2")))
        envelope["entry"].append(json.loads(a_webhook(a_message(text="3")))["entry"][0])

        assert texts(parse(json.dumps(envelope).encode())) == ["1", "2", "3"]

    def test_marks_what_another_app_has(self) -> None:
        found = parse(a_webhook(a_message(text="ours"), beside=(a_message(text="theirs"),)))

        assert [one.standby for one in found if isinstance(one, MessageArrived)] == [False, True]

    def test_says_who_lost_a_conversation_to_whom(self) -> None:
        passed = an_item(pass_thread_control={"new_owner_app_id": "6"})
        (moved,) = parse(a_webhook(beside=(passed,)))

        assert isinstance(moved, ControlMoved)
        assert not moved.ours  # we only look on

    @pytest.mark.parametrize(
        "broken",
        [
            7,
            {},
            an_item(),
            a_message(mid=None),
            an_item(message={"text": "no id"}),
            {"sender": {"id": "900"}, "message": {"mid": "m_9", "text": "to nobody"}},
            an_item(read={"watermark": "soon"}),
            an_item(message_edit={"mid": [], "text": ""}),
        ],
    )
    def test_loses_nothing_to_one_that_makes_no_sense(self, broken: object) -> None:
        found = parse(a_webhook(a_message(text="1"), broken, a_message(text="2")))

        assert texts(found) == ["1", "2"]
        assert all(isinstance(one, MessageArrived | UnknownUpdate) for one in found)

    def test_of_another_kind_of_thing_is_kept_as_it_came(self) -> None:
        for body in (b"", b"{", b"\xff", b"[]", b'{"object":"instagram"}', b"[" * 100_000):
            (update,) = parse(body)
            assert isinstance(update, UnknownUpdate)
            assert update.raw == body.decode(errors="replace")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
_TOLD = (
    *("message", "postback", "delivery", "read", "reaction", "optin", "referral", "message_edit"),
    *("pass_thread_control", "sender", "recipient", "timestamp", "other"),
)
_INNER = ("mid", "text", "attachments", "quick_reply", "is_echo", "watermark", "mids", "emoji")
items = st.dictionaries(
    st.sampled_from(_TOLD),
    anything | st.dictionaries(st.sampled_from(_INNER), anything),
    max_size=4,
)


class TestWhateverComes:
    @settings(max_examples=100)
    @given(items, items)
    def test_its_siblings_are_read(self, first: dict[str, Any], second: dict[str, Any]) -> None:
        found = parse(a_webhook(second, an_item(**first), a_message(text="here")))

        assert texts(found[-1:]) == ["here"]
