from dataclasses import replace

from assistant.commerce.order import RequestKind
from assistant.commerce.ports import ShopSystem
from tests.contract.effects import Effects
from tests.contract.shop import Desk
from tests.support.seeds import shop_records as given
from tests.support.seeds.shop_records import permit
from tests.support.simulators.shopify.server import ShopifySimulator


class TestLongLists:
    async def test_are_read_to_their_end(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        order = next(o for o in simulator.store.orders.values() if o["name"] == "#1003")
        [parcel] = order["fulfillments"]
        variant = order["lineItems"][0]["variant"]
        for number in range(70):
            line = simulator.store.add_line(order, variant, 1, "1.00")
            line["unfulfilledQuantity"] = 0
            parcel["fulfillmentLineItems"].append(
                {
                    "id": f"gid://shopify/FulfillmentLineItem/{number}",
                    "quantity": 1,
                    "lineItem": line,
                }
            )

        found = await Desk(shop).order(given.ARRIVED)

        assert len(found.lines) == 72
        assert len(found.shipments[0].line_ids) == 72

    async def test_of_returned_lines_are_read_to_their_end(self, shop: ShopSystem) -> None:
        order = await Desk(shop).order(given.ARRIVED)
        effect = await Effects(shop).return_shirt(given.ARRIVED)
        both = replace(effect, line_ids=tuple(line.line_id for line in order.lines))

        await shop.orders.execute(permit(both))

        [request] = (await Desk(shop).order(given.ARRIVED)).requests
        assert request.kind is RequestKind.RETURN
        assert set(request.line_ids) == set(both.line_ids)

    async def test_of_returns_are_read_to_their_end(
        self, shop: ShopSystem, simulator: ShopifySimulator
    ) -> None:
        await shop.orders.execute(permit(await Effects(shop).return_shirt(given.ARRIVED)))
        order = next(o for o in simulator.store.orders.values() if o["name"] == "#1003")
        [back] = order["returns"]
        for number in range(2, 9):
            order["returns"].append(back | {"id": f"r{number}", "name": f"#1003-R{number}"})

        requests = (await Desk(shop).order(given.ARRIVED)).requests

        assert [one.reference for one in requests] == [f"#1003-R{n}" for n in range(1, 9)]
