from dataclasses import replace

import pytest

from assistant.commerce.order import OrderStatus
from assistant.commerce.permit import OrderedByAgent, Permit, UnpermittedError
from assistant.commerce.permit_seal import PermitSeal
from assistant.commerce.ports import ShopUnavailableError
from assistant.commerce.shop_effects import CancelOrder, fingerprint
from assistant.conversation.dealings import Dealings, Proposal
from assistant.conversation.events import CustomerWrote
from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.operations.gate import Gate
from assistant.operations.gate_answers import (
    EffectDone,
    Incomplete,
    LookupAnswer,
    NeedsIdentity,
    Outdated,
    Ready,
)
from assistant.operations.types import Refusal
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import RECORDS
from tests.unit.assistant.operations.cases import NOW
from tests.unit.assistant.operations.gating import CANCEL, NOBODY, CountingShop, lea, read_back


def yes(message_id: str = "m2") -> CustomerWrote:
    return CustomerWrote(
        conversation_id=ConversationId("c1"),
        at=NOW,
        message_id=MessageId(message_id),
        text="yes",
    )


class TestConsidering:
    async def test_reads_back_and_does_nothing(self, gate: Gate, shop: CountingShop) -> None:
        ready = await gate.consider("cancel_order", CANCEL, identity=lea(), language="en")

        assert isinstance(ready, Ready)
        assert ready.read_back.startswith("Cancel order #1001")
        assert (shop.executed, shop.records()) == (0, RECORDS)

    async def test_tells_what_has_no_effect(self, gate: Gate) -> None:
        told = await gate.consider(
            "order_status", {"order_number": "1003"}, identity=lea(), language="fr"
        )

        assert isinstance(told, LookupAnswer)
        assert told.text.startswith("Commande #1003 : livrée.")
        assert told.links == ("https://parcels.example/6A00000000001",)

    async def test_needs_an_identity(self, gate: Gate, shop: CountingShop) -> None:
        needs = await gate.consider("cancel_order", CANCEL, identity=None, language="en")

        assert needs == NeedsIdentity()
        assert shop.looked_up == []

    async def test_needs_one_that_holds(self, gate: Gate) -> None:
        for identity in (lea(minutes_ago=60), lea(method="email"), lea(method="guessed")):
            assert (
                await gate.consider("cancel_order", CANCEL, identity=identity, language="en")
                == NeedsIdentity()
            )
        still = lea(minutes_ago=59)
        ready = await gate.consider("cancel_order", CANCEL, identity=still, language="en")
        assert isinstance(ready, Ready)

    async def test_names_what_is_missing_or_of_the_wrong_form(self, gate: Gate) -> None:
        wrong = {"order_number": "#1003", "line_ids": "all", "extra": 1}

        incomplete = await gate.consider("return_items", wrong, identity=lea(), language="en")

        assert isinstance(incomplete, Incomplete)
        assert set(incomplete.fields) == {"line_ids", "refund_to", "extra"}

    async def test_knows_no_other_operation(self, gate: Gate) -> None:
        with pytest.raises(KeyError):
            await gate.consider("give_refund", {}, identity=lea(), language="en")

    @pytest.mark.parametrize("name", ["order_status", "cancel_order", "exchange_items"])
    async def test_somebody_elses_order_is_like_one_that_does_not_exist(
        self, gate: Gate, shop: CountingShop, name: str
    ) -> None:
        answers, looks = [], []
        for number in ("#1004", "#9999"):
            parameters: dict[str, object] = {"order_number": number}
            if name == "exchange_items":
                parameters["swaps"] = [{"line_id": "l6", "variant_id": given.MEDIUM}]
            shop.looked_up.clear()
            answers.append(await gate.consider(name, parameters, identity=lea(), language="en"))
            looks.append(tuple(shop.looked_up))

        assert answers == [Refusal(code="unknown_order")] * 2
        assert looks[0] == looks[1] == ("customer", "order")

    async def test_refuses_with_a_reason(self, gate: Gate) -> None:
        late = {"order_number": "#1003", "reason": "no_longer_needed"}

        refusal = await gate.consider("cancel_order", late, identity=lea(), language="en")

        assert refusal == Refusal(code="is_delivered", values={"number": "#1003"})


class TestExecuting:
    async def test_does_what_was_read_back(self, gate: Gate, shop: CountingShop) -> None:
        done = await gate.execute(await read_back(gate), ownership=NOBODY, language="en")

        assert isinstance(done, EffectDone)
        assert done.receipt.key == "p1"
        assert done.text.startswith("Order #1001 is cancelled. €46.00 will be refunded")
        order = await shop.with_number("#1001")
        assert order is not None
        assert order.status is OrderStatus.CANCELLED

    async def test_says_the_same_again_and_does_nothing_more(
        self, gate: Gate, shop: CountingShop
    ) -> None:
        proposal = await read_back(gate)
        first = await gate.execute(proposal, ownership=NOBODY, language="en")
        after = shop.records()

        again = await gate.execute(proposal, ownership=NOBODY, language="en")

        assert isinstance(first, EffectDone)
        assert isinstance(again, EffectDone)
        assert (again.receipt, again.text) == (first.receipt, first.text)
        assert (shop.executed, shop.records()) == (1, after)

    async def test_makes_a_lost_answer_good(self, gate: Gate, shop: CountingShop) -> None:
        proposal = await read_back(gate)
        shop.loses_answers = True
        with pytest.raises(ShopUnavailableError):
            await gate.execute(proposal, ownership=NOBODY, language="en")
        after = shop.records()

        done = await gate.execute(proposal, ownership=NOBODY, language="en")

        assert isinstance(done, EffectDone)
        assert (shop.executed, shop.records()) == (1, after)

    @pytest.mark.parametrize(
        ("name", "parameters", "said"),
        [
            ("cancel_order", CANCEL, "Order #1001 is cancelled. €46.00 will be refunded"),
            (
                "stock_alert",
                {"wanted": {"product_id": given.SHIRT, "variant_id": given.GONE}},
                "Noted: you will get an e-mail when it is back.",
            ),
        ],
    )
    async def test_says_what_was_done_to_what_is_gone_since(
        self, gate: Gate, shop: CountingShop, name: str, parameters: dict[str, object], said: str
    ) -> None:
        proposal = await read_back(gate, name, **parameters)
        await gate.execute(proposal, ownership=NOBODY, language="en")
        shop.gone = True

        done = await gate.execute(proposal, ownership=NOBODY, language="en")

        assert isinstance(done, EffectDone)
        assert done.text.startswith(said)
        assert shop.executed == 1

    async def test_is_told_again_later_without_doing_anything(
        self, gate: Gate, shop: CountingShop
    ) -> None:
        proposal = await read_back(gate)
        before = await gate.had(proposal, language="en")
        done = await gate.execute(proposal, ownership=NOBODY, language="en")
        after = await gate.had(proposal, language="en")

        assert before is None
        assert isinstance(done, EffectDone)
        assert after is not None
        assert (after.receipt, after.text) == (done.receipt, done.text)
        assert shop.executed == 1

    async def test_is_not_told_again_once_the_conversation_is_erased(self, gate: Gate) -> None:
        proposal = await read_back(gate)
        await gate.execute(proposal, ownership=NOBODY, language="en")

        assert await gate.had(replace(proposal, parameters="{}"), language="en") is None

    async def test_does_not_do_what_is_outdated(self, gate: Gate, shop: CountingShop) -> None:
        address = {"line1": "8 rue Haute", "postcode": "29200", "city": "Brest"}
        proposal = await read_back(gate)
        moved = await read_back(gate, "change_address", order_number="#1001", address=address)
        await gate.execute(replace(moved, proposal_id="p2"), ownership=NOBODY, language="en")
        before = shop.records()

        assert await gate.execute(proposal, ownership=NOBODY, language="en") == Outdated()

        assert shop.records() == before

    async def test_does_not_do_what_is_no_longer_allowed(
        self, gate: Gate, shop: CountingShop
    ) -> None:
        first, second = await read_back(gate), await read_back(gate)
        await gate.execute(first, ownership=NOBODY, language="en")

        again = replace(second, proposal_id="p2")
        refused = await gate.execute(again, ownership=NOBODY, language="en")

        assert refused == Refusal(code="is_cancelled", values={"number": "#1001"})
        assert shop.executed == 1

    async def test_does_nothing_for_another_fingerprint(
        self, gate: Gate, shop: CountingShop
    ) -> None:
        forged = replace(await read_back(gate), fingerprint="0" * 64)

        assert await gate.execute(forged, ownership=NOBODY, language="en") == Outdated()
        assert shop.executed == 0

    async def test_does_nothing_to_somebody_elses_order(
        self, gate: Gate, shop: CountingShop
    ) -> None:
        forged = replace(await read_back(gate), customer_id=given.TOM)

        assert await gate.execute(forged, ownership=NOBODY, language="en") == Refusal(
            code="unknown_order"
        )
        assert shop.executed == 0

    async def test_a_price_that_moved_makes_the_read_back_outdated(self, gate: Gate) -> None:
        swap = {"line_id": "l1", "variant_id": given.LARGE}
        asked = {"order_number": "#1001", "swaps": [swap], "settle_with": given.CARD}
        before = CountingShop(RECORDS)
        gate = replace(gate, customers=before, orders=before, assortment=before)
        proposal = await read_back(gate, "change_items", **asked)
        dearer = replace(given.SHIRTS.variants[3], price=given.euros(40))
        shirts = replace(given.SHIRTS, variants=(*given.SHIRTS.variants[:3], dearer))
        now = CountingShop(replace(RECORDS, products={"en": (shirts,)}))

        answer = await replace(gate, customers=now, orders=now, assortment=now).execute(
            proposal, ownership=NOBODY, language="en"
        )

        assert answer == Outdated()
        assert now.executed == 0


def asked(proposal: Proposal) -> Dealings:
    """Return a conversation whose last reply read `proposal` back."""
    return Dealings(identity=lea(), proposal=proposal, said_last=True)


class TestConfirming:
    async def test_takes_a_fresh_yes(self, gate: Gate) -> None:
        dealings = asked(await read_back(gate))

        assert gate.may_confirm(dealings, yes())

    async def test_takes_no_yes_once_something_else_was_said(self, gate: Gate) -> None:
        dealings = asked(await read_back(gate))

        assert not gate.may_confirm(dealings.after_reply(()), yes())

    async def test_takes_no_yes_to_nothing(self, gate: Gate) -> None:
        assert not gate.may_confirm(Dealings(identity=lea()), yes())
        done = Dealings(identity=lea(), confirmed=await read_back(gate))
        assert not gate.may_confirm(done, yes())

    async def test_takes_no_yes_from_nobody(self, gate: Gate, clock: HandClock) -> None:
        proposal = await read_back(gate)

        assert not gate.may_confirm(replace(asked(proposal), identity=None), yes())
        clock.move(5 * 60)
        aged = replace(asked(proposal), identity=lea(minutes_ago=55))
        assert not gate.may_confirm(aged, yes())

    async def test_takes_no_yes_that_was_written_before_it_was_read(self, gate: Gate) -> None:
        unread = replace(asked(await read_back(gate)), unread=(MessageId("m2"),))

        assert not gate.may_confirm(unread, yes("m2"))
        assert gate.may_confirm(unread, yes("m3"))

    async def test_takes_no_yes_to_an_old_read_back(self, gate: Gate, clock: HandClock) -> None:
        dealings = asked(await read_back(gate))

        clock.move(29 * 60)
        assert gate.may_confirm(dealings, yes())
        clock.move(60)
        assert not gate.may_confirm(dealings, yes())


class TestFingerprints:
    def test_differ_with_anything_that_would_be_done(self) -> None:
        cancel = CancelOrder(order_id=given.PENDING.order_id, version="1", reason="too_slow")
        others = (replace(cancel, version="2"), replace(cancel, reason="found_cheaper"))

        assert fingerprint(cancel) == fingerprint(replace(cancel))
        assert len({fingerprint(one) for one in (cancel, *others)}) == 3


class TestPermits:
    def test_are_only_the_gates_to_give(self) -> None:
        cancel = CancelOrder(order_id=given.PENDING.order_id, version="1", reason="too_slow")

        with pytest.raises(UnpermittedError):
            Permit(
                key="k", effect=cancel, ground=OrderedByAgent(AgentId("anna")), seal=PermitSeal()
            )
