"""Scenarios that are drawn of a shop."""

from assistant.commerce.order import OrderStatus
from assistant.improvement.rehearsal.scenario_generator import ShopShape, draw_scenarios
from assistant.operations.shop_rules import load_rules
from tests.unit.assistant.improvement.rehearsal.scenes import NOON

SHOP = ShopShape(
    states=(OrderStatus.PENDING, OrderStatus.SHIPPED, OrderStatus.DELIVERED),
    products={"fr": ("Ciré Grain",), "en": ("Grain Oilskin",)},
    rules=load_rules(),
)


class TestDrawnScenarios:
    def test_of_one_seed_are_the_same(self) -> None:
        first, again, other = (
            draw_scenarios(SHOP, languages=("fr", "en"), count=60, seed=seed, by="zoé", at=NOON)
            for seed in (5, 5, 6)
        )

        assert first == again
        assert first != other

    def test_have_the_effect_only_where_the_rules_allow_it(self) -> None:
        drawn = draw_scenarios(SHOP, languages=("en",), count=60, seed=1, by="zoé", at=NOON)
        cancelling = [one for one in drawn if one.name.startswith("Cancel")]

        assert {one.part.order: bool(one.expected.effects) for one in cancelling} == {
            "pending": True,
            "shipped": False,
            "delivered": False,
        }

    def test_have_strangers_who_may_prove_nothing(self) -> None:
        drawn = draw_scenarios(SHOP, languages=("fr",), count=60, seed=1, by="zoé", at=NOON)

        (stranger, *_) = [one for one in drawn if one.name == "Un inconnu"]

        assert stranger.expected.proven is False
        assert not stranger.part.signed_in

    def test_of_a_shop_without_orders_ask_and_talk(self) -> None:
        drawn = draw_scenarios(
            ShopShape(products={}), languages=("fr",), count=20, seed=1, by="zoé", at=NOON
        )

        assert len(drawn) == 20
        assert not any(one.part.order or one.expected.effects for one in drawn)
