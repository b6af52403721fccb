"""Scenarios that are made of recorded conversations."""

from dataclasses import fields, replace
from typing import get_args

import pytest

from assistant.commerce.shop_effects import Effect
from assistant.conversation.dealing_events import OperationDone
from assistant.conversation.event_base import ReplyKind
from assistant.conversation.events import ConversationEvent
from assistant.improvement.rehearsal.conversation_script import effect_type, script_of
from assistant.improvement.rehearsal.written_scenario import WrittenScenario
from assistant.operations.operation_register import DECLARED
from tests.support.seeds.conversation_events import NOON, handed_off, replied, started, wrote


def scripted(*events: ConversationEvent) -> WrittenScenario | None:
    return script_of((started(), *events), name="c1", language="fr")


def reply(kind: ReplyKind) -> ConversationEvent:
    return replace(replied("r1", "m1"), kind=kind)


class TestAScript:
    def test_opens_with_the_first_words_without_the_people(self) -> None:
        made = scripted(
            replace(wrote("m1"), text="annulez BM10483856, je suis lea@example.com"),
        )

        assert made is not None
        assert "{order}" in made.opening
        assert "lea@example.com" not in made.opening
        assert made.order == "pending"

    def test_keeps_what_was_written_after_an_answer_alone(self) -> None:
        made = scripted(
            replace(wrote("m1"), text="délai de retour ?"),
            reply(ReplyKind.ANSWERED),
            replace(wrote("m2"), text="et les frais ?"),
            reply(ReplyKind.ASKED),
            replace(wrote("m3"), text="la rouge"),
        )

        assert made is not None
        assert (made.opening, made.goes_on) == ("délai de retour ?", ("et les frais ?",))
        assert made.order == ""

    def test_expects_what_came_of_the_conversation(self) -> None:
        done = OperationDone(
            conversation_id=started().conversation_id,
            at=NOON,
            proposal_id="p1",
            operation="return_items",
            reference="R1",
        )

        made = scripted(replace(wrote("m1"), text="je renvoie tout"), done, handed_off())

        assert made is not None
        assert (made.effects, made.person, made.order) == (("return_items",), True, "delivered")

    @pytest.mark.parametrize("operation", DECLARED)
    def test_expects_an_effect_that_shops_have(self, operation: str) -> None:
        kinds = {
            one.default for kind in get_args(Effect) for one in fields(kind) if one.name == "type"
        }
        looks = DECLARED[operation].of_basket or operation in {
            "order_status",
            "list_orders",
            "balance",
        }

        kind = effect_type(operation)

        assert kind == "" if looks else kind in kinds

    def test_goes_on_as_far_as_its_form_takes(self) -> None:
        events: list[ConversationEvent] = []
        for place in range(6):
            events.append(replace(wrote(f"m{place}"), text="encore " * 100))
            events.append(reply(ReplyKind.ANSWERED))

        made = scripted(*events)

        assert made is not None
        assert len(made.goes_on) == 2

    def test_of_a_conversation_without_a_customer_is_none(self) -> None:
        assert scripted() is None
