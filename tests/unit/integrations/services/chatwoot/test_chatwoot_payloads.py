"""Chatwoot's JSON, as it spells things in its API and in its webhooks."""

from datetime import UTC, datetime

import pytest

from integrations.services.chatwoot.chatwoot_payloads import (
    ChatwootConversation,
    ChatwootFile,
    ChatwootMessage,
    ChatwootSender,
)


class TestAMessage:
    @pytest.mark.parametrize(("number", "word"), [*enumerate(["incoming", "outgoing", "activity"])])
    def test_has_one_type_however_it_is_spelt(self, number: int, word: str) -> None:
        told = ChatwootMessage.model_validate({"id": 1, "message_type": word})

        assert ChatwootMessage.model_validate({"id": 1, "message_type": number}) == told
        assert told.message_type == word

    def test_may_have_null_for_whatever_is_not_there(self) -> None:
        told = ChatwootMessage.model_validate(
            {"id": 1, "message_type": 1, "content": None, "content_attributes": None}
            | {"source_id": None, "sender": None}
        )

        assert (told.content, told.entry_id, told.heard().by) == ("", "", None)

    def test_bears_our_name_in_either_of_two_places(self) -> None:
        given = {"id": 1, "message_type": 1}
        for more in ({"source_id": "s"}, {"content_attributes": {"comptoir_entry": "s"}}):
            assert ChatwootMessage.model_validate(given | more).entry_id == "s"


class TestAConversation:
    @pytest.mark.parametrize("until", [1_772_373_600, "2026-03-01T14:00:00.000Z"])
    def test_says_until_when_it_is_snoozed_as_a_number_or_a_text(self, until: object) -> None:
        told = ChatwootConversation.model_validate(
            {"id": 1, "status": "snoozed", "snoozed_until": until}
        )

        assert told.snoozed == datetime(2026, 3, 1, 14, tzinfo=UTC)

    def test_may_say_nothing_of_it(self) -> None:
        given = {"id": 1, "status": "open", "custom_attributes": ""}
        told = ChatwootConversation.model_validate(given)

        assert (told.snoozed, told.custom_attributes) == (None, {})


class TestAnAgent:
    def test_is_called_as_they_want_to_be(self) -> None:
        known = ChatwootSender(id=5, type="user", name="Léa Le Goff", available_name="Léa")

        assert known.colleague().name == "Léa"
        assert known.colleague({5: "Lea@Shop.example "}).email == "lea@shop.example"


class TestAFile:
    @pytest.mark.parametrize(
        ("address", "kind", "name"),
        [
            ("https://chat.example/blobs/9/facture%2012.pdf?x=1", "file", "facture 12.pdf"),
            ("", "image", "image"),
            ("", "", "file"),
        ],
    )
    def test_is_called_as_its_address_says(self, address: str, kind: str, name: str) -> None:
        assert ChatwootFile(data_url=address, file_type=kind).name == name
