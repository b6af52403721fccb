"""Scenarios as people write them: files, tables and forms."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.improvement.rehearsal.saved_scenario import (
    ExpectedEffect,
    Known,
    TalkExpectation,
    Trait,
)
from assistant.improvement.rehearsal.written_scenario import (
    COLUMNS,
    ScenarioFileError,
    ScenarioPersonalDataError,
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
        written = WrittenScenario(
            name=said,
            opening=f"{said}, annulez BM10483893",
            again=said,
            category=said,
            order="BM10483893",
            goes_on=(said,),
        )

        plain = without_personal_data(written)

        assert "lea@" not in str(plain)
        assert plain.opening.endswith("annulez {order}")

    def test_keep_what_the_customer_knows_inside_a_longer_text(self) -> None:
        knows = {Known.EMAIL: "Lea@example.com", Known.ADDRESS: "12 rue de la Paix, 75002 Paris"}
        said = "c'est lea@example.com et non max@example.com, au 12 rue de la Paix, 75002 Paris"
        written = WrittenScenario(name="a", opening=said, knows=knows)

        plain = without_personal_data(written)

        assert plain.opening == said.replace("max@example.com", "[email]")
        assert plain.knows == knows

    def test_name_the_order_where_its_whole_number_stands(self) -> None:
        written = WrittenScenario(name="a", opening="la 12, taille 120 ou S12", order="12")

        assert without_personal_data(written).opening == "la {order}, taille 120 ou S12"

    def test_keep_a_category_as_long_as_it_may_be(self) -> None:
        written = WrittenScenario(name="a", opening="b", category="Draps " * 50)

        assert without_personal_data(written) == written

    @pytest.mark.parametrize(
        ("field", "held"),
        [
            ("wants", "je suis lea@example.com"),
            ("says", "je suis lea@example.com"),
            ("never_says", "je suis lea@example.com"),
            ("effects", "change_address: BM10483893; lea@example.com"),
        ],
    )
    def test_of_a_check_with_personal_data_are_refused(self, field: str, held: str) -> None:
        given = {"name": "a", "opening": "b", "order": "BM10483893", field: [held]}

        with pytest.raises(ScenarioPersonalDataError) as refused:
            without_personal_data(WrittenScenario.model_validate(given))

        assert refused.value.field == field

    def test_of_a_check_may_name_what_the_customer_knows(self) -> None:
        written = WrittenScenario(
            name="a",
            opening="b",
            order="BM10483893",
            knows={Known.ADDRESS: "12 rue de la Paix, 75002 Paris"},
            wants=("12 rue de la Paix",),
            says=("BM10483893",),
            effects=("change_address: BM10483893; 75002",),
        )

        assert without_personal_data(written) == written

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

    def test_shows_an_effect_that_there_is_no_more(self) -> None:
        written = WrittenScenario(name="a", opening="b")
        old = TalkExpectation(effects=(ExpectedEffect(effect="send_letter"),))
        kept = replace(written.saved(by="zoé", at=NOON), expected=old)

        assert "send_letter" in as_cells(kept)
        assert "send_letter" in write_scenarios_file([kept])
