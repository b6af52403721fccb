from assistant.answers.composing.pages.page_answers import answer, as_sources
from assistant.answers.composing.pages.statement_choice import extract
from assistant.answers.guard.draft_review import Approved, review
from assistant.answers.reply_draft import Draft
from assistant.conversation.events import Reason, ReplyKind
from retrieval.types import Evidence
from tests.unit.assistant.answers.shop_fixture import asked, section

RETURNS = section(
    "Retours",
    "Vous avez 30 jours à partir de la réception pour changer d'avis.\n\nÉcrivez-nous souvent.",
    toward="30 jours",
)
QUESTION = "Combien de temps pour changer d'avis ?"


def drafted(question: str, *found: Evidence) -> Draft:
    understanding = asked(question)
    return answer(understanding, extract(understanding, found))


class TestAnswer:
    def test_is_the_statement_that_answers_and_its_source(self) -> None:
        draft = drafted(QUESTION, RETURNS)

        assert draft.kind is ReplyKind.ANSWERED
        assert draft.text.startswith("Vous avez 30 jours")
        assert draft.sources[0].title == "Retours"
        assert draft.sources[0].url == "/aide/Retours"
        assert draft.sources[0].quote in RETURNS.passage.text

    def test_tells_how_likely_its_statement_answers(self) -> None:
        best = extract(asked(QUESTION), [RETURNS]).ranked[0]

        assert drafted(QUESTION, RETURNS).sources[0].score == round(best.confidence, 4)
        assert best.confidence != RETURNS.score

    def test_passes_the_guard(self) -> None:
        draft = drafted(QUESTION, RETURNS)

        assert review(draft) == Approved(draft)

    def test_says_which_language_a_foreign_source_is_in(self) -> None:
        draft = drafted(
            "Délai de réparation ?", section("Repairs", "Repairs take two weeks.", language="en")
        )

        assert draft.text == "Notre page à ce sujet est en anglais : Repairs take two weeks."
        assert draft.sources[0].language == "en"

    def test_abstains_when_two_pages_state_different_figures(self) -> None:
        faq = section(
            "FAQ", "Vous avez 14 jours à partir de la réception pour changer d'avis.", toward="14"
        )
        draft = drafted(QUESTION, RETURNS, faq)

        assert draft.kind is ReplyKind.ABSTAINED
        assert draft.reason is Reason.CONFLICTING
        assert {source.title for source in draft.sources} == {"Retours", "FAQ"}
        assert "30 jours" in draft.text
        assert "14 jours" in draft.text
        assert review(draft) == Approved(draft)

    def test_names_another_page_that_says_it_too(self) -> None:
        faq = section(
            "FAQ", "30 jours à partir de la réception pour changer d'avis.", toward="30", score=0.8
        )
        draft = drafted(QUESTION, RETURNS, faq)

        assert {source.title for source in draft.sources} == {"Retours", "FAQ"}
        assert review(draft) == Approved(draft)


class TestAsSources:
    def test_shows_every_passage_with_its_best_statement(self) -> None:
        other = section("Livraison", "Nous livrons partout.")
        sources = as_sources(asked(QUESTION), [RETURNS, other])

        assert [source.title for source in sources] == ["Retours", "Livraison"]
        assert "30 jours" in sources[0].quote
