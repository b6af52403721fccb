from assistant.answers.composing.pages.statement_choice import extract
from assistant.answers.composing.products.product_care import suiting
from assistant.understanding.types import Intent
from tests.unit.assistant.answers.shop_fixture import BOOTS, asked, found, section

QUESTION = "comment les laver ?"
PAGES = [
    section("Entretien", "La laine se lave à 30 °C.", heading="Laine"),
    section("Entretien", "Le caoutchouc se rince à l'eau claire.", heading="Caoutchouc naturel"),
    section("Entretien", "Lavez moins, et plus froid."),
]


def kept(question: str) -> set[str]:
    understanding = asked(question, intent=Intent.PRODUCT_QUESTION)
    left = suiting(extract(understanding, PAGES), found(BOOTS), question)
    return {"".join(one.evidence.passage.headings[-1:]) for one in left.ranked}


class TestSuiting:
    def test_keeps_the_care_of_the_own_material(self) -> None:
        assert kept(QUESTION) == {"Caoutchouc naturel", ""}

    def test_keeps_all_for_other_questions(self) -> None:
        assert kept("quand sont-elles livrées ?") == {"Laine", "Caoutchouc naturel", ""}
