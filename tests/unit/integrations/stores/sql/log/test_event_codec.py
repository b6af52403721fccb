import json

import pytest

from integrations.stores.sql.log.event_codec import UnreadableEventError, decode, encode
from tests.support.seeds.conversation_events import every_kind, replied, started, wrote


class TestCodec:
    def test_every_event_comes_back_as_it_was(self) -> None:
        events = [started(), wrote("m1"), *every_kind()]

        assert [decode(encode(event)) for event in events] == events

    def test_a_null_character_is_written_as_an_escape(self) -> None:
        payload = encode(wrote("m1", text="a\x00b"))

        assert "\x00" not in payload
        assert decode(payload) == wrote("m1", text="a\x00b")

    def test_half_a_surrogate_pair_becomes_a_question_mark(self) -> None:
        payload = encode(wrote("m1", text="é\ud83d\x00"))

        payload.encode()
        assert decode(payload) == wrote("m1", text="é?\x00")

    def test_fields_that_an_old_payload_lacks_take_their_defaults(self) -> None:
        fields = json.loads(encode(replied("r1")))
        for newer in ("disclosure", "topic", "quick_replies", "cards", "sources", "reason"):
            del fields[newer]

        assert decode(json.dumps(fields)) == replied("r1")

    def test_fields_that_this_version_does_not_know_are_left_out(self) -> None:
        fields = json.loads(encode(wrote("m1"))) | {"weather": ["rain"]}

        assert decode(json.dumps(fields)) == wrote("m1")

    def test_a_type_of_a_newer_version_is_named(self) -> None:
        with pytest.raises(UnreadableEventError, match=r"'voice_note'.*a newer version wrote it"):
            decode('{"type": "voice_note", "conversation_id": "c1"}')

    @pytest.mark.parametrize(
        ("payload", "said"),
        [
            ('{"type": "customer_wrote", "text": "secret"}', "customer_wrote.conversation_id"),
            ('{"text": "secret"}', "payload"),
            ('["secret', "payload"),
        ],
    )
    def test_what_is_broken_is_said_without_the_customers_words(
        self, payload: str, said: str
    ) -> None:
        with pytest.raises(UnreadableEventError, match="cannot be read") as caught:
            decode(payload)

        assert said in str(caught.value)
        assert "secret" not in str(caught.value)
