from assistant.answers.composing.pages.statement_choice import Extract, extract
from assistant.answers.composing.pages.statements_together import said_together
from tests.unit.assistant.answers.shop_fixture import asked, section

DELIVERY = section(
    "Livraison",
    "Nous livrons les pays du tableau, et aucun autre.\n\n"
    "| Pays | Prix |\n|---|---|\n| Belgique | 8,90 € |\n| Espagne | 11,90 € |",
    toward="livrez-vous",
)


def said(question: str) -> list[str]:
    """Return what is said where the sentence about the table answers best."""
    understanding = asked(question)
    extracts = extract(understanding, [DELIVERY])
    best = next(one for one in extracts.ranked if not one.statement.row)
    return [_words(one) for one in said_together(understanding, extracts, best)]


def _words(one: Extract) -> str:
    return one.statement.row[0][1] if one.statement.row else "sentence"


class TestASentenceAboutATable:
    def test_is_said_with_the_row_that_the_question_names(self) -> None:
        assert said("livrez-vous en Belgique ?") == ["sentence", "Belgique"]
        assert said("livrez-vous en Espagne ?") == ["sentence", "Espagne"]

    def test_is_said_alone_where_no_row_is_named(self) -> None:
        assert said("livrez-vous au Canada ?") == ["sentence"]
