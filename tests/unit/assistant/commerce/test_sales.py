from dataclasses import replace

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from assistant.commerce.order import LinePart, OrderRequest, OrderStatus, RequestKind
from assistant.commerce.sales import region_of, share_out, sold
from tests.support.seeds.shop_records import PENDING, euros


class TestWhatAnOrderSold:
    def test_is_told_line_by_line(self) -> None:
        lines = list(sold(PENDING))

        assert [(one.title, one.quantity, one.paid) for one in lines] == [
            ("Ouessant Shirt", 1, euros(30)),
            ("Sein Socks", 2, euros(16)),
        ]
        assert {(one.at, one.customer_id, one.region) for one in lines} == {
            (PENDING.placed_at, PENDING.customer_id, "FR-29")
        }

    def test_tells_the_pieces_that_came_back(self) -> None:
        socks = PENDING.lines[1].line_id
        back = OrderRequest(
            kind=RequestKind.RETURN,
            reference="R1",
            line_ids=(socks,),
            parts=(LinePart(line_id=socks, pieces=1, of=2),),
        )
        assert [one.return_reason for one in sold(replace(PENDING, requests=(back,)))] == ["", ""]
        swapped = replace(back, kind=RequestKind.EXCHANGE, line_ids=(PENDING.lines[0].line_id,))

        lines = sold(replace(PENDING, requests=(back, swapped)))

        assert [one.returned for one in lines] == [0, 1]

    def test_tells_the_reason_of_the_last_return_that_has_one(self) -> None:
        shirt, socks = (one.line_id for one in PENDING.lines)
        first = OrderRequest(
            kind=RequestKind.RETURN, reference="R1", line_ids=(shirt, socks), reason="too_small"
        )
        second = replace(first, reference="R2", line_ids=(socks,), reason="defective")
        silent = replace(first, reference="R3", reason="")

        lines = sold(replace(PENDING, requests=(first, second, silent)))

        assert [one.return_reason for one in lines] == ["too_small", "defective"]

    def test_is_nothing_once_it_is_cancelled(self) -> None:
        assert list(sold(replace(PENDING, status=OrderStatus.CANCELLED))) == []


class TestARegion:
    @pytest.mark.parametrize(
        ("country", "postcode", "region"),
        [
            ("FR", "75011", "FR-75"),
            ("fr", "29 100", "FR-29"),
            ("FR", "20000", "FR-20"),
            ("FR", "97400", "FR-974"),
            ("FR", "98800", "FR-988"),
            ("FR", "", "FR"),
            ("IE", "T12 XY34", "IE"),
            ("BE", "10000", "BE"),
            ("", "", ""),
        ],
    )
    def test_is_a_department_in_france_and_else_a_country(
        self, country: str, postcode: str, region: str
    ) -> None:
        assert region_of(country, postcode) == region


class TestSharingOut:
    @drawn(amount=st.integers(0, 5_000), weights=st.lists(st.integers(0, 900), max_size=8))
    def test_gives_all_of_it_and_nobody_more_than_they_have(
        self, amount: int, weights: list[int]
    ) -> None:
        parts = [*share_out(amount, weights)]

        assert sum(parts) == min(amount, sum(weights))
        assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))
