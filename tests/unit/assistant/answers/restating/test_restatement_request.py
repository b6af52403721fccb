import json
import re

import pytest

from assistant.answers.restating.restated_understanding import ORDERS
from assistant.answers.restating.restatement_request import (
    MOST_CHARACTERS,
    RestatedKind,
    read_restatement,
    restatement_request,
)
from assistant.conversation.conversation import Conversation
from assistant.conversation.ids import ConversationId
from assistant.kit.model.format_request import instructions_of
from assistant.kit.model.ports import ModelAnswerError
from assistant.understanding.intents.basket_words import read_basket_words
from assistant.understanding.types import Tone

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


FORMS = re.compile(r'"((?:Add|Remove|Make|Change|Show|Ajoute|Retire|Passe|Montre|Je veux)\b[^"]*)"')
SAID = {
    "<title>": "Bottes enfant Flaque",
    "<colour>": "red",
    "<couleur>": "rouge",
    "<size>": "30",
}


class TestTheInstructions:
    def test_give_forms_that_the_rules_of_the_basket_hear(self) -> None:
        instructions = instructions_of("assistant.answers.restating", "restate.txt")
        forms = FORMS.findall(instructions)
        said = [re.sub(r"<\w+>", lambda name: SAID[name[0]], form) for form in forms]

        assert len(said) == 13
        assert [form for form in said if not read_basket_words(form)] == []

    def test_name_every_kind_every_order_s_wish_and_every_tone(self) -> None:
        instructions = instructions_of("assistant.answers.restating", "restate.txt")

        assert [w for w in (*RestatedKind, *ORDERS, *Tone) if f'"{w}"' not in instructions] == []


class TestReadRestatement:
    def test_has_a_line_for_each_wish_and_four_at_most(self) -> None:
        lines = "\\n".join(f" Add {n} to my basket " for n in range(6))
        read = read_restatement(f'{{"kind": "basket", "message": "{lines}", "also": "When?"}}')

        assert read.lines == tuple(f"Add {n} to my basket" for n in range(4))
        assert read.also == "When?"

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
            '{"kind": "basket", "message": "\\u001c"}',
            '{"kind": "pages", "message": "\\u200b"}',
            '{"kind": "refund", "message": "Refund me"}',
            '{"kind": "pages", "message": ""}',
            json.dumps({"kind": "pages", "message": "a" * (MOST_CHARACTERS + 1)}),
        ],
    )
    def test_is_refused_in_any_other_shape(self, text: str) -> None:
        with pytest.raises(ModelAnswerError, match="format"):
            read_restatement(text)
