"""The best of several products, and what the catalogue does not tell."""

from dataclasses import replace

import pytest

from assistant.answers.composing.products.product_measures import amount_in, measure
from assistant.answers.composing.products.product_ranking import in_order, rank, tell_best
from assistant.answers.guard.draft_review import Approved, review
from assistant.conversation.events import ReplyKind
from assistant.understanding.search_move import CriterionUnit
from assistant.understanding.searches.criteria import criterion_named
from assistant.understanding.types import Constraints
from tests.unit.assistant.answers.shop_fixture import BOOTS, asked, found, variant

CHEAP = replace(BOOTS, product_id="cheap", variants=(variant("Rouge", "41", price=2000),))
DEAR = replace(BOOTS, product_id="dear", variants=(variant("Rouge", "41", price=30000),))
UNPRICED = replace(
    BOOTS, product_id="unpriced", variants=(replace(variant("Rouge", "41"), price=None),)
)
LIGHT = replace(
    BOOTS, product_id="light", title="Bottes Plume", attributes=(("Poids", "980 g la paire"),)
)
ASKED = asked("laquelle ?")


class TestAmounts:
    @pytest.mark.parametrize(
        ("stated", "unit", "amount"),
        [
            ("1 400 g la paire", CriterionUnit.WEIGHT, 1400),
            ("1,900 g a pair", CriterionUnit.WEIGHT, 1900),
            ("1,4 kg", CriterionUnit.WEIGHT, 1400),
            ("350 g/m²", CriterionUnit.WEIGHT, None),
            ("warm down to -10 °C", CriterionUnit.TEMPERATURE, -10),
            ("confort 3 °C, limite -2 °C", CriterionUnit.TEMPERATURE, 3),
            ("15,000 mm, welded seams", CriterionUnit.WATER_COLUMN, 15000),
            ("imperméable", CriterionUnit.WATER_COLUMN, None),
            ("2.5 l", CriterionUnit.VOLUME, 2500),
            ("45 cl", CriterionUnit.VOLUME, 450),
            ("45 heures", CriterionUnit.HOURS, 45),
            ("UPF 50+", CriterionUnit.UV, 50),
        ],
    )
    def test_are_read_in_their_unit(
        self, stated: str, unit: CriterionUnit, amount: float | None
    ) -> None:
        assert amount_in(stated, unit) == amount

    def test_may_stand_in_options(self) -> None:
        bag = replace(
            BOOTS,
            attributes=(),
            variants=tuple(
                replace(variant("", ""), options=(("Contenance", value),))
                for value in ("10 l", "30 l", "20 l")
            ),
        )
        told = measure(bag, criterion_named("biggest"), Constraints(), "fr")

        assert told is not None
        assert told.said == "Contenance : 30 l"


class TestRanking:
    def test_puts_the_cheapest_first_and_what_has_no_price_apart(self) -> None:
        evidence = [found(product) for product in (UNPRICED, DEAR, BOOTS, CHEAP)]
        ranking = rank(ASKED, evidence, criterion_named("cheapest"))

        assert [e.passage.source_id for e, _ in ranking.measured] == ["cheap", "bottes", "dear"]
        assert [e.passage.source_id for e in ranking.silent] == ["unpriced"]

    def test_orders_by_price_where_a_low_one_is_wished_for(self) -> None:
        evidence = [found(product) for product in (DEAR, CHEAP)]

        assert in_order(asked("des bottes pas chères"), evidence) == evidence[::-1]
        assert in_order(asked("des bottes"), evidence) == evidence


class TestTheBest:
    def test_is_said_with_what_the_catalogue_states(self) -> None:
        draft = tell_best(ASKED, [found(BOOTS), found(LIGHT)], criterion_named("lightest"))

        assert draft.text == (
            "Le poids le plus bas : « Bottes Plume » (Poids : 980 g la paire).\n"
            "Ensuite : « Bottes Brisant » (Poids : 1,4 kg la paire)."
        )
        assert [card.product_id for card in draft.cards] == ["light", "bottes"]
        assert review(draft) == Approved(draft)

    def test_is_not_said_where_the_catalogue_is_silent(self) -> None:
        draft = tell_best(ASKED, [found(BOOTS), found(LIGHT)], criterion_named("warmest"))

        assert draft.kind is ReplyKind.ABSTAINED
        assert "la chaleur" in draft.text
        assert len(draft.cards) == 2
        assert review(draft) == Approved(draft)

    def test_says_that_others_are_silent(self) -> None:
        mute = replace(BOOTS, product_id="mute", attributes=())
        draft = tell_best(ASKED, [found(mute), found(LIGHT)], criterion_named("lightest"))

        assert draft.text.endswith("Les autres fiches ne le disent pas.")
