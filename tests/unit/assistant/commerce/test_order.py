from dataclasses import replace

import pytest

from assistant.commerce.amounts import times
from assistant.commerce.order import (
    Entry,
    EntryKind,
    OrderRequest,
    OrderStatus,
    RequestKind,
    versioned,
)
from tests.support.seeds.shop_records import ARRIVED, CARD, PENDING, euros


class TestAVersion:
    def test_is_the_same_for_the_same_order(self) -> None:
        assert versioned(PENDING) == versioned(replace(PENDING, version="9"))

    def test_is_another_for_whatever_changes(self) -> None:
        shipped = replace(PENDING, status=OrderStatus.SHIPPED)

        assert versioned(shipped).version != versioned(PENDING).version

    def test_is_the_same_whyever_something_came_back(self) -> None:
        back = OrderRequest(kind=RequestKind.RETURN, reference="R1", line_ids=())
        told = replace(back, reason="too_small")
        returned, because = (replace(PENDING, requests=(one,)) for one in (back, told))
        assert versioned(returned).version == versioned(because).version


class TestWhatIsFree:
    @pytest.mark.parametrize(
        ("kind", "amount", "paid_back", "less"),
        [
            (RequestKind.RETURN, 16, 0, 16),
            (RequestKind.RETURN, 16, 16, 16),  # the promise was kept: it counts once
            (RequestKind.RETURN, 16, 20, 20),
            (RequestKind.EXCHANGE, -5, 0, 5),
            (RequestKind.EXCHANGE, 5, 0, 0),
        ],
    )
    def test_is_what_is_neither_paid_back_nor_promised(
        self, kind: RequestKind, amount: int, paid_back: int, less: int
    ) -> None:
        promised = times(euros(abs(amount)), 1 if amount > 0 else -1)
        request = OrderRequest(kind=kind, reference="R1", line_ids=(), amount=promised)
        refund = Entry(kind=EntryKind.REFUND, method_id=CARD, amount=euros(paid_back))
        entries = (*ARRIVED.entries, *((refund,) if paid_back else ()))
        order = replace(ARRIVED, requests=(request,), entries=entries)

        assert order.free == euros(ARRIVED.paid.amount_minor / 100 - less)
