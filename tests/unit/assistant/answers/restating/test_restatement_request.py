import json

import pytest

from assistant.answers.restating.restatement_request import (
    MOST_CHARACTERS,
    RestatedKind,
    read_restatement,
    restatement_request,
)
from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId
from assistant.kit.model.ports import ModelAnswerError

TALK = Conversation(conversation_id=ConversationId("c1"))


class TestRestatementRequest:
    def test_shows_the_message_and_the_talk_before_it_and_no_empty_list(self) -> None:
        lists = {"before_the_customer": ["Parka Suroît | Vestes | 249,00 €"], "basket": []}
        request = restatement_request(
            "et en M ?", TALK, earlier=["en noir ?"], said_last="Oui.", lists=lists
        )

        shown = json.loads(request.messages[-1].text)
        assert shown == {
            "before_the_customer": ["Parka Suroît | Vestes | 249,00 €"],
            "customer_said_before": ["en noir ?"],
            "assistant_said_last": "Oui.",
            "message": "et en M ?",
        }

    def test_begins_alike_for_everybody_so_that_endpoints_keep_it(self) -> None:
        one, other = (
            restatement_request(m, TALK, earlier=(), said_last="", lists={}) for m in ("a", "b")
        )

        assert one.messages[0] == other.messages[0]


class TestReadRestatement:
    def test_is_the_kind_and_the_words(self) -> None:
        read = read_restatement('{"kind": "basket", "message": " Show my basket "}')

        assert (read.kind, read.text, read.outcome) == (
            RestatedKind.BASKET,
            "Show my basket",
            "basket",
        )

    @pytest.mark.parametrize(
        "text",
        [
            "Sure! The customer asks for shoes.",
            '{"kind": "refund", "message": "Refund me"}',
            '{"kind": "pages", "message": ""}',
            json.dumps({"kind": "pages", "message": "a" * (MOST_CHARACTERS + 1)}),
        ],
    )
    def test_is_refused_in_any_other_shape(self, text: str) -> None:
        with pytest.raises(ModelAnswerError, match="format"):
            read_restatement(text)
