"""What every shop system makes of an effect on some of the pieces of a line."""

from assistant.commerce.order import RequestKind
from assistant.commerce.ports import ShopRefusedError, ShopSystem
from tests.contract.effects import Effects, EffectsBase
from tests.contract.shop import Desk
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import euros, permit


class LinePartsContract(EffectsBase):
    async def test_one_of_two_is_returned_and_the_other_can_be(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).return_a_sock(given.ARRIVED)

        receipt = await self.done(shop, effect)
        again = await shop.orders.execute(permit(effect))

        order = await Desk(shop).order(given.ARRIVED)
        [request] = order.requests
        assert (request.kind, request.line_ids) == (RequestKind.RETURN, effect.line_ids)
        assert (request.parts, request.amount) == (effect.parts, euros(8))
        assert (receipt.amount, again) == (euros(8), receipt)
        assert [order.left(one) for one in order.lines] == [1, 1]

        rest = await Effects(shop).return_a_sock(given.ARRIVED)
        second = await shop.orders.execute(permit(rest, "k2"))

        after = await Desk(shop).order(given.ARRIVED)
        assert [after.left(one) for one in after.lines] == [1, 0]
        assert second.reference != receipt.reference

    async def test_a_claim_is_noted_and_moves_nothing(self, shop: ShopSystem) -> None:
        before = await Desk(shop).order(given.ARRIVED)
        effect = await Effects(shop).claim(given.ARRIVED)

        receipt = await self.done(shop, effect)
        again = await shop.orders.execute(permit(effect))

        after = await Desk(shop).order(given.ARRIVED)
        assert (receipt.reference, receipt.amount, again) == (before.number, None, receipt)
        assert (after.lines, after.entries) == (before.lines, before.entries)
        [*others, claim] = after.requests
        assert (claim.kind, claim.line_ids, claim.parts) == (
            RequestKind.CLAIM,
            effect.line_ids,
            effect.parts,
        )
        assert tuple(others) == before.requests
        assert [after.left(one) for one in after.lines] == [before.left(o) for o in before.lines]

    async def test_one_of_two_is_taken_off_an_order(self, shop: ShopSystem) -> None:
        effect = await Effects(shop).remove_a_sock(given.PENDING)

        receipt = await self.done(shop, effect)
        again = await shop.orders.execute(permit(effect))

        order = await Desk(shop).order(given.PENDING)
        assert [one.quantity for one in order.lines] == [1, 1]
        assert order.paid == euros(38)
        assert (receipt.amount, again) == (euros(8), receipt)

    async def test_what_was_taken_off_before_a_return_is_no_piece_of_it(
        self, shop: ShopSystem
    ) -> None:
        await self.done(shop, await Effects(shop).remove_a_sock(given.PENDING))
        back = await Effects(shop).return_a_sock(given.PENDING)
        self.does(back)
        returned = 1

        try:
            await shop.orders.execute(permit(back, "k2"))
        except ShopRefusedError:  # some take back only what was sent
            returned = 0

        order = await Desk(shop).order(given.PENDING)
        assert [one.quantity for one in order.lines] == [1, 1]
        assert [order.left(one) for one in order.lines] == [1, 1 - returned]
