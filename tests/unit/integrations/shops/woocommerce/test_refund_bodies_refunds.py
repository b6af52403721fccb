from integrations.shops.woocommerce.api_payloads import OrderPayload, WooItem, read
from integrations.shops.woocommerce.refund_bodies import everything, part
from tests.support.seeds.shop_records import euros
from tests.support.simulators.woocommerce.store import Json, blank

TAX = [{"id": 75, "total": "5.00", "subtotal": "5.00"}]
LINE = blank("line_item") | {
    "id": 1, "quantity": 2, "total": "25.00", "total_tax": "5.00", "taxes": TAX,
}  # fmt: skip
SHIPPING = blank("line_item") | {"id": 2, "total": "4.90"}


def order(**more: object) -> OrderPayload:
    fields: Json = {"line_items": [LINE], "shipping_lines": [SHIPPING], "total": "34.90"}
    return read(OrderPayload, blank("order") | fields | more)


class TestEverything:
    def test_names_each_line_with_its_goods_and_its_tax(self) -> None:
        body = everything(order(), euros(34.9), "why")

        assert (body["amount"], body["reason"]) == ("34.90", "why")
        assert body["api_refund"]
        assert body["api_restock"]
        assert body["line_items"] == [
            {
                "id": 1,
                "quantity": 2,
                "refund_total": 25.0,
                "refund_tax": [{"id": 75, "refund_total": 5.0}],
            },
            {"id": 2, "refund_total": 4.9},
        ]

    def test_names_only_pieces_where_something_was_paid_back_before(self) -> None:
        before = [{"id": 9, "reason": "", "total": "-10.00"}]

        body = everything(order(refunds=before), euros(24.9), "why")

        assert body["amount"] == "24.90"
        assert body["line_items"] == [{"id": 1, "quantity": 2, "refund_total": 0}]


class TestAPart:
    def test_is_goods_and_tax_in_the_lines_own_shares(self) -> None:
        body = part(read(WooItem, LINE), euros(6), "why")

        assert body["line_items"] == [
            {
                "id": 1,
                "quantity": 0,
                "refund_total": 5.0,
                "refund_tax": [{"id": 75, "refund_total": 1.0}],
            }
        ]
        assert not body["api_restock"]

    def test_adds_up_whatever_is_rounded(self) -> None:
        line = part(read(WooItem, LINE), euros(0.05), "why")["line_items"][0]

        assert line["refund_total"] + line["refund_tax"][0]["refund_total"] == 0.05
