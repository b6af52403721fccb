"""Scenarios that are drawn of a shop."""

from collections.abc import Callable

import pytest

from assistant.commerce.order import OrderStatus
from assistant.improvement.rehearsal.saved_scenario import Known, SavedScenario, Trait
from assistant.improvement.rehearsal.scenario_generator import (
    CHANNELS,
    GOES_ON,
    HIDES,
    SHARE,
    ShopShape,
    draw_first_set,
    draw_scenarios,
)
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
        drawn = draw_scenarios(SHOP, languages=("en",), count=500, seed=1, by="zoé", at=NOON)
        cancelling = [one for one in drawn if one.name.startswith("Cancel")]
        proven = [one for one in cancelling if not one.part.hides]

        assert not any(one.expected.effects for one in cancelling if one.part.hides)
        assert {one.part.order: bool(one.expected.effects) for one in proven} == {
            "pending": True,
            "shipped": False,
            "delivered": False,
        }

    def test_have_strangers_who_may_prove_nothing(self) -> None:
        drawn = draw_scenarios(SHOP, languages=("fr",), count=60, seed=1, by="zoé", at=NOON)

        (stranger, *_) = [one for one in drawn if one.name == "Un inconnu"]

        assert stranger.expected.proven is False
        assert not stranger.part.signed_in

    def test_have_every_trait_channel_and_gap_of_knowledge_with_its_share(self) -> None:
        drawn = draw_scenarios(SHOP, languages=("fr", "en"), count=500, seed=7, by="zoé", at=NOON)

        def share(of: Callable[[SavedScenario], bool]) -> float:
            return sum(map(of, drawn)) / len(drawn)

        for trait in Trait:
            of_it = sum(trait in one.part.traits for one in drawn) / len(drawn)
            assert of_it == pytest.approx(SHARE, abs=0.06)
        for channel, wanted in CHANNELS.items():
            of_it = sum(one.part.channel is channel for one in drawn) / len(drawn)
            assert of_it == pytest.approx(wanted, abs=0.07)
        assert share(lambda one: bool(one.part.goes_on)) == pytest.approx(GOES_ON, abs=0.06)
        assert share(lambda one: one.expected.silent) == pytest.approx(1 / 5, abs=0.01)
        assert share(lambda one: one.protected) > 0.08
        ordering = [one for one in drawn if one.part.order]
        for known in (Known.ORDER, Known.EMAIL, Known.VERSION):
            hiding = sum(known in one.part.hides for one in ordering) / len(ordering)
            assert 0.02 < hiding < HIDES, known

    def test_that_name_no_order_agree_to_none(self) -> None:
        drawn = draw_scenarios(SHOP, languages=("fr", "en"), count=500, seed=3, by="zoé", at=NOON)
        unnumbered = [one for one in drawn if Known.ORDER in one.part.hides]

        assert unnumbered
        for one in unnumbered:
            assert "{order}" not in one.part.opening
            assert not one.part.agrees
            assert not one.expected.effects

    def test_that_hide_their_address_are_not_proven_and_not_signed_in(self) -> None:
        drawn = draw_scenarios(SHOP, languages=("fr", "en"), count=500, seed=3, by="zoé", at=NOON)
        hiding = [one for one in drawn if Known.EMAIL in one.part.hides]

        assert len(hiding) > 10
        assert not any(one.part.signed_in or one.expected.proven is not False for one in hiding)

    def test_that_must_stay_silent_are_followed_by_no_question(self) -> None:
        drawn = draw_scenarios(SHOP, languages=("en",), count=500, seed=3, by="zoé", at=NOON)
        words = {said for one in drawn if one.expected.silent for said in one.part.goes_on}

        assert words
        assert not any("?" in one for one in words)

    def test_of_a_shop_without_orders_ask_and_talk(self) -> None:
        drawn = draw_scenarios(
            ShopShape(products={}), languages=("fr",), count=20, seed=1, by="zoé", at=NOON
        )

        assert len(drawn) == 20
        assert not any(one.part.order or one.expected.effects for one in drawn)


class TestAFirstSet:
    def test_has_each_operation_once_and_the_grave_ones_protected_in_each_language(self) -> None:
        kept, again, other = (
            draw_first_set(SHOP, languages=("fr", "en"), seed=seed, by="zoé", at=NOON)
            for seed in (1, 1, 2)
        )

        assert kept == again
        assert {one.scenario_id for one in kept}.isdisjoint(one.scenario_id for one in other)
        assert len({one.scenario_id for one in kept}) == len(kept) < 40
        protected = [one.name for one in kept if one.protected]
        assert sorted(protected) == [
            "A lawyer",
            "A stranger",
            "An injury",
            "Un avocat",
            "Un inconnu",
            "Une blessure",
        ]
        assert {one.effect for each in kept for one in each.expected.effects} >= {"cancel_order"}
        assert any(
            one.name in {"A need: Return window", "Un besoin : Délai de retour"} for one in kept
        )
        assert any(one.expected.silent for one in kept)

    def test_of_a_shop_without_orders_has_its_talks(self) -> None:
        bare = ShopShape(products={})
        kept = draw_first_set(bare, languages=("fr",), seed=1, by="zoé", at=NOON)

        assert {"Une blessure", "Un avocat"} <= {one.name for one in kept}
        assert not any(one.part.order for one in kept)
