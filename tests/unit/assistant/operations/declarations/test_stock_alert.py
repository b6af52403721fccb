from dataclasses import replace

from assistant.commerce.shop_effects import AlertBackInStock
from assistant.commerce.shop_ids import ProductId, VariantId
from assistant.operations.declarations.stock_alert import STOCK_ALERT, Alert, WantedVariant
from assistant.operations.types import Allowed
from tests.support.seeds.shop_records import GONE, LARGE, LEA, SHIRT
from tests.unit.assistant.operations.cases import LEA as CUSTOMER
from tests.unit.assistant.operations.cases import case, code


def wanted(variant_id: VariantId, product_id: ProductId = SHIRT) -> Alert:
    return Alert(wanted=WantedVariant(product_id=product_id, variant_id=variant_id))


class TestAskingForAnAlert:
    def test_is_allowed_for_what_is_out_of_stock(self) -> None:
        assert STOCK_ALERT.weigh(case(wanted(GONE))) == Allowed(
            effect=AlertBackInStock(customer_id=LEA, product_id=SHIRT, variant_id=GONE)
        )

    def test_is_refused_for_what_is_in_stock(self) -> None:
        assert code(STOCK_ALERT.weigh(case(wanted(LARGE)))) == "in_stock"

    def test_is_refused_for_what_is_not_sold(self) -> None:
        assert code(STOCK_ALERT.weigh(case(wanted(VariantId("hat"))))) == "unknown_product"
        unknown = wanted(GONE, ProductId("hat"))
        assert code(STOCK_ALERT.weigh(case(unknown))) == "unknown_product"

    def test_reads_back_variant_and_address(self) -> None:
        text = STOCK_ALERT.tell(case(wanted(GONE)), Allowed(), "en")

        assert text == "Write to lea.legoff@example.com when Ouessant Shirt (XL) is back in stock?"

    def test_is_refused_where_there_is_no_address_to_write_to(self) -> None:
        unreachable = replace(CUSTOMER, email="")

        assert code(STOCK_ALERT.weigh(case(wanted(GONE), customer=unreachable))) == "no_email"
