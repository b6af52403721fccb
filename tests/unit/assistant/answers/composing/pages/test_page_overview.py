from assistant.answers.composing.pages.page_answers import outline
from assistant.answers.composing.pages.page_overview import find_overview
from assistant.answers.composing.pages.passage_statements import plain
from assistant.answers.composing.pages.statement_choice import extract
from assistant.answers.guard.draft_review import Approved, review
from assistant.conversation.message import Language
from assistant.understanding.types import Intent
from retrieval.types import Evidence
from tests.unit.assistant.answers.shop_fixture import asked, section

RETURNS = section(
    "Retours",
    "Vous avez 30 jours pour changer d'avis.\n\nLe retour coûte 4 €.\n\nLes bijoux ne sont pas "
    "repris.\n\nÉcrivez-nous avant.",
    toward="30 jours",
)
TIMES = section(
    "Livraison",
    "| Pays | Délai | Prix |\n|---|---|---|\n| France | 2 jours | 4 € |\n"
    "| Italie | 5 jours | 9 € |",
    heading="Délais de livraison",
)
PACKING = section("Livraison", "Nous emballons en carton recyclé.", heading="Emballage")
ENGLISH = section("Returns", "You have 30 days to change your mind.", language="en")
REPAIRS = section("Réparation des machines à coudre", "Nous réparons les machines à coudre.")


def overview(
    text: str,
    *found: Evidence,
    language: Language = "fr",
    intent: Intent = Intent.QUESTION,
    follow_up: bool = False,
) -> list[str]:
    message = asked(text, language=language, intent=intent, follow_up=follow_up)
    return [
        plain(one.reading.units[one.statement.first].text)
        for one in find_overview(message, extract(message, found))
    ]


class TestOverview:
    def test_has_three_facts_of_the_page_in_its_order(self) -> None:
        said = overview("Quelle est votre politique de retour ?", TIMES, RETURNS)

        assert len(said) == 3
        assert "Vous avez 30 jours pour changer d'avis." in said
        assert said == [line for line in RETURNS.passage.text.split("\n\n") if line in said]

    def test_has_the_kind_of_fact_that_is_asked_for(self) -> None:
        said = overview("la livraison prend combien de jours ?", TIMES, PACKING)

        assert [line.split(" | ")[0] for line in said] == ["| France", "| Italie"]

    def test_is_of_the_page_in_the_customers_language(self) -> None:
        assert overview("retours ?", ENGLISH, RETURNS)[0].startswith("Vous avez")
        assert overview("returns?", RETURNS, ENGLISH, language="en")[0].startswith("You have")

    def test_is_told_from_another_language_where_no_page_is_in_the_customers(self) -> None:
        assert overview("retours ?", ENGLISH) == ["You have 30 days to change your mind."]

    def test_is_of_the_page_whose_whole_title_is_said(self) -> None:
        abroad = section("Livraison en Belgique dès 2 articles", "Nous livrons en 3 jours.")

        assert overview("Livraison en Belgique dès 2 articles", abroad, TIMES) == [
            "Nous livrons en 3 jours."
        ]

    def test_is_none_where_more_than_a_subject_is_said(self) -> None:
        assert not overview("puis-je retourner un bijou gravé sans facture ?", RETURNS)
        assert not overview("livraison en Belgique", TIMES)
        assert not overview("retours de plus de 40 €", RETURNS)
        assert not overview("et les retours ?", RETURNS, follow_up=True)

    def test_is_none_where_no_page_is_called_so(self) -> None:
        assert not overview("garantie ?", RETURNS, TIMES)
        assert not overview("réparation ?", REPAIRS, intent=Intent.PRODUCT_SEARCH)

    def test_is_said_with_its_sources(self) -> None:
        message = asked("retours ?")
        extracts = extract(message, [RETURNS])
        draft = outline(message, extracts, find_overview(message, extracts))

        assert draft.text.count("\n") == 2
        assert {source.title for source in draft.sources} == {"Retours"}
        assert review(draft) == Approved(draft)
