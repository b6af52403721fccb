"""What every shop system keeps of an effect: once, on what was decided on, or not at all."""

import asyncio
from dataclasses import replace

import pytest

from assistant.commerce.customer import PaymentKind
from assistant.commerce.order import OrderStatus
from assistant.commerce.permit import OrderedByAgent
from assistant.commerce.ports import ShopError, ShopMovedOnError, ShopRefusedError, ShopSystem
from assistant.commerce.shop_effects import (
    Receipt,
)
from assistant.commerce.shop_ids import OrderId
from assistant.conversation.ids import AgentId
from tests.contract.effects import CORK, Effects, EffectsBase, everything
from tests.contract.shop import Desk, Feature, method
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import euros, permit


class OnceContract(EffectsBase):
    async def test_every_effect_is_had_once_however_often_it_is_asked_for(
        self, shop: ShopSystem
    ) -> None:
        for number, effect in enumerate(await Effects(shop).of_every_kind()):
            key = f"k{number}"
            if effect.type in self.refuses:
                continue
            try:
                first = await shop.orders.execute(permit(effect, key))
            except ShopMovedOnError:
                continue  # an effect before it was on the same order
            after = await everything(shop)

            again = await shop.orders.execute(permit(effect, key))

            assert again == first
            assert await everything(shop) == after
            assert await shop.orders.receipt(key) == first

    async def test_an_agents_order_has_the_effect_that_a_yes_has_and_once(
        self, shop: ShopSystem
    ) -> None:
        effect = await Effects(shop).send_to_cork(given.TOMS)
        self.does(effect)
        ordered = permit(effect, ground=OrderedByAgent(AgentId("anna")))

        first = await shop.orders.execute(ordered)

        assert await shop.orders.execute(ordered) == first
        assert (await Desk(shop).order(given.TOMS)).address == CORK

    async def test_two_that_ask_at_once_with_one_key_get_one_effect(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).send_to_cork(given.TOMS)
        self.does(effect)

        receipts = await asyncio.gather(*(shop.orders.execute(permit(effect)) for _ in range(6)))

        assert len(set(receipts)) == 1
        assert (await Desk(shop).order(given.TOMS)).address == CORK

    async def test_of_two_different_effects_on_one_version_one_is_had(
        self, shop: ShopSystem
    ) -> None:
        effects = Effects(shop)
        one, other = await effects.send_to_cork(given.TOMS), await effects.cancel(given.TOMS)
        self.does(one, other)

        answers = await asyncio.gather(
            shop.orders.execute(permit(one, "one")),
            shop.orders.execute(permit(other, "other")),
            return_exceptions=True,
        )

        assert sum(isinstance(answer, Receipt) for answer in answers) == 1
        assert sum(isinstance(answer, ShopMovedOnError) for answer in answers) == 1
        order = await Desk(shop).order(given.TOMS)
        assert (order.address == CORK) != (order.status is OrderStatus.CANCELLED)

    async def test_the_last_piece_is_given_once(self, shop: ShopSystem) -> None:
        self.needs(Feature.STOCK_MOVES, Feature.CHARGES)
        effects = Effects(shop)
        one = await effects.change_shirt(given.PENDING, given.LARGE)
        other = await effects.change_shirt(given.TOMS, given.LARGE)
        self.does(one, other)

        answers = await asyncio.gather(
            shop.orders.execute(permit(one, "one")),
            shop.orders.execute(permit(other, "other")),
            return_exceptions=True,
        )

        assert sum(isinstance(answer, Receipt) for answer in answers) == 1
        assert sum(isinstance(answer, ShopMovedOnError) for answer in answers) == 1
        assert (await Desk(shop).variant(given.LARGE)).stock == 0

    async def test_a_balance_is_spent_once(self, shop: ShopSystem) -> None:
        self.needs(Feature.BALANCES, Feature.SPLIT_PAYMENTS)
        effects = Effects(shop)
        one = await effects.pay_by(given.PENDING, PaymentKind.GIFT_CARD)  # 46 of a balance of 40
        self.does(one)

        with pytest.raises(ShopError):
            await shop.orders.execute(permit(one))

        assert method(await Desk(shop).lea(), PaymentKind.GIFT_CARD).balance == euros(40)
        assert (await Desk(shop).order(given.PENDING)).version == one.version

    @pytest.mark.parametrize("kind", range(6))
    async def test_what_was_decided_on_an_older_version_is_not_done(
        self, shop: ShopSystem, kind: int
    ) -> None:
        effects = Effects(shop)
        on_toms = (
            await effects.cancel(given.TOMS),
            await effects.return_shirt(given.TOMS),
            await effects.exchange_shirt(given.TOMS, given.MEDIUM),
            await effects.change_shirt(given.TOMS, given.MEDIUM),
            await effects.send_to_cork(given.TOMS),
            await effects.change_shirt(given.TOMS, given.CHEAP),
        )
        self.does(on_toms[kind], on_toms[4])
        moved = replace(on_toms[4], address=replace(CORK, line1="2 Ferry Road"))
        await shop.orders.execute(permit(moved, "first"))
        before = await everything(shop)

        with pytest.raises(ShopMovedOnError):
            await shop.orders.execute(permit(on_toms[kind], "late"))

        assert await everything(shop) == before
        assert await shop.orders.receipt("late") is None

    async def test_a_variant_that_is_out_of_stock_is_not_given(self, shop: ShopSystem) -> None:
        effects = Effects(shop)
        for effect in (
            await effects.change_shirt(given.PENDING, given.GONE),
            await effects.exchange_shirt(given.ARRIVED, given.GONE),
        ):
            if effect.type in self.refuses:
                continue
            before = await everything(shop)

            with pytest.raises(ShopMovedOnError):
                await shop.orders.execute(permit(effect))

            assert await everything(shop) == before
            assert await shop.orders.receipt("k1") is None

    async def test_a_line_that_is_not_the_orders_is_refused(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).return_shirt(given.ARRIVED)
        other = await Desk(shop).order(given.PENDING)
        self.does(effect)
        before = await everything(shop)

        with pytest.raises(ShopRefusedError):
            await shop.orders.execute(permit(replace(effect, line_ids=(other.lines[0].line_id,))))

        assert await everything(shop) == before

    async def test_an_order_that_is_not_there_is_refused(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).cancel(given.PENDING)

        with pytest.raises(ShopRefusedError):
            await shop.orders.execute(permit(replace(effect, order_id=OrderId("999999"))))

    async def test_there_is_no_receipt_of_what_was_never_done(self, shop: ShopSystem) -> None:
        assert await shop.orders.receipt("never") is None

    async def test_a_lost_answer_is_found_by_asking_again(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).cancel(given.PENDING)
        self.does(effect)
        await self.lose_the_answer(shop, permit(effect))
        after = await everything(shop)

        again = await shop.orders.execute(permit(effect))

        assert await everything(shop) == after
        assert again == await shop.orders.receipt("k1")
        assert again.amount == euros(46)
