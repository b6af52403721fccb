"""What a scenario asserts: everything that goes wrong is reported, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.app.evaluation.scenarios import (
    CustomerEnd,
    OrderEnd,
    ScenarioStep,
    customer_missed,
    events_missed,
    order_missed,
    read_scenarios,
)
from assistant.commerce.order import OrderRequest, OrderStatus, RequestKind
from assistant.commerce.shop_ids import LineId
from assistant.conversation.events import IdentityProven, OperationDone, OperationRefused
from assistant.conversation.ids import ConversationId
from tests.support.seeds.shop_records import (
    ARRIVED,
    DELIVERED,
    GIFT,
    LANE,
    LARGE,
    LEA,
    LEA_KNOWN,
    PENDING,
)

CID = ConversationId("c1")
PROVEN = IdentityProven(conversation_id=CID, at=DELIVERED, customer_id=LEA, method="email_code")
DONE = OperationDone(
    conversation_id=CID,
    at=DELIVERED,
    proposal_id="p1",
    operation="cancel_order",
    reference="#1001",
)
REFUSED = OperationRefused(
    conversation_id=CID, at=DELIVERED, operation="return_items", rule="window_closed"
)
SCENARIO = """
- name: {name}
  language: en
  steps:
    - {{sign_in: lea, say: cancel it, expect: [{event}]}}
"""


class TestEvents:
    def test_that_happened_are_not_missed(self) -> None:
        step = ScenarioStep(
            say="yes",
            expect=("identity_proven:lea", "operation_done:cancel_order"),
            never=("operation_refused", "operation_done:return_items"),
        )

        assert events_missed(step, (PROVEN, DONE)) == []

    def test_that_did_not_happen_are_missed(self) -> None:
        step = ScenarioStep(say="yes", expect=("operation_done", "operation_refused:is_shipped"))

        assert events_missed(step, (DONE, REFUSED)) == ["no operation_refused:is_shipped"]

    def test_in_the_wrong_order_are_missed(self) -> None:
        step = ScenarioStep(say="yes", expect=("operation_done", "identity_proven"))

        assert events_missed(step, (PROVEN, DONE)) == ["no identity_proven"]

    def test_that_must_not_happen_are_reported(self) -> None:
        step = ScenarioStep(say="yes", never=("operation_done:cancel_order", "operation_confirmed"))

        assert events_missed(step, (DONE,)) == ["operation_done:cancel_order must not be"]


class TestAnOrder:
    def test_as_it_was_is_untouched(self) -> None:
        assert order_missed("1001", OrderEnd(untouched=True), PENDING, PENDING) == []

    def test_that_changed_in_any_way_was_touched(self) -> None:
        after = replace(PENDING, version="2")

        assert order_missed("1001", OrderEnd(untouched=True), PENDING, after) == [
            "1001 was touched"
        ]

    @pytest.mark.parametrize(
        ("end", "missed"),
        [
            (OrderEnd(status="cancelled"), "1001: status is pending"),
            (OrderEnd(city="Lyon"), f"1001: city is {PENDING.address.city}"),
            (OrderEnd(paid_with="lea-gift"), "1001: paid_with is lea-card"),
            (OrderEnd(requests=("return",)), "1001: requests is ()"),
            (OrderEnd(returned=("Ouessant Shirt",)), "1001: returned is ()"),
            (OrderEnd(variants=("shirt-l",)), "1001: variants is ()"),
        ],
    )
    def test_that_ended_otherwise_is_missed(self, end: OrderEnd, missed: str) -> None:
        assert order_missed("1001", end, PENDING, PENDING) == [missed]

    def test_that_ended_as_told_is_not_missed(self) -> None:
        after = replace(
            PENDING,
            status=OrderStatus.CANCELLED,
            address=LANE,
            entries=(replace(PENDING.entries[0], method_id=GIFT),),
        )
        end = OrderEnd(status="cancelled", city=LANE.city, paid_with="lea-gift", requests=())

        assert order_missed("1001", end, PENDING, after) == []

    def test_is_told_by_what_was_returned_and_by_what_came_instead(self) -> None:
        exchange = OrderRequest(
            kind=RequestKind.EXCHANGE,
            reference="E1",
            line_ids=(LineId("l5"), LineId("l4")),
            new_variant_ids=(LARGE,),
        )
        after = replace(ARRIVED, requests=(exchange,))
        titles = ("Sein Socks", "Ouessant Shirt")
        end = OrderEnd(requests=("exchange",), returned=titles, variants=("shirt-l",))

        assert order_missed("1003", end, ARRIVED, after) == []


class TestAnAccount:
    def test_as_it_was_is_untouched(self) -> None:
        assert customer_missed("lea", CustomerEnd(untouched=True), LEA_KNOWN, LEA_KNOWN) == []

    def test_that_moved_was_touched(self) -> None:
        moved = replace(LEA_KNOWN, default_address=LANE)
        untouched = customer_missed("lea", CustomerEnd(untouched=True), LEA_KNOWN, moved)

        assert untouched == ["lea was touched"]
        assert customer_missed("lea", CustomerEnd(city=LANE.city), LEA_KNOWN, moved) == []

    def test_that_did_not_move_is_missed(self) -> None:
        missed = customer_missed("lea", CustomerEnd(city="Lyon"), LEA_KNOWN, LEA_KNOWN)

        assert missed == [f"lea: city is {LEA_KNOWN.default_address.city}"]  # type: ignore[union-attr]  # has one


class TestScenarios:
    def test_are_read_from_every_file(self, tmp_path: Path) -> None:
        for name in ("one", "two"):
            text = SCENARIO.format(name=name, event="operation_done")
            (tmp_path / f"{name}.yml").write_text(text, "utf-8")

        assert [one.name for one in read_scenarios(tmp_path)] == ["one", "two"]

    def test_of_one_name_are_refused(self, tmp_path: Path) -> None:
        text = SCENARIO.format(name="one", event="operation_done")
        (tmp_path / "all.yml").write_text(text * 2, "utf-8")

        with pytest.raises(ValueError, match="two scenarios are called 'one'"):
            read_scenarios(tmp_path)

    def test_that_name_no_event_are_refused(self, tmp_path: Path) -> None:
        text = SCENARIO.format(name="one", event="operation_dne")
        (tmp_path / "all.yml").write_text(text, "utf-8")

        with pytest.raises(ValueError, match=r"all\.yml: (?s:.*)there is no event operation_dne"):
            read_scenarios(tmp_path)
