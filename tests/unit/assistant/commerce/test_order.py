from dataclasses import replace

from assistant.commerce.order import OrderStatus, versioned
from tests.support.seeds.shop_records import PENDING


class TestAVersion:
    def test_is_the_same_for_the_same_order(self) -> None:
        assert versioned(PENDING) == versioned(replace(PENDING, version="9"))

    def test_is_another_for_whatever_changes(self) -> None:
        shipped = replace(PENDING, status=OrderStatus.SHIPPED)

        assert versioned(shipped).version != versioned(PENDING).version
