"""Every kind of event of a page is read, and nothing that is wrong in one costs another."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.messenger.reading import NotAWebhookError, read_updates
from integrations.messenger.updates import (
    Delivered,
    Echoed,
    Edited,
    FileKind,
    OptedIn,
    Place,
    Pressed,
    Product,
    Reacted,
    Referral,
    Referred,
    RemoteFile,
    Revoked,
    Seen,
    ThreadMoved,
    Unknown,
    Update,
    Wrote,
)

AT = datetime(2026, 10, 9, 10, 0, tzinfo=UTC)
MS = int(AT.timestamp() * 1000)
CDN = "https://scontent.xx.fbcdn.net"


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
    (update,) = read_updates(a_webhook(*items))
    return update


def read_message(**told: object) -> Wrote:
    update = read(a_message(**told))
    assert isinstance(update, Wrote)
    return update


class TestAMessage:
    def test_is_whose_it_is_and_when(self) -> None:
        assert read(a_message(text=" hi ")) == Wrote(
            page_id="111", contact="900", at=AT, mid="m_1", text="hi"
        )

    def test_names_what_it_answers_and_what_was_pressed(self) -> None:
        wrote = read_message(
            text="Oui", quick_reply={"payload": "choice:Oui"}, reply_to={"mid": "m_0"}
        )
        assert (wrote.choice, wrote.reply_to) == ("choice:Oui", "m_0")

    @pytest.mark.parametrize(
        ("told", "kind"),
        [("image", "image"), ("audio", "audio"), ("video", "video"), ("file", "document")],
    )
    def test_brings_files(self, told: str, kind: FileKind) -> None:
        attachment = {"type": told, "payload": {"url": f"{CDN}/1"}}
        assert (
            read_message(attachments=[attachment, attachment]).files
            == (RemoteFile(kind=kind, url=f"{CDN}/1"),) * 2
        )

    def test_has_a_sticker_once_though_it_is_told_as_a_picture_too(self) -> None:
        payload = {"url": f"{CDN}/s", "sticker_id": 369239263222822}
        wrote = read_message(
            attachments=[
                {"type": "sticker", "payload": payload},
                {"type": "image", "payload": {"url": f"{CDN}/s"}},
            ]
        )
        assert wrote.files == (RemoteFile(kind="sticker", url=f"{CDN}/s"),)

    def test_says_where_somebody_is(self) -> None:
        payload = {"coordinates": {"lat": 48.8566, "long": 2.3522}}
        wrote = read_message(
            attachments=[{"type": "location", "title": "Paris", "payload": payload}]
        )
        assert wrote.place == Place(latitude=48.8566, longitude=2.3522, name="Paris")

    def test_shares_a_product_of_the_catalogue(self) -> None:
        element = {"id": 7, "retailer_id": "SKU-7", "title": "Robe", "subtitle": "89 €"}
        payload = {"product": {"elements": [element]}}
        wrote = read_message(attachments=[{"type": "template", "payload": payload}])
        assert wrote.products == (Product(product_id="7", retailer_id="SKU-7", title="Robe"),)

    @pytest.mark.parametrize(
        "shared",
        [
            {"type": "fallback", "payload": {"url": "https://shop.example/a", "title": "A"}},
            {"type": "fallback", "url": "https://shop.example/a", "payload": None},
            {"type": "ig_reel", "payload": {"url": "https://shop.example/a"}},
        ],
    )
    def test_shares_a_link(self, shared: object) -> None:
        assert read_message(attachments=[shared]).link == "https://shop.example/a"

    def test_names_attachments_that_nobody_knows(self) -> None:
        wrote = read_message(
            text="?", attachments=[{"type": "appointment_booking", "payload": {}}, 7]
        )
        assert wrote.unsupported == ("appointment_booking", "unreadable")
        assert wrote.text == "?"

    def test_comes_from_an_ad(self) -> None:
        told = {
            "ref": "summer",
            "source": "ADS",
            "type": "OPEN_THREAD",
            "ad_id": 6045246247433,
            "ads_context_data": {"ad_title": "Robes d'été", "product_id": "7"},
        }
        assert read_message(text="hi", referral=told).referral == Referral(
            source="ADS", ref="summer", ad_id="6045246247433", title="Robes d'été", product_id="7"
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
        (update,) = read_updates(body)
        assert isinstance(update, Wrote)
        assert update.text == "ab\nc"

    def test_that_was_taken_back_says_so(self) -> None:
        update = read(a_message(is_deleted=True))
        assert update == Revoked(page_id="111", contact="900", at=AT, mid="m_1")


class TestWhatThePageSent:
    def test_is_the_conversation_of_who_got_it(self) -> None:
        item = {
            "sender": {"id": "111"},
            "recipient": {"id": "900"},
            "timestamp": MS,
            "message": {
                "is_echo": True,
                "app_id": 1517776481860111,
                "metadata": "comptoir:m1:0",
                "mid": "m_2",
                "text": "Bonjour",
            },
        }
        assert read(item) == Echoed(
            page_id="111",
            contact="900",
            at=AT,
            mid="m_2",
            app_id="1517776481860111",
            metadata="comptoir:m1:0",
            text="Bonjour",
        )


class TestWhatHappensBeside:
    @pytest.mark.parametrize(
        ("told", "expected"),
        [
            (
                {"postback": {"mid": "m_3", "title": "Démarrer", "payload": "GET_STARTED"}},
                (Pressed, {"mid": "m_3", "title": "Démarrer", "payload": "GET_STARTED"}),
            ),
            (
                {"message_edit": {"mid": "m_1", "text": "hello", "num_edit": "2"}},
                (Edited, {"mid": "m_1", "text": "hello", "number": 2}),
            ),
            (
                {"reaction": {"mid": "m_1", "action": "react", "emoji": "👍", "reaction": "like"}},
                (Reacted, {"mid": "m_1", "emoji": "👍"}),
            ),
            (
                {"reaction": {"mid": "m_1", "action": "unreact", "emoji": "👍"}},
                (Reacted, {"mid": "m_1", "emoji": ""}),
            ),
            (
                {"delivery": {"mids": ["m_2"], "watermark": MS}},
                (Delivered, {"mids": ("m_2",), "watermark": AT}),
            ),
            ({"delivery": {"watermark": MS}}, (Delivered, {"mids": (), "watermark": AT})),
            ({"read": {"watermark": MS}}, (Seen, {"watermark": AT})),
            (
                {"referral": {"source": "SHORTLINK", "type": "OPEN_THREAD", "ref": "r1"}},
                (Referred, {"referral": Referral(source="SHORTLINK", ref="r1")}),
            ),
            (
                {"optin": {"type": "notification_messages", "topic": "stock"}},
                (OptedIn, {"topic": "stock"}),
            ),
            (
                {
                    "optin": {
                        "type": "notification_messages",
                        "title": "Stock",
                        "notification_messages_status": "STOP_NOTIFICATIONS",
                    }
                },
                (OptedIn, {"topic": "Stock", "stopped": True}),
            ),
            (
                {"pass_thread_control": {"previous_owner_app_id": None, "new_owner_app_id": 5}},
                (ThreadMoved, {"move": "pass", "new_owner": "5"}),
            ),
            (
                {"take_thread_control": {"previous_owner_app_id": "5", "new_owner_app_id": "6"}},
                (ThreadMoved, {"move": "take", "previous_owner": "5", "new_owner": "6"}),
            ),
            (
                {"request_thread_control": {"requested_owner_app_id": 5}},
                (ThreadMoved, {"move": "request", "new_owner": "5"}),
            ),
            (
                {"account_linking": {"status": "linked"}},
                (Unknown, {"names": ("account_linking",)}),
            ),
        ],
    )
    def test_is_read(self, told: dict[str, object], expected: tuple[Any, dict[str, Any]]) -> None:
        kind, fields = expected
        assert read(an_item(**told)) == kind(page_id="111", contact="900", at=AT, **fields)


class TestABatch:
    def test_is_read_to_its_end(self) -> None:
        envelope = json.loads(a_webhook(a_message(text="1"), a_message(text="2")))
        envelope["entry"].append(json.loads(a_webhook(a_message(text="3")))["entry"][0])
        found = read_updates(json.dumps(envelope).encode())

        assert [one.text for one in found if isinstance(one, Wrote)] == ["1", "2", "3"]

    def test_marks_what_another_app_has(self) -> None:
        beside = a_message(text="theirs")
        ours, theirs = read_updates(a_webhook(a_message(text="ours"), beside=(beside,)))

        assert (ours.standby, theirs.standby) == (False, True)

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
            an_item(message_edit={"mid": "m_1", "num_edit": []}),
        ],
    )
    def test_loses_nothing_to_one_that_makes_no_sense(self, broken: object) -> None:
        found = read_updates(a_webhook(a_message(text="1"), broken, a_message(text="2")))

        assert [one.text for one in found if isinstance(one, Wrote)] == ["1", "2"]
        assert all(isinstance(one, Wrote | Unknown) for one in found)

    def test_of_another_kind_of_thing_is_refused(self) -> None:
        for body in (b"", b"{", b"[]", b'{"object":"instagram"}', b"[" * 100_000):
            with pytest.raises(NotAWebhookError):
                read_updates(body)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
_TOLD = (
    *("message", "postback", "delivery", "read", "reaction", "optin", "referral", "message_edit"),
    *("pass_thread_control", "sender", "recipient", "timestamp", "other"),
)
fields = st.sampled_from(_TOLD)
inner = st.sampled_from(
    ["mid", "text", "attachments", "quick_reply", "is_echo", "watermark", "mids", "emoji"]
)
items = st.dictionaries(fields, anything | st.dictionaries(inner, anything), max_size=4)


class TestWhateverComes:
    @settings(max_examples=300, deadline=None)
    @given(items, items)
    def test_its_siblings_are_read(self, first: dict[str, Any], second: dict[str, Any]) -> None:
        mutated = an_item(**first)
        found = read_updates(a_webhook(second, mutated, a_message(text="here")))

        assert isinstance(found[-1], Wrote)
        assert found[-1].text == "here"
