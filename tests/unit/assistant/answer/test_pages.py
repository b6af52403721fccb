from assistant.answer.pages import answer
from assistant.conversation.events import Reason, ReplyKind
from assistant.guard.review import Approved, review
from tests.unit.assistant.answer.shop_fixture import asked, direction, page

RETURNS = page(
    "Retours",
    ("Nous sommes une petite équipe.", direction(0, 1)),
    ("Vous avez 30 jours pour changer d'avis.", direction(1, 0.1)),
    ("Écrivez-nous quand vous voulez.", direction(0.1, 1)),
)


class TestAnswer:
    def test_is_the_sentence_that_answers_and_its_source(self) -> None:
        draft = answer(asked("Combien de temps pour un retour ?"), [RETURNS])

        assert draft is not None
        assert draft.kind is ReplyKind.ANSWERED
        assert draft.text == "Vous avez 30 jours pour changer d'avis."
        assert draft.sources[0].title == "Retours"
        assert draft.sources[0].url == "/aide/Retours"
        assert draft.sources[0].quote in RETURNS.passage.text

    def test_passes_the_guard(self) -> None:
        draft = answer(asked("Combien de temps pour un retour ?"), [RETURNS])

        assert draft is not None
        assert review(draft) == Approved(draft)

    def test_says_which_language_a_foreign_source_is_in(self) -> None:
        english = page("Repairs", ("Repairs take two weeks.", direction(1, 0)), language="en")

        draft = answer(asked("Délai de réparation ?"), [english])

        assert draft is not None
        assert draft.text == "Notre page à ce sujet est en anglais : Repairs take two weeks."
        assert draft.sources[0].language == "en"

    def test_takes_a_list_after_its_colon(self) -> None:
        payments = page(
            "Paiement",
            ("Nous acceptons :", direction(1, 0)),
            ("- la carte bancaire", direction(0.2, 1)),
            ("- PayPal", direction(0.2, 1)),
        )

        draft = answer(asked("Quels moyens de paiement ?"), [payments])

        assert draft is not None
        assert draft.text == "Nous acceptons :\nla carte bancaire\nPayPal"
        assert draft.sources[0].quote == payments.passage.text

    def test_reads_a_table_row_with_its_header(self) -> None:
        sizes = page(
            "Tailles",
            ("| Taille | Tour de poitrine |", direction(0.1, 1)),
            ("|---|---|", direction(0, 1)),
            ("| M | 92-96 cm |", direction(1, 0)),
        )

        draft = answer(asked("Tour de poitrine du M ?"), [sizes])

        assert draft is not None
        assert draft.text == "Taille: M · Tour de poitrine: 92-96 cm"

    def test_abstains_when_two_pages_state_different_figures(self) -> None:
        faq = page("FAQ", ("Vous avez 14 jours pour changer d'avis.", direction(1, 0.1)))

        draft = answer(asked("Combien de temps pour changer d'avis ?"), [RETURNS, faq])

        assert draft is not None
        assert draft.kind is ReplyKind.ABSTAINED
        assert draft.reason is Reason.CONFLICTING
        assert {source.title for source in draft.sources} == {"Retours", "FAQ"}

    def test_prefers_the_sentence_with_the_kind_of_fact_that_is_asked(self) -> None:
        delivery = page(
            "Livraison",
            ("La livraison est soignée.", direction(1, 0.02)),
            ("La livraison coûte 4,95 €.", direction(1, 0.05)),
        )

        draft = answer(asked("Combien coûte le port ?"), [delivery])

        assert draft is not None
        assert "4,95 €" in draft.text

    def test_is_none_without_a_sentence(self) -> None:
        assert answer(asked("Quoi ?"), [page("Vide")]) is None
