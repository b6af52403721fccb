from dataclasses import replace

from assistant.answers.composing.pages.passage_statements import (
    PassageReading,
    PassageReadings,
    UnitForm,
    read,
)
from assistant.understanding.stated_facts import FactKind
from tests.unit.assistant.answers.shop_fixture import section

LONG = (
    "Les vestes sont garanties cinq ans sur les coutures, les fermetures et les pressions. "
    "Elle ne couvre pas l'usure normale, ni les dégâts d'un mauvais entretien, ni les accidents. "
    "Une réparation prolonge la garantie de six mois, et la facture sert de preuve d'achat."
)


def said(reading: PassageReading) -> list[str]:
    return [
        " ".join(unit.text for unit in reading.units[s.first : s.last + 1])
        for s in reading.statements
    ]


class TestRead:
    def test_takes_a_short_paragraph_as_one_statement(self) -> None:
        reading = read(section("Retours", "Vous avez 30 jours. Le retour est gratuit.").passage)

        assert said(reading) == ["Vous avez 30 jours. Le retour est gratuit."]

    def test_takes_a_long_paragraph_by_sentences_and_keeps_what_one_leans_on(self) -> None:
        reading = read(section("Garanties", LONG).passage)

        first, second, third = said(reading)
        assert first.startswith("Les vestes")
        assert second.startswith("Les vestes")
        assert "Elle ne couvre pas" in second
        assert third.startswith("Une réparation")

    def test_takes_each_item_and_row_alone_and_steps_together(self) -> None:
        text = (
            "Nous acceptons :\n\n- la carte\n- PayPal\n\n1. Ouvrez.\n2. Fermez.\n\n"
            "| Pays | Prix |\n|---|---|\n| Italie | 9 € |\n"
        )
        reading = read(section("Paiement", text).passage)

        assert [s.form for s in reading.statements] == [
            UnitForm.PROSE,
            UnitForm.ITEM,
            UnitForm.ITEM,
            UnitForm.STEP,
            UnitForm.ROW,
        ]
        assert said(reading)[3] == "Ouvrez. Fermez."

    def test_takes_no_label_link_path_title_or_question_alone(self) -> None:
        text = (
            "Accueil > Aide > Retours\n\nRetours\n\n[Nos conditions](/cgv)\n\n"
            "Vous avez 30 jours.\n\n"
            "- [Livraison](/livraison)\n\nÀ savoir :"
        )

        assert said(read(section("Retours", text).passage)) == ["Vous avez 30 jours."]

    def test_takes_a_label_with_its_paragraph_and_a_question_with_its_answer(self) -> None:
        label = read(section("Frais", "Belgique :\n\n5 € par colis.").passage)
        asked = read(section("Frais", f"Un retour ? Écrivez-nous vite. {LONG}").passage)

        assert said(label) == ["Belgique : 5 € par colis."]
        assert said(asked)[0] == "Un retour ? Écrivez-nous vite."
        assert "Écrivez-nous vite." not in said(asked)

    def test_takes_long_clauses_alone(self) -> None:
        clauses = read(
            section("Conditions", f"1. {LONG[:170]}\n2. {LONG[-85:]} {LONG[:80]}").passage
        )

        assert len(clauses.statements) == 2

    def test_takes_no_row_that_only_has_a_name(self) -> None:
        table = "| Pays | Prix |\n|---|---|\n| Europe | |\n| Italie | - 10 % |"
        (row,) = read(section("Tarifs", table).passage).statements

        assert row.row == (("Pays", "Italie"), ("Prix", "- 10 %"))

    def test_names_a_rows_cells_by_their_header(self) -> None:
        table = "| Pays | Prix |\n|---|---|\n| Italie | 9 € |"
        (row,) = read(section("Tarifs", table).passage).statements

        assert row.row == (("Pays", "Italie"), ("Prix", "9 €"))
        assert FactKind.AMOUNT in row.kinds

    def test_knows_the_ranges_that_cells_state(self) -> None:
        table = "| Taille | Poitrine (cm) |\n|---|---|\n| M | 88 à 91 |\n| 50 et plus | 15 % |"
        first, second = read(section("Tailles", table).passage).statements

        assert [(low, high) for low, high, _ in first.ranges] == [(88, 91)]
        assert [low for low, _, _ in second.ranges] == [50]

    def test_takes_free_for_an_amount(self) -> None:
        (statement,) = read(section("Retours", "Le retour est gratuit.").passage).statements

        assert not statement.kinds
        assert statement.in_words == {FactKind.AMOUNT}

    def test_of_a_passage_without_sentences_has_no_statement(self) -> None:
        passage = section("Vide", "Un mot.").passage

        assert read(passage).statements
        assert not read(replace(passage, sentences=())).statements


class TestReadings:
    def test_read_a_passage_once(self) -> None:
        readings, passage = PassageReadings(), section("Retours", "Vous avez 30 jours.").passage

        assert readings.of(passage) is readings.of(passage)

    def test_forget_the_passage_that_was_not_read_for_longest(self) -> None:
        readings = PassageReadings(size=1)
        one, other = (section(title, "Un mot.").passage for title in ("A", "B"))
        before = readings.of(one)
        readings.of(other)

        assert readings.of(one) is not before
