"""The draw that holds customers out: the same again, about the share, its own for each trigger."""

import pytest

from assistant.conversation.ids import CustomerId
from assistant.outreach.holdout import is_held_out

KEY = bytes(32)
MANY = [CustomerId(f"customer-{n}") for n in range(4000)]


def drawn(trigger: str, share: float, key: bytes = KEY) -> list[bool]:
    return [is_held_out(key, trigger, one, share) for one in MANY]


class TestHoldout:
    @pytest.mark.parametrize("share", [0.0, 0.05, 0.1, 0.5])
    def test_is_about_the_share_of_the_customers(self, share: float) -> None:
        assert sum(drawn("parcel_late", share)) / len(MANY) == pytest.approx(share, abs=0.025)

    def test_is_the_same_again_and_others_with_another_key(self) -> None:
        assert drawn("parcel_late", 0.5) == drawn("parcel_late", 0.5)
        assert drawn("parcel_late", 0.5) != drawn("parcel_late", 0.5, key=bytes(31) + b"1")

    def test_draws_anew_for_each_trigger(self) -> None:
        both = zip(drawn("parcel_late", 0.5), drawn("return_refunded", 0.5), strict=True)
        agree = sum(one == other for one, other in both) / len(MANY)
        assert agree == pytest.approx(0.5, abs=0.03)

    def test_keeps_who_was_held_out_when_the_share_grows(self) -> None:
        few, more = drawn("parcel_late", 0.1), drawn("parcel_late", 0.2)
        assert all(now for before, now in zip(few, more, strict=True) if before)
