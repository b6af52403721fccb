from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import JsonValue

from assistant.commerce.order import Order, OrderRequest, RequestKind
from assistant.console.conversations.operation_forms import (
    FormField,
    OperationForm,
    OrderSubject,
    Products,
    filled,
    for_orders,
    given_back,
    prepare,
    read,
)
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.shop_rules import load_rules
from tests.support.seeds.shop_records import (
    ARRIVED,
    LEA_KNOWN,
    PENDING,
    SHIRT,
    SHIRTS,
    SOCKS,
    SOCKS_SOLD,
)

SOLD: Products = {SHIRT: SHIRTS, SOCKS: SOCKS_SOLD}
NOW = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)


def prepared(operation: str, order: Order, products: Products = SOLD) -> OperationForm:
    subject = OrderSubject(
        order=order,
        customer=LEA_KNOWN,
        products=products,
        rules=load_rules(),
        language="en",
        now=NOW,
    )
    return prepare(OPERATIONS[operation], subject)


def field(made: OperationForm, name: str) -> FormField:
    [found] = [one for one in made.fields if one.name == name]
    return found


def values(made: OperationForm, name: str) -> list[str]:
    return [value for value, _ in field(made, name).choices]


class TestWhichOperations:
    def test_are_those_that_change_an_order(self) -> None:
        assert {one.name for one in for_orders()} == {
            "cancel_order",
            "return_items",
            "exchange_items",
            "change_items",
            "remove_items",
            "claim",
            "change_address",
            "change_payment",
        }


class TestTheFormOfLines:
    def test_has_a_checkbox_for_every_line(self) -> None:
        made = prepared("return_items", ARRIVED)

        assert field(made, "line_ids").many
        assert field(made, "line_ids").choices == [
            ("l4", "Ouessant Shirt (S)"),
            ("l5", "2 x Sein Socks"),
        ]

    def test_leaves_out_what_is_on_its_way_back(self) -> None:
        back = OrderRequest(
            kind=RequestKind.RETURN,
            reference="R1",
            line_ids=(ARRIVED.lines[0].line_id,),
        )

        made = prepared("return_items", replace(ARRIVED, requests=(back,)))

        assert values(made, "line_ids") == ["l5"]

    @pytest.mark.parametrize("operation", ["return_items", "exchange_items"])
    def test_is_none_where_everything_is_on_its_way_back(self, operation: str) -> None:
        lines = tuple(one.line_id for one in ARRIVED.lines)
        back = OrderRequest(kind=RequestKind.RETURN, reference="R1", line_ids=lines)

        made = prepared(operation, replace(ARRIVED, requests=(back,)))

        assert made.fields == ()
        assert made.refusal

    def test_is_read_as_every_checked_line(self) -> None:
        given = [("line_ids", "l4"), ("line_ids", "l5"), ("reason", "too_small")]

        assert read(OPERATIONS["return_items"], given, "#1003") == {
            "order_number": "#1003",
            "line_ids": ["l4", "l5"],
            "reason": "too_small",
        }

    def test_is_read_as_no_line_if_none_is_checked(self) -> None:
        assert read(OPERATIONS["return_items"], [], "#1003") == {
            "order_number": "#1003",
            "line_ids": [],
        }


class TestTheFormOfPieces:
    def test_is_a_choice_for_a_line_that_has_several(self) -> None:
        made = prepared("return_items", ARRIVED)

        assert field(made, "part:l5").choices == [("1", "1")]
        assert not field(made, "part:l5").required
        assert "part:l4" not in [one.name for one in made.fields]

    def test_is_read_as_the_pieces_that_were_chosen(self) -> None:
        given = [("line_ids", "l5"), ("part:l5", "1"), ("part:l4", "")]

        assert read(OPERATIONS["return_items"], given, "#1003")["parts"] == {"l5": 1}
        assert "parts" not in read(OPERATIONS["return_items"], given[:1], "#1003")


class TestTheFormOfSwaps:
    @pytest.mark.parametrize(
        ("operation", "order", "line"),
        [("change_items", PENDING, "l1"), ("exchange_items", ARRIVED, "l4")],
    )
    def test_offers_the_other_variants_that_can_be_bought(
        self, operation: str, order: Order, line: str
    ) -> None:
        made = prepared(operation, order)

        offered = field(made, f"swap:{line}")
        assert offered.choices == [("shirt-xs", "XS"), ("shirt-m", "M"), ("shirt-l", "L")]
        assert offered.label == "Ouessant Shirt (S)"
        assert (offered.required, offered.blank) == (False, "keep")

    def test_has_no_field_for_a_product_without_other_variants(self) -> None:
        names = [one.name for one in prepared("change_items", PENDING).fields]

        assert [name for name in names if name.startswith("swap:")] == ["swap:l1"]

    def test_is_none_where_no_product_is_sold_any_more(self) -> None:
        made = prepared("change_items", PENDING, products={})

        assert (made.fields, made.refusal[:12]) == ((), "No item can ")

    def test_is_read_as_the_lines_that_do_not_stay_as_they_are(self) -> None:
        given = [("swap:l1", "shirt-m"), ("swap:l2", ""), ("settle_with", "")]

        assert read(OPERATIONS["change_items"], given, "#1001") == {
            "order_number": "#1001",
            "swaps": [{"line_id": "l1", "variant_id": "shirt-m"}],
        }


class TestTheFormOfPaymentMethods:
    @pytest.mark.parametrize(
        ("operation", "order", "name", "required"),
        [
            ("change_payment", PENDING, "method_id", True),
            ("change_items", PENDING, "settle_with", False),
            ("return_items", ARRIVED, "refund_to", True),
        ],
    )
    def test_offers_the_customers_own(
        self, operation: str, order: Order, name: str, *, required: bool
    ) -> None:
        offered = field(prepared(operation, order), name)

        assert [value for value, _ in offered.choices] == ["lea-card", "lea-gift"]
        assert "4242" in offered.choices[0][1]
        assert offered.required is required
        assert offered.blank == ("choose" if required else "no_difference")

    def test_is_read_as_the_chosen_one(self) -> None:
        given = [("method_id", " lea-gift ")]

        assert read(OPERATIONS["change_payment"], given, "#1001") == {
            "order_number": "#1001",
            "method_id": "lea-gift",
        }


class TestTheFormOfAnAddress:
    def test_has_the_orders_address_filled_in(self) -> None:
        made = prepared("change_address", PENDING)

        assert {one.name: one.value for one in made.fields} == {
            "recipient": "Léa Le Goff",
            "line1": "3 quai de l'Yser",
            "line2": "",
            "postcode": "29100",
            "city": "Douarnenez",
            "region": "",
            "country": "FR",
        }
        assert [one.name for one in made.fields if one.required] == ["line1", "postcode", "city"]

    def test_is_read_without_its_empty_parts_and_outer_spaces(self) -> None:
        given = [("line1", " 1 rue Haute "), ("line2", "  "), ("postcode", "29000"), ("city", "")]

        assert read(OPERATIONS["change_address"], given, "#1001") == {
            "order_number": "#1001",
            "address": {"line1": "1 rue Haute", "postcode": "29000"},
        }


class TestAnyForm:
    @pytest.mark.parametrize("operation", [one.name for one in for_orders()])
    def test_is_about_the_order_of_the_page_whatever_was_sent(self, operation: str) -> None:
        given = [("order_number", "#1004"), ("is_agreed", "yes")]

        parameters = read(OPERATIONS[operation], given, "#1001")

        assert parameters["order_number"] == "#1001"
        assert "is_agreed" not in parameters

    def test_is_a_refusal_where_the_rules_forbid_the_operation(self) -> None:
        made = prepared("cancel_order", ARRIVED)

        assert made.fields == ()
        assert "delivered" in made.refusal


class TestAFormThatTheCopilotFilledIn:
    def test_has_what_was_found_and_no_more(self) -> None:
        known = '{"order_number":"#1003","line_ids":["l4","l99"],"reason":"too_small","x":[1]}'
        made = filled(prepared("return_items", ARRIVED), known)

        assert field(made, "line_ids").chosen == {"l4"}
        assert made.suggested == known

    def test_has_the_variant_that_takes_a_lines_place(self) -> None:
        known = '{"swaps":[{"line_id":"l1","variant_id":"shirt-m"},"nonsense"]}'
        made = filled(prepared("change_items", PENDING), known)
        assert field(made, "swap:l1").chosen == {"shirt-m"}

    def test_has_the_address_part_by_part(self) -> None:
        known = '{"address":{"line1":"1 rue Neuve","city":7}}'
        made = filled(prepared("change_address", PENDING), known)
        assert field(made, "line1").value == "1 rue Neuve"
        assert field(made, "city").value == field(prepared("change_address", PENDING), "city").value

    def test_comes_back_as_it_was_sent_with_what_is_missing_marked(self) -> None:
        form = prepared("change_address", PENDING)
        sent: dict[str, JsonValue] = {"address": {"line1": "1 rue Neuve", "city": "Brest"}}
        made = given_back(form, sent, suggested="{}", wrong=())

        assert field(made, "line1").value == "1 rue Neuve"
        assert field(made, "postcode").value == ""
        assert [one.name for one in made.fields if one.missing] == ["postcode"]
        assert made.suggested == "{}"

    def test_comes_back_with_its_ticks_and_choices(self) -> None:
        sent: dict[str, JsonValue] = {"line_ids": ["l4"]}
        made = given_back(prepared("return_items", ARRIVED), sent, suggested="", wrong=())
        assert field(made, "line_ids").chosen == {"l4"}
        assert [one.name for one in made.fields if one.missing] == ["reason", "refund_to"]
        ready = given_back(prepared("return_items", ARRIVED), sent, suggested="", wrong=None)
        assert not [one for one in ready.fields if one.missing]

    @pytest.mark.parametrize("known", ["", "{", "[]", "7"])
    def test_with_nonsense_is_as_it_was(self, known: str) -> None:
        before = prepared("return_items", ARRIVED)
        assert filled(before, known) == before
