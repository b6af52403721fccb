from datetime import UTC, datetime

import pytest

from assistant.commerce.effect_notes import EffectNote
from assistant.commerce.order import EntryKind, LinePart, OrderStatus
from assistant.commerce.shop_ids import CustomerId, LineId
from integrations.shops.woocommerce.api_payloads import OrderPayload, WooMeta, WooRefund, read
from integrations.shops.woocommerce.order_reader import (
    WooOrderReader,
    customer_of,
    guest,
    guest_email,
    is_order,
)
from integrations.shops.woocommerce.permit_record import EXCHANGE, note_row
from tests.support.seeds.shop_records import RECORDS, euros
from tests.support.simulators.woocommerce.seed import Seed
from tests.support.simulators.woocommerce.store import Json, Store, blank


def given(number: int = 1001, **more: object) -> OrderPayload:
    store = Store()
    Seed(store).fill(RECORDS)
    return read(OrderPayload, store.orders[number] | more)


class TestAStatus:
    @pytest.mark.parametrize(
        ("said", "status"),
        [
            ("pending", OrderStatus.PENDING),
            ("on-hold", OrderStatus.PENDING),
            ("processing", OrderStatus.PENDING),
            ("completed", OrderStatus.DELIVERED),
            ("cancelled", OrderStatus.CANCELLED),
            ("refunded", OrderStatus.CANCELLED),
            ("an-extensions-own", OrderStatus.PROCESSED),
        ],
    )
    def test_is_ours_for_each_of_woocommerces(self, said: str, status: OrderStatus) -> None:
        assert WooOrderReader().read(given(status=said)).status is status

    def test_on_hold_waits_for_the_shop(self) -> None:
        assert not WooOrderReader().read(given(status="on-hold")).confirmed
        assert WooOrderReader().read(given(status="pending")).confirmed

    def test_of_completed_orders_is_what_the_shop_says(self) -> None:
        order = WooOrderReader(completed_means="shipped").read(given(1003))

        assert (order.status, order.delivered_at) == (OrderStatus.SHIPPED, None)

    def test_of_what_was_paid_back_after_it_was_sent_is_not_cancelled(self) -> None:
        assert WooOrderReader().read(given(1003, status="refunded")).status is OrderStatus.DELIVERED


class TestMoney:
    def test_of_a_line_is_kept_to_the_cent_where_a_piece_is_rounded(self) -> None:
        line = blank("line_item") | {"id": 1, "quantity": 3, "total": "10.00", "product_id": 2}

        [read_] = WooOrderReader().read(given(line_items=[line])).lines
        [back] = WooOrderReader().read(given(line_items=[line]), (), {1: 1}).lines

        assert (read_.price, read_.paid) == (euros(3.33), euros(10))
        assert (back.quantity, back.paid) == (2, euros(6.66))

    def test_has_moved_only_once_it_is_paid(self) -> None:
        assert WooOrderReader().read(given(date_paid_gmt=None)).entries == ()

    def test_that_was_paid_back_went_the_way_it_came(self) -> None:
        refund = {"id": 1, "reason": "", "total": "-16.00"}

        order = WooOrderReader().read(given(refunds=[refund]))

        assert [(one.kind, one.amount, one.method_id) for one in order.entries] == [
            (EntryKind.PAYMENT, euros(46), "stripe"),
            (EntryKind.REFUND, euros(16), "stripe"),
        ]

    def test_that_was_paid_back_with_pieces_of_a_return_is_the_returns(self) -> None:
        found = given(1003, refunds=[{"id": i, "reason": "", "total": "-30.00"} for i in (1, 2)])
        line = found.line_items[0].id
        rows = [{"id": 1, "key": "_refunded_item_id", "value": str(line)}]
        item = blank("line_item") | {"id": 9, "quantity": -1, "meta_data": rows}
        of_pieces, of_money = (
            read(
                WooRefund,
                {"id": 1, "date_created_gmt": "2026-11-12T10:00:00", "line_items": [item]},
            ),
            read(WooRefund, {"id": 2, "line_items": [item | {"quantity": 0}]}),
        )

        order = WooOrderReader().read(found, (), {line: 1}, (of_pieces, of_money))

        assert [one.request for one in order.entries] == ["", "#1003", ""]
        assert order.entries[1].at == datetime(2026, 11, 12, 10, tzinfo=UTC)
        assert [one.reference for one in order.requests] == ["#1003"]

    def test_of_a_line_is_with_its_tax_and_by_the_piece(self) -> None:
        line = blank("line_item") | {"id": 1, "quantity": 3, "total": "24.97", "total_tax": "5.00"}

        assert WooOrderReader().read(given(line_items=[line])).lines[0].price == euros(9.99)


class TestALine:
    def test_shows_a_variations_choices_in_old_shops_too(self) -> None:
        rows = [{"id": 1, "key": "pa_couleur", "value": "bleu"}, {"id": 2, "key": "_x", "value": 1}]
        line = blank("line_item") | {"id": 1, "variation_id": 23, "meta_data": rows}

        assert WooOrderReader().read(given(line_items=[line])).lines[0].options == (
            ("couleur", "bleu"),
        )

    def test_of_a_product_without_variations_shows_none(self) -> None:
        rows = [{"id": 1, "key": "Gravure", "value": "Léa"}]
        line = blank("line_item") | {"id": 1, "meta_data": rows}

        assert WooOrderReader().read(given(line_items=[line])).lines[0].options == ()


def returned(key: str, pieces: int, of: int) -> EffectNote:
    return EffectNote(
        key=key,
        type="return_items",
        state="done",
        by="w",
        at=datetime(2026, 11, 23, tzinfo=UTC),
        lines=(LineId("1"),),
        parts=(LinePart(line_id=LineId("1"), pieces=pieces, of=of),),
    )


class TestPiecesLeftOfALine:
    @pytest.mark.parametrize(
        ("notes", "refunded", "left"),
        [
            (((1, 3),), 0, 2),
            (((1, 3),), 1, 2),  # the note's own piece was paid back
            (((1, 2),), 1, 1),  # another piece left before
            (((1, 2),), 2, 1),
            (((1, 3), (1, 3)), 1, 1),
            (((1, 3), (1, 2)), 1, 1),
            (((1, 3), (1, 2)), 2, 1),
            (((1, 2), (1, 2)), 1, 0),
            (((1, 2), (1, 2)), 2, 0),
            (((1, 2), (1, 2)), 3, 0),
            (((1, 3),), 3, 0),
        ],
    )
    def test_are_less_by_each_piece_once(
        self, notes: tuple[tuple[int, int], ...], refunded: int, left: int
    ) -> None:
        line = blank("line_item") | {"id": 1, "quantity": 3, "total": "30.00", "product_id": 2}
        rows = [
            {"id": number, **note_row(returned(f"k{number}", *one))}
            for number, one in enumerate(notes, 1)
        ]

        found = given(1003, line_items=[line], meta_data=rows)
        order = WooOrderReader().read(found, (), {1: refunded} if refunded else {})

        assert order.left(order.lines[0]) == left


class TestAVersion:
    def test_changes_with_what_is_known_of_the_order(self) -> None:
        before = WooOrderReader().read(given()).version

        assert WooOrderReader().read(given()).version == before
        assert WooOrderReader().read(given(status="cancelled")).version != before
        assert WooOrderReader().read(given(shipping_total="4.90")).version != before

    def test_does_not_change_with_what_is_not(self) -> None:
        before = WooOrderReader().read(given()).version

        changed = given(date_modified_gmt="2026-11-23T10:00:00", customer_note="ring twice")

        assert WooOrderReader().read(changed).version == before


class TestGuests:
    def test_are_known_by_their_address_which_cannot_be_read_in_passing(self) -> None:
        order = given(customer_id=0, billing={"email": "Anna@Example.com"})

        assert customer_of(order) == guest("anna@example.com")
        assert "anna" not in customer_of(order)
        assert guest_email(customer_of(order)) == "anna@example.com"

    @pytest.mark.parametrize("other", ["12", "guest:?", "guest:é", ""])
    def test_are_nobody_else(self, other: str) -> None:
        assert guest_email(CustomerId(other)) == ""


class TestWhatIsAnOrder:
    @pytest.mark.parametrize("status", ["trash", "auto-draft", "checkout-draft"])
    def test_is_no_draft_and_not_thrown_away(self, status: str) -> None:
        assert is_order(given())
        assert not is_order(given(status=status))

    def test_is_not_what_sends_an_exchange(self) -> None:
        sends: Json = {"meta_data": [WooMeta(id=1, key=EXCHANGE, value="x").model_dump()]}

        assert not is_order(given(**sends))


def test_products_that_are_not_taken_back_are_told() -> None:
    found = given()

    lines = WooOrderReader().read(found, {found.line_items[0].product_id}).lines

    assert [line.final_sale for line in lines] == [True, False]
