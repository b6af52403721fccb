from collections.abc import Mapping
from typing import Any

import pytest

from assistant.kit.model.ports import Tool
from assistant.operations.dialogue.by_model.model_tools import (
    VALUES,
    WHY_NOT,
    offered,
    prompts,
    texts,
)
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.shop_rules import load_rules
from assistant.operations.types import SlotKind

RULES = load_rules()
MOVES = {"ask_the_shop", "talk_to_person", "nothing_to_do"}


def properties(tool: Tool) -> Mapping[str, Any]:
    found: Mapping[str, Any] = tool.parameters["properties"]  # type: ignore[assignment]  # JSON
    return found


def by_name(*impossible: str, in_progress: bool = False) -> dict[str, Tool]:
    return {one.name: one for one in offered(impossible, RULES, in_progress=in_progress)}


class TestTheTools:
    def test_are_every_operation_and_a_few_moves(self) -> None:
        assert set(by_name()) == {*OPERATIONS, *MOVES}

    def test_have_none_that_says_yes_or_proves_who_somebody_is(self) -> None:
        tools = by_name("cancel_order", in_progress=True)

        words = ("confirm", "accept", "execute", "verify", "identity", "login", "approve")
        assert not [name for name in tools if any(word in name for word in words)]
        values = {value for tool in tools.values() for value in properties(tool)}
        assert values <= {"words", "question", "operation", *sum(VALUES.values(), ())}

    def test_describe_every_operation_and_value_once(self) -> None:
        assert set(texts()["operations"]) == set(OPERATIONS)
        said = {value for kind in SlotKind if kind in VALUES for value in VALUES[kind]}
        assert set(texts()["values"]) == {"words", *said}

    def test_leave_out_what_no_order_allows_but_to_say_why(self) -> None:
        tools = by_name("cancel_order", "change_items")

        assert not {"cancel_order", "change_items"} & set(tools)
        which = properties(tools[WHY_NOT])["operation"]
        assert which["enum"] == ["cancel_order", "change_items"]

    def test_let_nothing_be_left_where_nothing_is_in_progress(self) -> None:
        assert "leave_request" not in by_name()
        assert "leave_request" in by_name(in_progress=True)

    def test_offer_the_reasons_of_the_shops_rules_only(self) -> None:
        reason = properties(by_name()["cancel_order"])["reason"]

        assert reason["enum"] == list(RULES.cancel.reasons)

    def test_come_in_the_same_order_whatever_is_left_out(self) -> None:
        all_of_them, fewer = list(by_name()), list(by_name("return_items"))

        assert [one for one in all_of_them if one in fewer] == [
            one for one in fewer if one != WHY_NOT
        ]

    @pytest.mark.parametrize("prompt", ["read", "point"])
    def test_come_with_a_prompt_in_which_nothing_changes(self, prompt: str) -> None:
        assert "JSON" in prompts()[prompt]
        assert "{}" not in prompts()[prompt]
