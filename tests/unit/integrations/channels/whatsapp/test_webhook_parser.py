"""Every kind of payload that is kept in `fixtures`, read into what it is."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import integrations.channels.whatsapp
from assistant.conversation.message import DeliveryStatus, MessageKind
from assistant.messages.channels.message_charges import MessageCharge
from assistant.messages.channels.updates import (
    AccountAlert,
    ContactKeys,
    ContactRekeyed,
    ControlMoved,
    EchoArrived,
    EditArrived,
    MessageArrived,
    PreferenceChanged,
    ReactionArrived,
    RevocationArrived,
    StatusArrived,
    UnknownUpdate,
    Update,
)
from integrations.channels.whatsapp.webhook_parser import parse

FIXTURES = Path(integrations.channels.whatsapp.__file__).parent / "fixtures"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.json"))
ANA = ContactKeys(user_id="FR.13491208655302741918", phone="33612345678")

UNKNOWN = {
    "call": "calls",
    "phone_echo_revoke": "message_echoes",
    "system_changed_identity": "system",
    "unknown_field": "future_things",
    "value_errors": "errors",
    "welcome_requested": "request_welcome",
}
"""What is kept as it came."""


def read(name: str) -> Sequence[Update]:
    return parse((FIXTURES / f"{name}.json").read_bytes())


def message(name: str) -> MessageArrived:
    found = [one for one in read(name) if isinstance(one, MessageArrived)]
    assert len(found) == 1
    return found[0]


class TestEveryKind:
    @pytest.mark.parametrize("name", NAMES)
    def test_is_read_into_what_is_known_of_it(self, name: str) -> None:
        updates = read(name)

        assert updates
        unknown = [one.what for one in updates if isinstance(one, UnknownUpdate)]
        if name in UNKNOWN:
            assert unknown == [UNKNOWN[name]]
        elif not name.startswith("batch") and name not in (
            "interactive_with_error",
            "unknown_type",
            "unsupported",
        ):
            assert unknown == []

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("text", MessageKind.TEXT),
            ("button_reply", MessageKind.CHOICE),
            ("list_reply", MessageKind.CHOICE),
            ("template_button_without_context", MessageKind.CHOICE),
            ("image", MessageKind.IMAGE),
            ("voice", MessageKind.AUDIO),
            ("video", MessageKind.VIDEO),
            ("document", MessageKind.DOCUMENT),
            ("sticker", MessageKind.STICKER),
            ("location", MessageKind.LOCATION),
            ("contacts", MessageKind.CONTACTS),
            ("order", MessageKind.ORDER),
            ("unsupported", MessageKind.UNSUPPORTED),
            ("unknown_type", MessageKind.UNSUPPORTED),
            ("interactive_with_error", MessageKind.UNSUPPORTED),
        ],
    )
    def test_of_message_is_that_kind(self, name: str, kind: MessageKind) -> None:
        assert message(name).kind is kind


class TestAMessage:
    def test_is_of_whoever_has_the_user_id_with_or_without_a_number(self) -> None:
        assert message("text").place.keys == ANA
        assert message("text_without_phone").place.keys == ContactKeys(user_id=ANA.user_id)
        assert message("text_before_user_ids").place.keys == ContactKeys(phone=ANA.phone)
        assert message("text").name == "Ana Moreau"
        assert message("text").at == datetime(2025, 11, 25, 3, 6, 41, tzinfo=UTC)

    def test_under_another_names_it(self) -> None:
        assert message("text_reply").reply_to == "wamid.HBgLMzM2MTIzNDU2NzgVAgARGBJCRDk5"

    def test_with_a_file_says_where_it_lies_and_how_it_was_announced(self) -> None:
        (file,) = message("document").media

        assert (file.media_id, file.media_type) == ("1303003000000001", "application/pdf")
        assert file.name == "facture.pdf"
        assert file.sha256
        assert message("document").text == "Ma facture"
        assert message("image_with_url").media[0].url.startswith("https://lookaside")

    def test_of_a_place_or_a_card_or_a_basket_has_it_whole(self) -> None:
        place, card = message("location_named").location, message("contacts").contacts[0]
        coat, hat = message("order").items

        assert place is not None
        assert (place.latitude, place.name) == (48.8606, "Musée du Louvre")
        assert (card.name, card.phones) == ("Luc Petit", ("+33 6 98 76 54 32",))
        assert card.emails == ("luc@example.org",)
        assert (coat.product_id, coat.quantity, coat.unit_price) == ("MANTEAU-BRUME-40", 1, "189.0")
        assert (hat.quantity, hat.currency) == (2, "EUR")

    def test_from_an_advertisement_says_which(self) -> None:
        referral = message("text_from_ad").referral

        assert referral is not None
        assert (referral.source, referral.headline) == ("ad", "Les manteaux de l'hiver")

    def test_about_a_product_says_which(self) -> None:
        referral = message("text_about_product").referral

        assert referral is not None
        assert (referral.source, referral.source_id) == ("product", "MANTEAU-BRUME-40")

    def test_for_another_is_only_listened_to(self) -> None:
        assert message("standby_message").standby
        assert not message("text").standby


class TestWhatIsNoMessage:
    def test_is_what_changed(self) -> None:
        (reaction,), (taken_away,) = read("reaction"), read("reaction_removed_without_emoji")
        (edit,), (revoked,) = read("edit_text"), read("revoke")

        assert isinstance(reaction, ReactionArrived)
        assert reaction.emoji == "👍"
        assert isinstance(taken_away, ReactionArrived)
        assert taken_away.emoji == ""
        assert isinstance(edit, EditArrived)
        assert edit.text == "Bonjour, en taille 42 plutôt ?"
        assert isinstance(revoked, RevocationArrived)
        assert revoked.target == edit.target

    def test_is_how_far_a_reply_came(self) -> None:
        names = ("sent", "delivered", "read", "played")
        statuses = [read(f"status_{name}")[0] for name in names]

        assert [one.status for one in statuses if isinstance(one, StatusArrived)] == [
            DeliveryStatus.SENT,
            DeliveryStatus.DELIVERED,
            DeliveryStatus.READ,
            DeliveryStatus.READ,
        ]
        (failed,) = read("status_failed_window")
        assert isinstance(failed, StatusArrived)
        assert (failed.status, failed.code) == (DeliveryStatus.FAILED, "131047")
        assert failed.callback == "4f2c9d0e7b1a4c55"

    @pytest.mark.parametrize(
        ("status", "pricing", "charged_as"),
        [
            ("delivered", {"type": "regular", "category": "marketing"}, "marketing"),
            ("read", {"type": "regular", "category": "utility"}, "utility"),
            ("sent", {"type": "regular", "category": "utility"}, ""),  # it may not come
            ("delivered", {"type": "free_customer_service", "category": "utility"}, ""),
            ("delivered", {"type": "free_entry_point", "category": "marketing"}, ""),
            ("delivered", {"type": "regular", "category": "service"}, ""),
            ("delivered", {"billable": True, "category": "utility"}, "utility"),  # older API
            ("delivered", {"billable": False, "category": "utility"}, ""),
            ("delivered", {"type": [], "category": {}}, ""),
            ("delivered", None, ""),
        ],
    )
    def test_is_what_a_message_that_came_is_charged_as(
        self, status: str, pricing: Mapping[str, Any] | None, charged_as: str
    ) -> None:
        body = json.loads((FIXTURES / "status_delivered.json").read_bytes())
        [told] = body["entry"][0]["changes"][0]["value"]["statuses"]
        told |= {"status": status, "pricing": pricing}

        (update,) = parse(json.dumps(body).encode())

        assert isinstance(update, StatusArrived)
        expected = MessageCharge(category=charged_as, country="FR") if charged_as else None
        assert update.charge == expected

    def test_is_who_wrote_at_the_phone(self) -> None:
        (echo,) = read("phone_echo_text")

        assert isinstance(echo, EchoArrived)
        assert echo.place.keys == ANA
        assert echo.text == "Bonjour, ici Camille, je regarde."

    def test_is_who_has_the_conversation(self) -> None:
        (passed,), (taken,) = read("control_passed"), read("control_taken")

        assert isinstance(passed, ControlMoved)
        assert isinstance(taken, ControlMoved)
        assert (passed.ours, taken.ours) == (True, False)
        assert passed.place.keys == ANA

    def test_is_a_new_number_or_a_new_user_id(self) -> None:
        (number,), (user,) = read("system_changed_number"), read("system_changed_user_id")

        assert isinstance(number, ContactRekeyed)
        assert (number.old.phone, number.new.phone) == ("33612345678", "33698761234")
        assert isinstance(user, ContactRekeyed)
        assert (user.old.user_id, user.new.user_id) == (ANA.user_id, "PT.2288")

    def test_is_what_a_customer_wants_to_be_sent(self) -> None:
        (preference,) = read("user_preferences")

        assert isinstance(preference, PreferenceChanged)
        assert preference.opted_out

    def test_is_what_the_shops_people_have_to_know(self) -> None:
        (alert,) = read("template_status")

        assert isinstance(alert, AccountAlert)
        assert alert.what == "message_template_status_update:paused"


class TestABatch:
    def test_is_taken_whole_and_in_order(self) -> None:
        texts = [one.text for one in read("batch_in_one_change") if isinstance(one, MessageArrived)]

        assert texts == ["Première", "Second"]
        assert isinstance(read("batch_in_one_change")[-1], StatusArrived)
        assert len(read("batch_of_changes")) == 4
        accounts = {
            one.place.account_id
            for one in read("batch_of_entries")
            if isinstance(one, MessageArrived)
        }
        assert len(accounts) == 2

    def test_loses_no_sibling_of_what_is_broken(self) -> None:
        broken, whole, also_broken = read("batch_with_broken_siblings")

        assert isinstance(broken, UnknownUpdate)
        assert isinstance(whole, MessageArrived)
        assert isinstance(also_broken, UnknownUpdate)
        assert "not an object" in also_broken.raw


class TestWhatIsNoPayload:
    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b'{"object":"page"}'])
    def test_is_kept_as_it_came(self, body: bytes) -> None:
        (unknown,) = parse(body)

        assert isinstance(unknown, UnknownUpdate)

    @pytest.mark.parametrize("name", ["name", "id", "body"])
    def test_does_not_smuggle_in_what_no_database_keeps(self, name: str) -> None:
        def spoil(value: Any) -> Any:  # noqa: ANN401
            if isinstance(value, dict):
                return {
                    key: "a\0b\ud800" if key == name else spoil(one) for key, one in value.items()
                }
            return [spoil(one) for one in value] if isinstance(value, list) else value

        body = json.dumps(spoil(json.loads((FIXTURES / "text.json").read_bytes()))).encode()

        for update in parse(body):
            assert "\0" not in repr(update)
            assert "\\x00" not in repr(update)
            assert "\\ud800" not in repr(update).replace("\\\\ud800", "")
