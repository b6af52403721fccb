import pytest

from assistant.answers.composing.pages.wrong_statements import wrong_statement
from assistant.answers.verified.types import CorrectedStatement
from assistant.conversation.message import Language, Source


def told(quote: str, language: str = "fr") -> Source:
    return Source(title="Parapluies", url="/parapluies", quote=quote, language=language, score=0.8)


class TestAStatement:
    @pytest.mark.parametrize(
        ("quote", "answer", "wrong"),
        [
            (
                "Les baleines sont en fibre. Nos parapluies sont garantis 10 ans.",
                "Nos parapluies sont garantis 2 ans, la page se trompe.",
                "Nos parapluies sont garantis 10 ans.",
            ),
            (
                "Une commande retirée à la boutique est gardée 15 jours.",
                "Une commande est gardée 10 jours à la boutique.",
                "Une commande retirée à la boutique est gardée 15 jours.",
            ),
            (
                "Nous livrons en 3 jours ouvrés. Vous avez 14 jours pour renvoyer un article.",
                "Vous avez 30 jours pour renvoyer un article.",
                "Vous avez 14 jours pour renvoyer un article.",
            ),
        ],
    )
    def test_has_a_wrong_sentence_where_an_answer_states_another_figure_for_the_same(
        self, quote: str, answer: str, wrong: str
    ) -> None:
        assert wrong_statement(told(quote), answer, "fr", question="C'est sûr ?") == (
            CorrectedStatement(title="Parapluies", url="/parapluies", quote=wrong)
        )

    @pytest.mark.parametrize(
        ("quote", "answer", "language"),
        [
            ("Vous avez 30 jours pour rendre.", "Comptez 3 semaines pour réparer.", "fr"),
            ("Nos parapluies sont garantis 2 ans.", "Ils sont garantis 2 ans.", "fr"),
            ("Nos parapluies sont garantis.", "Nos parapluies sont garantis 2 ans.", "fr"),
            ("La livraison en Belgique coûte 9 €.", "La livraison en Suisse coûte 12 €.", "fr"),
            ("Nos parapluies sont garantis 10 ans.", "Our umbrellas last for 2 years.", "en"),
        ],
        ids=["another thing", "the same figure", "no figure", "another country", "translated"],
    )
    def test_may_be_right(self, quote: str, answer: str, language: Language) -> None:
        assert wrong_statement(told(quote), answer, language, question="C'est sûr ?") is None

    @pytest.mark.parametrize(
        ("answer", "question"),
        [
            ("Le retour coûte 5 €.", "Combien coûte le retour ?"),
            ("La livraison express coûte 9,90 €.", "Combien coûte la livraison express ?"),
            ("La livraison en magasin coûte 0 €.", "La livraison en magasin, c'est combien ?"),
        ],
    )
    def test_may_be_right_where_something_else_was_asked(self, answer: str, question: str) -> None:
        page = told("La livraison coûte 4,90 €.")

        assert wrong_statement(page, answer, "fr", question=question) is None
