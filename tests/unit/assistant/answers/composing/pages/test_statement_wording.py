import pytest

from assistant.answers.composing.pages.statement_choice import extract
from assistant.answers.composing.pages.statement_wording import MAX_CHARS, QuotedAnswer, say
from assistant.conversation.message import Language
from retrieval.types import Evidence
from tests.unit.assistant.answers.shop_fixture import asked, section

RATES = section(
    "Livraison",
    "| Destination | Mode | Prix |\n|---|---|---|\n"
    "| Belgique | À domicile | 8,90 € |\n| Italie | À domicile | 11,90 € |\n",
    heading="Tarifs",
)
HOURS = section(
    "Boutique",
    "| Jour | Horaires |\n|---|---|\n| Lundi | fermé |\n| Mardi à samedi | 10 h à 19 h |\n",
    heading="Horaires",
)
DISCOUNTS = section(
    "Entreprises",
    "| Pièces | Remise |\n|---|---|\n| 10 à 24 | 5 % |\n| 25 à 49 | 10 % |\n",
    heading="Remises",
)
RETURNS = section(
    "Retours",
    "Ne peuvent pas être repris :\n\n- les bougies ouvertes ;\n- les boucles d'oreilles.\n",
    heading="État",
)
STEPS = section(
    "Retours", "1. Ouvrez Commandes.\n2. Imprimez l'étiquette.\n", heading="Comment faire"
)
FAQ = section("Questions", "Oui. La broderie coûte 8 €.", heading="Brodez-vous un prénom ?")


def answered(question: str, found: Evidence, language: Language = "fr") -> QuotedAnswer:
    extracts = extract(asked(question, language=language), [found])
    return say(extracts.ranked[0], extracts)


class TestSay:
    @pytest.mark.parametrize(
        ("question", "found", "text"),
        [
            (
                "Prix pour la Belgique ?",
                RATES,
                "Tarifs — Belgique : à domicile, 8,90 €",
            ),
            ("Ouvert le lundi ?", HOURS, "Horaires — Lundi : fermé"),
            ("Ouvert le jeudi ?", HOURS, "Horaires — Mardi à samedi : 10 h à 19 h"),
            (
                "Vos horaires ?",
                HOURS,
                "Horaires :\n• Lundi : fermé\n• Mardi à samedi : 10 h à 19 h",
            ),
            ("Remise pour 30 pièces ?", DISCOUNTS, "Pièces 25 à 49 : remise 10 %"),
            (
                "Puis-je rendre des boucles d'oreilles ?",
                RETURNS,
                "Ne peuvent pas être repris : les boucles d'oreilles.",
            ),
            (
                "Que ne reprenez-vous pas ?",
                RETURNS,
                "Ne peuvent pas être repris :\n• les bougies ouvertes\n• les boucles d'oreilles.",
            ),
            (
                "Comment retourner un article ?",
                STEPS,
                "Comment faire :\n1. Ouvrez Commandes.\n2. Imprimez l'étiquette.",
            ),
            ("Brodez-vous un prénom ?", FAQ, "Oui. La broderie coûte 8 €."),
            (
                "Brodez-vous les logos d'une équipe de hockey ?",
                FAQ,
                "Brodez-vous un prénom ? Oui. La broderie coûte 8 €.",
            ),
        ],
    )
    def test_says_what_answers_so_that_it_is_understood_alone(
        self, question: str, found: Evidence, text: str
    ) -> None:
        assert answered(question, found).text == text

    @pytest.mark.parametrize("found", [RATES, HOURS, RETURNS, STEPS, FAQ])
    def test_quotes_the_page_verbatim(self, found: Evidence) -> None:
        assert answered("Quoi ?", found).quote in found.passage.text

    def test_puts_the_heading_before_a_sentence_that_leans_on_it(self) -> None:
        hidden = section("Garanties", "Elle dure 2 ans.", heading="Vices cachés")

        assert answered("Vices cachés ?", hidden).text == "Vices cachés — Elle dure 2 ans."

    def test_says_the_rows_of_a_table_that_a_line_opens_and_never_their_marks(self) -> None:
        text = "Transport :\n\n| Pays | Prix |\n|---|---|\n| Italie | 9 € |\n| Corse | 12 € |"
        said = answered("Quels transports ?", section("Livraison", text)).text

        assert "|" not in said
        assert "9 €" in said

    def test_names_no_column_whose_cells_say_what_they_are(self) -> None:
        rates = section(
            "Shipping",
            "| Country | Method | Price |\n|---|---|---|\n| Italy | Home | €9 |",
            language="en",
        )

        assert answered("Italy?", rates, "en").text == "Italy: Home, €9"

    @pytest.mark.parametrize(
        ("language", "header", "cell", "said"),
        [
            ("fr", "Offert dès", "jamais", "jamais offert"),
            ("fr", "Offert dès", "60 €", "offert dès 60 €"),
            ("fr", "Mode", "Par Colissimo", "Italie : par Colissimo, 9 €"),
            ("fr", "TVA", "Oui", "TVA Oui"),
            ("en", "Free from", "Never", "never free"),
        ],
    )
    def test_says_a_cell_after_the_name_of_its_column(
        self, language: Language, header: str, cell: str, said: str
    ) -> None:
        head, place = ("Pays", "Italie") if language == "fr" else ("Country", "Italy")
        text = f"| {head} | {header} | Prix |\n|---|---|---|\n| {place} | {cell} | 9 € |"
        rates = section("Livraison", text, language=language)

        assert said in answered(f"{place} ?", rates, language).text

    def test_says_no_more_than_is_read_on_a_phone(self) -> None:
        items = "\n".join(f"- la chose numéro {n}, qui est décrite avec soin" for n in range(19))

        assert len(answered("Quoi ?", section("Liste", items)).text) <= MAX_CHARS
