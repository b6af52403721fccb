"""Scenarios as people write them: files, tables and forms."""

from pathlib import Path

import pytest

from assistant.improvement.rehearsal.saved_scenario import ExpectedEffect, Known, Trait
from assistant.improvement.rehearsal.written_scenario import (
    COLUMNS,
    ScenarioFileError,
    WrittenScenario,
    as_cells,
    read_scenarios_file,
    without_personal_data,
    write_scenarios_file,
)
from tests.unit.assistant.improvement.rehearsal.scenes import NOON

DEMO = Path("integrations/shops/demo/content/scenarios.yml")


class TestAFile:
    def test_of_the_demo_shop_comes_back_as_it_was(self) -> None:
        read = read_scenarios_file(DEMO.read_text("utf-8"))
        kept = [one.saved(by="zoé", at=NOON) for one in read]

        assert read_scenarios_file(write_scenarios_file(kept)) == read
        assert len(read) >= 12

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("- {name: a}", "0.opening"),
            ("- {name: a, opening: b, moood: c}", "0.moood"),
            ("- {name: a, opening: b, effects: [cancel-order]}", "0.effects.0: .*cancel_order"),
        ],
    )
    def test_with_a_mistake_names_the_place(self, text: str, place: str) -> None:
        with pytest.raises(ScenarioFileError, match=place):
            read_scenarios_file(text)

    @pytest.mark.parametrize(
        "text", ["a: [", "just words", "- name: 2026-13-45", pytest.param("[" * 5000, id="deep")]
    )
    def test_that_is_no_list_is_refused(self, text: str) -> None:
        with pytest.raises(ScenarioFileError):
            read_scenarios_file(text)


class TestTheWords:
    def test_have_no_personal_data_but_what_the_customer_tells(self) -> None:
        said = "je suis lea@example.com"
        address = "12 rue de la Paix, 75002 Paris"
        written = WrittenScenario(
            name=said,
            opening=f"{said}, annulez BM10483893",
            again=said,
            category=said,
            order="BM10483893",
            knows={Known.ADDRESS: address},
            wants=("12 rue de la Paix", said),
            goes_on=(said,),
            says=(said,),
            never_says=(said,),
            effects=("change_address: BM10483893; 75002; lea@example.com",),
        )

        plain = without_personal_data(written)

        assert "lea@" not in str(plain)
        assert plain.opening.endswith("annulez {order}")
        assert plain.wants[0] == "12 rue de la Paix"
        assert plain.knows == {Known.ADDRESS: address}
        assert plain.effects[0].startswith("change_address: BM10483893; 75002; [")

    def test_of_the_demo_shop_stay_as_they_are(self) -> None:
        read = read_scenarios_file(DEMO.read_text("utf-8"))

        assert [without_personal_data(one) for one in read] == read


class TestARow:
    def test_has_lists_and_pairs_in_its_cells(self) -> None:
        written = WrittenScenario.model_validate(
            {
                "name": "a",
                "opening": "b",
                "traits": "typos | pieces",
                "knows": "version=M | address=1 rue, 75002 Paris",
                "effects": "exchange_items: BM1; 45.00 | cancel_order",
                "person": "",
                "signed_in": "yes",
                "weekday": "",
            }
        )

        kept = written.saved(by="zoé", at=NOON)

        assert kept.part.traits == (Trait.TYPOS, Trait.PIECES)
        assert kept.part.knows == {Known.VERSION: "M", Known.ADDRESS: "1 rue, 75002 Paris"}
        assert kept.expected.effects == (
            ExpectedEffect(effect="exchange_items", holds=("BM1", "45.00")),
            ExpectedEffect(effect="cancel_order"),
        )
        assert kept.expected.person is None
        row = dict(zip(COLUMNS, as_cells(kept), strict=True))
        assert WrittenScenario.model_validate(row) == WrittenScenario.of(kept)
