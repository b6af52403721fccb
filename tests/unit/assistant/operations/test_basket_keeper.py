"""The basket at the gate: prices and stock of now, and every change made once."""

from dataclasses import replace

import pytest

from assistant.commerce.ports import ShopUnavailableError
from assistant.conversation.basket import Basket, BasketLine
from assistant.operations.basket_keeper import BasketAnswer, BasketKeeper, marked
from assistant.operations.gate import Gate
from assistant.operations.gate_answers import Considered, LeftToPeople
from assistant.operations.types import Refusal
from integrations.stores.memory.memory_shop import MemoryShop
from tests.support.seeds.autonomy_tables import FixedTable
from tests.support.seeds.shop_records import RECORDS
from tests.unit.assistant.operations.gating import Carts

M = {"product_id": "shirt", "variant_id": "shirt-m"}


@pytest.fixture
def carts() -> Carts:
    return Carts()


@pytest.fixture
def kept(gate: Gate, carts: Carts) -> Gate:
    keeper = BasketKeeper(baskets=carts, assortment=MemoryShop(RECORDS))
    return replace(gate, keeper=keeper)


async def add(gate: Gate, basket: Basket, *, pieces: int = 1, **wanted: str) -> Considered:
    return await gate.consider(
        "add_to_basket",
        {"wanted": wanted or M, "pieces": pieces},
        identity=None,
        language="en",
        basket=basket,
    )


async def added(
    gate: Gate, basket: Basket, *, pieces: int = 1, variant_id: str = "shirt-m"
) -> Basket:
    wanted = {"product_id": "shirt", "variant_id": variant_id}
    answer = await add(gate, basket, pieces=pieces, **wanted)
    assert isinstance(answer, BasketAnswer)
    return answer.basket


class TestAdding:
    async def test_needs_no_identity_and_says_price_stock_and_checkout(self, kept: Gate) -> None:
        answer = await add(kept, Basket(), pieces=2)

        assert isinstance(answer, BasketAnswer)
        assert answer.text.startswith("In your basket: 2 x Ouessant Shirt (M), €60.00. In stock.")
        assert answer.card is not None
        assert (answer.card.price, answer.card.url) == ("€60.00", "/en/cart0")

    async def test_is_made_once_though_its_answer_was_lost(self, kept: Gate, carts: Carts) -> None:
        noted = await added(kept, Basket())
        carts.loses_answers = True
        with pytest.raises(ShopUnavailableError):
            await add(kept, noted)
        carts.loses_answers = False

        again = await added(kept, noted)

        assert again.pieces_of("shirt-m") == 2

    async def test_goes_on_from_what_the_customer_changed_on_the_shops_page(
        self, kept: Gate, carts: Carts
    ) -> None:
        noted = await added(kept, Basket(), pieces=3)
        line = BasketLine(product_id="socks", variant_id="socks-plain", pieces=2)
        carts.carts[noted.shop_basket] = replace(noted, lines=(line,))

        now = await added(kept, noted)

        assert {(one.variant_id, one.pieces) for one in now.lines} == {
            ("socks-plain", 2),
            ("shirt-m", 1),
        }

    async def test_begins_a_new_basket_once_the_old_one_was_bought(
        self, kept: Gate, carts: Carts
    ) -> None:
        noted = await added(kept, Basket(), pieces=3)
        carts.carts[noted.shop_basket + "x"] = carts.carts.pop(noted.shop_basket)

        now = await added(kept, noted)

        assert now.pieces_of("shirt-m") == 1
        assert now.shop_basket != noted.shop_basket

    async def test_fills_the_empty_basket_of_the_shops_page(self, kept: Gate, carts: Carts) -> None:
        on_page = Basket(shop_basket="of-the-page")
        carts.carts["of-the-page"] = on_page

        now = await added(kept, on_page)

        assert (now.shop_basket, now.pieces_of("shirt-m")) == ("of-the-page", 1)

    async def test_adds_to_what_is_in_the_basket_of_the_shops_page(
        self, kept: Gate, carts: Carts
    ) -> None:
        line = BasketLine(product_id="socks", variant_id="socks-plain", pieces=2)
        carts.carts["of-the-page"] = Basket(lines=(line,), shop_basket="of-the-page")

        now = await added(kept, Basket(shop_basket="of-the-page"))

        assert (now.pieces_of("socks-plain"), now.pieces_of("shirt-m")) == (2, 1)

    async def test_begins_a_new_basket_where_the_shop_refuses_the_pages(
        self, kept: Gate, carts: Carts
    ) -> None:
        carts.knows_no_others = True

        now = await added(kept, Basket(shop_basket="gid://made-up"))

        assert (now.shop_basket, now.pieces_of("shirt-m")) == ("cart0", 1)

    @pytest.mark.parametrize(
        ("wanted", "pieces", "code"),
        [
            ({"product_id": "shirt", "variant_id": "shirt-xl"}, 1, "basket_sold_out"),
            ({"product_id": "shirt", "variant_id": "shirt-l"}, 2, "basket_too_many"),
            ({"product_id": "shirt", "variant_id": "socks-plain"}, 1, "unknown_product"),
            ({"product_id": "gone", "variant_id": "gone"}, 1, "unknown_product"),
        ],
    )
    async def test_is_refused_where_the_shop_has_not_so_many(
        self, kept: Gate, carts: Carts, wanted: dict[str, str], pieces: int, code: str
    ) -> None:
        refused = await add(kept, Basket(), pieces=pieces, **wanted)

        assert isinstance(refused, Refusal)
        assert refused.code == code
        assert carts.carts == {}

    async def test_counts_what_is_in_the_basket_already(self, kept: Gate) -> None:
        noted = await added(kept, Basket(), pieces=5)

        refused = await add(kept, noted)

        assert isinstance(refused, Refusal)
        assert refused.values["left"] == "5"

    async def test_says_that_the_shop_refuses(self, kept: Gate, carts: Carts) -> None:
        carts.refuses = True

        refused = await add(kept, Basket())

        assert isinstance(refused, Refusal)
        assert refused.code == "basket_refused"


async def change(gate: Gate, basket: Basket, variant_id: str, **to: str | int) -> Considered:
    return await gate.consider(
        "change_basket",
        {"lines": [variant_id], "pieces": 1, **to},
        identity=None,
        language="en",
        basket=basket,
    )


class TestChanging:
    async def test_adds_to_the_pieces_that_there_are_of_the_other_version(self, kept: Gate) -> None:
        noted = await added(kept, await added(kept, Basket(), pieces=2), variant_id="shirt-s")

        changed = await change(kept, noted, "shirt-s", instead="shirt-m")

        assert isinstance(changed, BasketAnswer)
        assert [(one.variant_id, one.pieces) for one in changed.basket.lines] == [("shirt-m", 3)]

    @pytest.mark.parametrize("to", [{"instead": "shirt-m"}, {"pieces": 0}, {"pieces": 3}])
    async def test_is_made_once_though_its_answer_was_lost(
        self, kept: Gate, carts: Carts, to: dict[str, str | int]
    ) -> None:
        noted = await added(kept, await added(kept, Basket(), pieces=2), variant_id="shirt-s")
        carts.loses_answers = True
        with pytest.raises(ShopUnavailableError):
            await change(kept, noted, "shirt-s", **to)
        carts.loses_answers = False
        made = carts.carts[noted.shop_basket]

        again = await change(kept, noted, "shirt-s", **to)

        assert isinstance(again, BasketAnswer)
        assert again.basket.is_like(made)

    async def test_is_refused_where_the_customer_took_the_line_out_on_the_shops_page(
        self, kept: Gate, carts: Carts
    ) -> None:
        noted = await added(kept, await added(kept, Basket()), variant_id="shirt-s")
        gone = replace(noted, lines=tuple(one for one in noted.lines if "-m" in one.variant_id))
        carts.carts[noted.shop_basket] = gone

        refused = await change(kept, noted, "shirt-s", pieces=3)

        assert isinstance(refused, Refusal)
        assert refused.code == "not_in_basket"


class TestTheGate:
    async def test_fills_no_basket_in_a_shop_that_takes_none(self, gate: Gate) -> None:
        refused = await add(gate, Basket())

        assert isinstance(refused, Refusal)
        assert refused.code == "no_basket"

    @pytest.mark.parametrize("level", ["suggest", "human_only"])
    async def test_leaves_to_people_what_the_table_does(
        self, kept: Gate, carts: Carts, level: str
    ) -> None:
        strict = replace(kept, autonomy=FixedTable(add_to_basket=level))

        assert isinstance(await add(strict, Basket()), LeftToPeople)
        assert carts.carts == {}


class TestTheToken:
    async def test_goes_with_the_basket_to_the_shop_and_is_no_change_of_it(
        self, gate: Gate, carts: Carts
    ) -> None:
        keeper = BasketKeeper(baskets=carts, assortment=MemoryShop(RECORDS), key=b"secret")
        own = marked(Basket(), keeper, "c1")

        basket = await added(replace(gate, keeper=keeper), own)

        [kept] = carts.carts.values()
        assert kept.token == own.token != ""
        assert basket == replace(basket, token="")

    def test_is_of_one_conversation_and_does_not_name_it(self) -> None:
        keeper = BasketKeeper(baskets=Carts(), assortment=MemoryShop(RECORDS), key=b"secret")
        first, again, other = (marked(Basket(), keeper, one).token for one in ("c1", "c1", "c2"))

        assert first == again != other
        assert "c1" not in first

    def test_is_none_where_nothing_is_to_be_known_later(self) -> None:
        keeper = BasketKeeper(baskets=Carts(), assortment=MemoryShop(RECORDS))

        assert marked(Basket(), keeper, "c1").token == ""
