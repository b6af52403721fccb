"""Statements in the order of a reader."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answers.composing.pages.page_answers import answer
from assistant.answers.composing.pages.statement_choice import Extracts, extract
from assistant.answers.composing.pages.statement_reading import (
    READ,
    read_statements,
)
from assistant.conversation.message import Language
from retrieval.types import Evidence, ReadStatement
from tests.unit.assistant.answers.shop_fixture import asked, section

RETURNS = section("Retours", "Vous avez 30 jours pour changer d'avis.")
WARRANTY = section("Garantie", "La garantie dure deux ans.")
COSTS = section(
    "Livraison",
    "La livraison à domicile coûte 4,90 €.\n\nLe relais coûte 3,50 €.\n\nNous emballons en carton.",
)


class SureOf:
    """Is as sure of a statement as the test says, by a part of its words; of others not at all."""

    def __init__(self, odds: Mapping[str, float]) -> None:
        self.odds = odds
        self.read_texts: list[str] = []

    async def read(self, question: str, statements: Sequence[ReadStatement]) -> Sequence[float]:
        del question
        self.read_texts = [one.text for one in statements]
        return [
            next((odds for words, odds in self.odds.items() if words in one.text), -5.0)
            for one in statements
        ]


async def extracts(
    question: str, reader: SureOf, *found: Evidence, language: Language = "fr"
) -> Extracts:
    understanding = asked(question, language=language)
    return await read_statements(reader, understanding, extract(understanding, found))


class TestReadStatements:
    async def test_come_in_the_order_of_the_reader_with_its_probability(self) -> None:
        ranked = (await extracts("délai ?", SureOf({"deux ans": 2.0}), RETURNS, WARRANTY)).ranked

        assert [one.evidence.passage.title for one in ranked] == ["Garantie", "Retours"]
        assert 0.87 < ranked[0].confidence < 0.89

    async def test_of_verified_answers_take_no_place_of_a_page(self) -> None:
        many = section("Aide", "\n\n".join(f"La garantie dure {n} ans." for n in range(READ)))
        found = section("Combien dure la garantie ?", "La garantie dure 99 ans.")
        told = replace(found, passage=replace(found.passage, source_id="verified:v1"))
        alone, beside = SureOf({}), SureOf({})

        await extracts("combien dure la garantie ?", alone, many)
        await extracts("combien dure la garantie ?", beside, many, told)

        assert len(alone.read_texts) == READ
        assert set(beside.read_texts) - set(alone.read_texts) == {
            "Combien dure la garantie ? > La garantie dure 99 ans."
        }

    async def test_are_read_with_their_title_and_headings(self) -> None:
        page = section("Aide", "Deux ans.", heading="Garantie")
        reader = SureOf({})

        await extracts("délai ?", reader, page)

        assert reader.read_texts == ["Aide > Garantie > Deux ans."]

    async def test_of_a_table_are_read_with_the_names_of_their_columns(self) -> None:
        page = section("Envoi", "| Pays | Prix |\n|---|---|\n| Suisse | 12 € |")
        reader = SureOf({})

        await extracts("prix pour la Suisse ?", reader, page)

        assert reader.read_texts == ["Envoi > Pays: Suisse · Prix: 12 €"]

    async def test_in_the_customers_language_come_first_where_they_answer_nearly_as_well(
        self,
    ) -> None:
        english = section("Returns", "You have 30 days.", language="en")
        reader = SureOf({"30 days": 1.5, "30 jours": 1.0})

        ranked = (await extracts("délai ?", reader, english, RETURNS)).ranked

        assert ranked[0].evidence.passage.language == "fr"

    async def test_beyond_those_that_are_read_answer_nothing(self) -> None:
        many = [section(f"Page {number}", f"Nous avons {number} lampes.") for number in range(READ)]

        ranked = (await extracts("lampes", SureOf({"Nous": 3.0}), *many, RETURNS)).ranked

        assert len(ranked) == READ + 1
        assert ranked[-1].confidence == 0.0

    async def test_are_none_where_nothing_was_found(self) -> None:
        assert (await extracts("délai ?", SureOf({}))).ranked == ()


class TestAnswers:
    async def test_to_two_questions_are_two_statements(self) -> None:
        question = "Combien coûte le relais et combien dure la garantie ?"
        read = await extracts(question, SureOf({"relais": 2.0, "deux ans": 1.5}), COSTS, WARRANTY)

        draft = answer(asked(question), read)

        assert draft.text == "Le relais coûte 3,50 €.\nLa garantie dure deux ans."
        assert [source.title for source in draft.sources] == ["Livraison", "Garantie"]

    async def test_to_one_question_are_one_statement(self) -> None:
        question = "Combien coûte un envoi en point relais chez vous ?"
        read = await extracts(question, SureOf({"relais": 2.0, "domicile": 1.5}), COSTS)

        assert answer(asked(question), read).text == "Le relais coûte 3,50 €."

    async def test_of_a_table_are_the_rows_that_answer_equally_well(self) -> None:
        page = section(
            "Envoi",
            "| Pays | Prix |\n|---|---|\n| Suisse | 12 € |\n| Italie | 9 € |\n| Malte | 15 € |",
        )
        question = "Combien coûte un envoi vers la Suisse ?"
        read = await extracts(question, SureOf({"Suisse": 2.0, "Italie": 1.5}), page)

        assert answer(asked(question), read).text == "• Suisse : 12 €\n• Italie : 9 €"
