import json
from typing import Any

import pytest

from assistant.kit.model.ports import ToolCall
from assistant.operations.dialogue.by_model.model_reading import (
    MAX_CALLS,
    CustomerWords,
    ModelReading,
    read,
)
from assistant.operations.dialogue.by_model.model_tools import offered
from assistant.operations.dialogue.heard_message import Wish
from assistant.operations.shop_rules import load_rules

RULES = load_rules()
TOOLS = {tool.name for tool in offered((), RULES, in_progress=True)}
SAID = CustomerWords(
    now="cancel 1001, my cat ordered it. And do you deliver to Corsica?",
    earlier=("the shirt is for my sister, 12 Harbour Lane",),
)


def call(name: str, arguments: object = None) -> ToolCall:
    written = arguments if isinstance(arguments, str) else json.dumps(arguments or {})
    return ToolCall(call_id="c", name=name, arguments=written)


def reading(*calls: ToolCall, said: CustomerWords = SAID) -> ModelReading:
    return read(calls, TOOLS, said, RULES)


def only(*calls: ToolCall, said: CustomerWords = SAID) -> Wish:
    (wish,) = reading(*calls, said=said).wishes
    return wish


class TestACallOfAnOperation:
    def test_is_a_wish_in_the_customers_words(self) -> None:
        wish = only(call("cancel_order", {"words": "cancel 1001", "order": "1001"}))

        assert (wish.operation, wish.text) == ("cancel_order", "cancel 1001")

    def test_settles_one_of_the_shops_reasons(self) -> None:
        wish = only(call("cancel_order", {"words": "x", "reason": "ordered_by_mistake"}))

        assert wish.slots == {"reason": "ordered_by_mistake"}

    @pytest.mark.parametrize(
        "given",
        [
            {"order": "1002"},
            {"reason": "because_i_say_so"},
        ],
    )
    def test_brings_nothing_that_the_customer_did_not_say(self, given: dict[str, Any]) -> None:
        found = reading(call("cancel_order", {"words": "cancel 1001", **given}))

        assert found.dropped == 1
        assert found.wishes[0].text == "cancel 1001"
        assert not found.wishes[0].slots

    def test_takes_no_address_that_nobody_wrote(self) -> None:
        address = {"words": "cancel 1001", "address": "1 Evil Street, 66666 Nowhere"}

        found = reading(call("change_address", address))

        assert found.dropped == 1
        assert "Evil" not in found.wishes[0].text

    def test_takes_what_was_said_before_beside_the_words(self) -> None:
        wish = only(call("change_address", {"words": "cancel 1001", "address": "12 Harbour Lane"}))

        assert wish.text == "cancel 1001\n12 Harbour Lane"

    def test_keeps_how_a_thing_is_described(self) -> None:
        wish = only(call("return_items", {"words": "x", "items": "the shirt for my sister"}))

        assert wish.described == {"line_ids": "the shirt for my sister"}

    def test_is_not_about_what_the_customer_excepts(self) -> None:
        said = CustomerWords(now="return all of it but not the hat")
        found = reading(call("return_items", {"words": said.now, "items": "the hat"}), said=said)

        assert found.wishes[0].described == {}
        assert found.dropped == 1

    def test_with_words_of_its_own_is_about_the_whole_message(self) -> None:
        assert only(call("cancel_order", {"words": "annuler tout"})).text == SAID.now

    @pytest.mark.parametrize(
        ("given", "quoted"),
        [
            ({"words": "cancel 1001"}, True),
            ({"words": SAID.now}, True),
            ({"words": "now", "order": "1001"}, True),
            ({"words": "now"}, False),
            ({"words": "copied word for word", "order": "which order"}, False),
            ({}, False),
        ],
    )
    def test_says_whether_it_rests_on_what_was_said(
        self,
        given: dict[str, Any],
        quoted: bool,  # noqa: FBT001  # pytest fills it in by name
    ) -> None:
        assert reading(call("cancel_order", given)).quoted is quoted

    @pytest.mark.parametrize("written", ["", "{", "[]", '"x"', "null", "{'a': 1}"])
    def test_that_cannot_be_read_is_none(self, written: str) -> None:
        found = reading(ToolCall(call_id="c", name="list_orders", arguments=written))

        assert found.dropped == (0 if not written else 1)
        assert len(found.wishes) == (1 if not written else 0)

    @pytest.mark.parametrize("value", [None, 3, True, ["a"], {"a": "b"}, "", "  "])
    def test_with_a_value_of_another_type_lacks_it(self, value: object) -> None:
        wish = only(call("cancel_order", {"words": value, "order": value, "reason": value}))

        assert (wish.text, dict(wish.slots), dict(wish.described)) == (SAID.now, {}, {})


class TestSeveralCalls:
    def test_are_as_many_wishes_and_questions(self) -> None:
        found = reading(
            call("cancel_order", {"words": "cancel 1001", "order": "1001"}),
            call("ask_the_shop", {"question": "do you deliver to Corsica?"}),
            call("balance", {"words": "x"}),
        )

        assert [wish.operation for wish in found.wishes] == ["cancel_order", "balance"]
        assert found.questions == ("do you deliver to Corsica?",)

    def test_on_two_orders_are_two_wishes(self) -> None:
        said = CustomerWords(now="cancel 1001 and cancel 1002")

        found = reading(
            call("cancel_order", {"words": "cancel 1001", "order": "1001"}),
            call("cancel_order", {"words": "cancel 1002", "order": "1002"}),
            said=said,
        )

        assert [wish.text for wish in found.wishes] == ["cancel 1001", "cancel 1002"]

    def test_that_go_on_about_one_order_are_one(self) -> None:
        wish = only(
            call("cancel_order", {"words": "cancel 1001", "order": "1001"}),
            call("cancel_order", {"words": "my cat ordered it", "reason": "ordered_by_mistake"}),
        )

        assert wish.text == "cancel 1001\nmy cat ordered it"
        assert wish.slots == {"reason": "ordered_by_mistake"}

    def test_without_end_are_cut(self) -> None:
        found = reading(*[call("balance", {"words": "x"})] * (MAX_CALLS + 5))

        assert found.dropped == 5


class TestWhatIsNotOffered:
    @pytest.mark.parametrize(
        "name",
        ["confirm", "execute", "refund", "set_identity", "CANCEL_ORDER", "cancel_order ", ""],
    )
    def test_is_not_called(self, name: str) -> None:
        found = reading(call(name, {"words": "cancel 1001"}))

        assert found.is_empty
        assert found.dropped == 1

    def test_is_only_explained_where_it_is_impossible(self) -> None:
        tools = {one.name for one in offered(("cancel_order",), RULES, in_progress=False)}
        calls = [call("cancel_order", {"words": "x"}), call("leave_request")]

        assert read(calls, tools, SAID, RULES).is_empty

    def test_can_be_asked_about(self) -> None:
        tools = {one.name for one in offered(("cancel_order",), RULES, in_progress=False)}
        why = call("not_possible_now", {"operation": "cancel_order", "words": "cancel 1001"})

        assert [wish.operation for wish in read([why], tools, SAID, RULES).wishes] == [
            "cancel_order"
        ]


class TestAMove:
    def test_says_what_it_is_called(self) -> None:
        assert reading(call("leave_request")).leaves
        assert reading(call("talk_to_person")).person
        assert reading(call("nothing_to_do")).nothing

    def test_that_says_nothing_is_still_a_reading(self) -> None:
        assert not reading(call("nothing_to_do")).is_empty
        assert reading().is_empty
