"""Products of the shop are read a few at a time."""

import asyncio
from dataclasses import dataclass, replace

import pytest

from assistant.commerce.assortment import SoldProduct
from assistant.commerce.ports import ShopUnavailableError
from assistant.commerce.shop_ids import ProductId
from assistant.conversation.message import Language
from assistant.operations.basket_keeper import sold_products
from tests.support.seeds.shop_records import SHIRTS

MANY = [ProductId(f"p{n}") for n in range(50)]


@dataclass
class Shelf:
    """An `Assortment` that counts how many questions it has at a time."""

    at_a_time: int = 0
    most: int = 0
    is_away: bool = False

    async def product(self, product_id: ProductId, *, language: Language) -> SoldProduct | None:
        del language
        self.at_a_time += 1
        self.most = max(self.most, self.at_a_time)
        await asyncio.sleep(0)
        self.at_a_time -= 1
        if self.is_away:
            raise ShopUnavailableError
        return None if product_id == "p7" else replace(SHIRTS, product_id=product_id)


async def test_fifty_products_are_read_five_at_a_time_and_come_in_their_order() -> None:
    shelf = Shelf()
    found = await sold_products(shelf, [*MANY, MANY[0]], "fr")
    assert list(found) == [one for one in MANY if one != "p7"]
    assert shelf.most == 5


async def test_a_shop_that_is_away_is_told() -> None:
    with pytest.raises(ShopUnavailableError):
        await sold_products(Shelf(is_away=True), MANY, "fr")
