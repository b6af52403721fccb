import pytest

from assistant.understanding.asked_facts import (
    asked_kinds,
    asks_figure,
    asks_how,
    asks_whether,
    kinds_in_words,
)
from assistant.understanding.stated_facts import FactKind

LONG = {FactKind.DURATION, FactKind.DATE, FactKind.TIME}
MUCH = {FactKind.AMOUNT, FactKind.PERCENT}


class TestAskedKinds:
    @pytest.mark.parametrize(
        ("question", "kinds"),
        [
            ("Combien de temps pour un retour ?", LONG),
            ("How long does it take?", LONG),
            ("Combien coûte la livraison ?", MUCH),
            ("How much is it?", MUCH),
            ("Combien de points ?", {FactKind.NUMBER, *MUCH}),
            ("Quels horaires ?", {FactKind.TIME}),
            ("Votre numéro de téléphone ?", {FactKind.PHONE}),
            ("Which e-mail address?", {FactKind.EMAIL}),
            ("Faites-vous des échanges ?", set()),
        ],
    )
    def test_are_what_would_answer(self, question: str, kinds: set[FactKind]) -> None:
        assert asked_kinds(question) == kinds

    def test_include_a_code_where_one_is_asked_for(self) -> None:
        assert FactKind.CODE in asked_kinds("Vous avez un code promo ?")


class TestKindsInWords:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("Le retour est gratuit.", FactKind.AMOUNT),
            ("Delivery is free.", FactKind.AMOUNT),
            ("Lundi : fermé", FactKind.TIME),
        ],
    )
    def test_are_stated_without_a_figure(self, text: str, kind: FactKind) -> None:
        assert kinds_in_words(text) == {kind}


class TestAsksHow:
    @pytest.mark.parametrize("question", ["Comment faire un retour ?", "How do I pay?"])
    def test_holds_for_something_to_be_done(self, question: str) -> None:
        assert asks_how(question)
        assert not asks_whether(question)


class TestAsksWhether:
    @pytest.mark.parametrize("question", ["Vous faites des échanges ?", "gift cards"])
    def test_holds_for_a_question_that_names_a_subject(self, question: str) -> None:
        assert asks_whether(question)

    @pytest.mark.parametrize("question", ["Prix des échanges ?", "When are the sales?"])
    def test_does_not_hold_where_something_about_it_is_asked(self, question: str) -> None:
        assert not asks_whether(question)


class TestAsksFigure:
    @pytest.mark.parametrize(
        "question", ["À partir de combien est-ce gratuit ?", "What minimum is there?"]
    )
    def test_holds_where_no_word_will_do(self, question: str) -> None:
        assert asks_figure(question)

    def test_does_not_hold_for_a_price(self) -> None:
        assert not asks_figure("C'est combien ?")
