from datetime import UTC, datetime

from assistant.commerce.effect_notes import Done, EffectNote, begin, owner_of
from assistant.commerce.shop_effects import (
    AlertBackInStock,
    CancelOrder,
    ChangeAddress,
    ChangeDefaultAddress,
    ChangeItems,
    Effect,
    ReturnItems,
    Swap,
)
from assistant.commerce.shop_ids import (
    CustomerId,
    LineId,
    OrderId,
    PaymentMethodId,
    ProductId,
    VariantId,
)
from tests.support.seeds.shop_records import LANE, euros

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
CARD = PaymentMethodId("card")
RETURN = ReturnItems(
    order_id=OrderId("1"),
    version="1",
    line_ids=(LineId("2"),),
    refund_to=CARD,
    refund=euros(30),
    reason="too_small",
)
CHANGE = ChangeItems(
    order_id=OrderId("1"),
    version="1",
    swaps=(Swap(line_id=LineId("2"), variant_id=VariantId("3")),),
    settle_with=CARD,
    difference=euros(-5),
)
ADDRESS = ChangeDefaultAddress(customer_id=CustomerId("7"), address=LANE)


def note(effect: Effect) -> EffectNote:
    return begin(effect, "k1", by="one", at=AT)


class TestANote:
    def test_keeps_where_the_refund_of_a_return_goes(self) -> None:
        kept = note(RETURN)

        assert (kept.lines, kept.method, kept.requested) == (("2",), CARD, euros(30))
        assert (kept.state, kept.reason) == ("begun", "too_small")

    def test_keeps_the_difference_of_swaps(self) -> None:
        kept = note(CHANGE)

        assert (kept.lines, kept.variants, kept.requested) == (("2",), ("3",), euros(-5))
        assert kept.amount is None

    def test_keeps_why_an_order_is_cancelled(self) -> None:
        cancel = CancelOrder(order_id=OrderId("1"), version="1", reason="no_longer_needed")

        assert note(cancel).reason == "no_longer_needed"

    def test_keeps_what_is_waited_for(self) -> None:
        alert = AlertBackInStock(
            customer_id=CustomerId("7"), product_id=ProductId("5"), variant_id=VariantId("3")
        )

        assert note(alert).variants == ("3",)

    def test_has_nothing_about_a_person(self) -> None:
        kept = note(ADDRESS).model_dump_json()

        assert "Cork" not in kept
        assert "Brien" not in kept

    def test_gives_the_receipt_once_it_is_done(self) -> None:
        done = note(CHANGE).completed(Done(reference="#1", amount=euros(5), refund_days=(5, 7)))
        read = EffectNote.model_validate_json(done.model_dump_json(exclude_defaults=True))

        assert read == done
        assert read.state == "done"
        assert (read.receipt.key, read.receipt.reference) == ("k1", "#1")
        assert (read.receipt.amount, read.receipt.refund_days) == (euros(5), (5, 7))
        assert read.requested == euros(-5)


def test_an_effect_is_had_on_its_order_or_its_customer() -> None:
    assert owner_of(RETURN) == "1"
    assert owner_of(ADDRESS) == "7"


def test_a_note_keeps_its_effect_until_it_is_done() -> None:
    note = begin(CHANGE, "k", by="w", at=AT)

    assert note.begun == CHANGE
    assert EffectNote.model_validate_json(note.model_dump_json(exclude_defaults=True)) == note
    assert note.completed(Done(reference="#1")).begun is None


def test_a_note_keeps_nobodys_address() -> None:
    change = ChangeAddress(order_id=OrderId("1"), version="1", address=LANE)

    for effect in (change, ADDRESS):
        note = begin(effect, "k", by="w", at=AT)
        assert note.begun is None
        assert LANE.line1 not in note.model_dump_json()
