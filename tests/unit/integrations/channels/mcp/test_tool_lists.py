import json

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest

from assistant.operations.operation_register import OPERATIONS
from assistant.operations.shop_rules import load_rules
from integrations.channels.mcp.staff_tool_lists import staff_tools
from integrations.channels.mcp.tool_lists import customer_tools
from integrations.channels.mcp.tool_parts import (
    CONFIRM,
    FOR_STAFF,
    OF_CHANGES,
)

TOOLS = {one.name: one for one in customer_tools(load_rules(), operates=True, max_chars=2000)}


class TestTools:
    def test_there_is_one_for_every_operation(self) -> None:
        assert TOOLS.keys() >= OPERATIONS.keys()

    @pytest.mark.parametrize("name", sorted(TOOLS))
    def test_have_a_schema_that_can_be_checked_and_refuses_what_it_does_not_name(
        self, name: str
    ) -> None:
        schema = TOOLS[name].inputSchema

        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["additionalProperties"] is False

    @pytest.mark.parametrize("name", sorted(OPERATIONS))
    def test_of_an_operation_take_the_customers_words_and_no_yes(self, name: str) -> None:
        schema = TOOLS[name].inputSchema

        assert schema["required"] == ["words"]
        assert (
            not {"yes", "confirmed", "confirmation_id", "customer_id"} & schema["properties"].keys()
        )

    @pytest.mark.parametrize("name", sorted(OPERATIONS))
    def test_of_an_effect_say_that_nothing_is_done_yet(self, name: str) -> None:
        says_so = "Nothing is done by this call" in (TOOLS[name].description or "")

        assert says_so == OPERATIONS[name].has_effect

    def test_name_the_shops_own_reasons(self) -> None:
        assert "ordered_by_mistake" in json.dumps(TOOLS["cancel_order"].inputSchema)

    def test_that_may_change_something_say_so(self) -> None:
        destructive = {
            name
            for name, tool in TOOLS.items()
            if tool.annotations and tool.annotations.destructiveHint
        }

        assert destructive == {CONFIRM}

    def test_without_a_shop_system_only_answer(self) -> None:
        tools = customer_tools(None, operates=True, max_chars=2000)

        assert {one.name for one in tools} == {
            "ask",
            "get_replies",
            "search_products",
            "get_product",
        }

    def test_of_people_of_the_shop_read_and_propose_and_no_more(self) -> None:
        tools = staff_tools()

        assert {one.name for one in tools} == FOR_STAFF
        writing = {
            one.name for one in tools if not (one.annotations and one.annotations.readOnlyHint)
        }
        assert writing == {one for one in OF_CHANGES if one.startswith("propose_")}
