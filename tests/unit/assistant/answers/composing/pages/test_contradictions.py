import pytest

from assistant.answers.composing.pages.contradictions import contradiction
from assistant.answers.composing.pages.statement_choice import extract
from tests.unit.assistant.answers.shop_fixture import asked, section

RETURNS = section(
    "Retours",
    "Vous avez 30 jours à partir de la réception. C'est plus que les 14 jours de la loi.",
    toward="30 jours",
)


def contradicted(question: str, other: str, *, title: str = "FAQ") -> bool:
    faq = section(title, other, toward=" ")
    extracts = extract(asked(question), [RETURNS, faq])
    return contradiction(extracts, extracts.ranked[0]) is not None


class TestContradiction:
    def test_is_another_figure_for_the_same_thing(self) -> None:
        assert contradicted(
            "Combien de temps après la réception ?", "14 jours à partir de la réception."
        )

    @pytest.mark.parametrize(
        ("question", "other"),
        [
            ("Combien de temps après la réception ?", "30 jours à partir de la réception."),
            (
                "Combien de temps après la réception ?",
                "L'échange dure 8 jours après l'envoi du colis.",
            ),
            ("Combien coûte la réception ?", "Un ourlet coûte 14 € à partir de la réception."),
            ("Que se passe-t-il à la réception ?", "14 jours à partir de la réception."),
            ("Combien de temps après la réception ?", "3 mois à partir de la réception."),
        ],
        ids=["agrees", "another subject", "another kind", "no figure asked", "another unit"],
    )
    def test_is_nothing_else(self, question: str, other: str) -> None:
        assert not contradicted(question, other)

    def test_is_never_on_the_same_page(self) -> None:
        assert not contradicted(
            "Combien de temps après la réception ?",
            "14 jours à partir de la réception.",
            title="Retours",
        )
