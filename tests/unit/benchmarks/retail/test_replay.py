from dataclasses import replace

import pytest

from assistant.operations.shop_rules import load_rules
from benchmarks.retail.replay import replay
from benchmarks.retail.retail_tasks import RULES
from benchmarks.retail.shop import to_records
from benchmarks.retail.tasks import Write, end_of
from tests.unit.benchmarks.retail.small_shop import (
    CANCEL,
    CHANGE,
    EXCHANGE,
    FILES,
    MOVE,
    PAY,
    RETURN,
    SAME,
    task,
)

RECORDS, SHOP_RULES = to_records(FILES), load_rules(RULES)


class TestAReplay:
    @pytest.mark.parametrize(
        "writes",
        [
            (CANCEL,),
            (RETURN,),
            (EXCHANGE,),
            (CHANGE,),
            (MOVE, PAY, CHANGE, RETURN),
            (PAY, CANCEL),
        ],
    )
    async def test_ends_as_the_policy_says(self, writes: tuple[Write, ...]) -> None:
        outcome = await replay(task(*writes), FILES, RECORDS, SHOP_RULES)

        assert (outcome.wrong, outcome.forbidden) == ((), ())

    async def test_names_what_the_policy_forbids(self) -> None:
        outcome = await replay(task(SAME), FILES, RECORDS, SHOP_RULES)

        assert outcome.wrong == ()
        assert outcome.forbidden == ("exchange_delivered_order_items: same options",)

    async def test_sees_an_end_that_is_another_one(self) -> None:
        other = replace(RECORDS, orders=tuple(replace(o, entries=()) for o in RECORDS.orders))

        outcome = await replay(task(CANCEL), FILES, other, SHOP_RULES)

        assert "#W100001 payments" in outcome.wrong


class TestThePolicy:
    def test_moves_money_to_the_cent(self) -> None:
        policy = end_of(task(PAY, CHANGE), FILES).policy

        moves = [
            (move["transaction_type"], move["payment_method_id"], move["amount"])
            for move in policy.orders["#W100001"]["payment_history"]
        ]
        assert moves[1:] == [
            ("refund", "credit_card_1", 52.5),
            ("payment", "gift_card_1", 52.5),
            ("payment", "credit_card_1", 0.5),
        ]
        assert policy.user["payment_methods"]["gift_card_1"]["balance"] == 7.5

    def test_lets_nothing_follow_a_change_of_items(self) -> None:
        assert end_of(task(CHANGE, CANCEL), FILES).forbidden == (
            "cancel_pending_order: order is pending (item modified)",
        )
