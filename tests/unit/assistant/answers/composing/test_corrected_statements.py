"""What a verified answer corrects is said no more, and the answer is said in its place."""

from dataclasses import replace

from assistant.answers.composing.corrected_statements import find_against, heed_corrections
from assistant.answers.composing.pages.statement_choice import Extract, Extracts, extract
from assistant.answers.verified.known_answers import KnownAnswers
from assistant.answers.verified.types import CorrectedStatement
from retrieval.types import Evidence
from tests.support.seeds.verified_answers import verified
from tests.unit.assistant.answers.shop_fixture import asked, section

WRONG = "Nos parapluies sont garantis 10 ans."
RIGHT = "Nos parapluies sont garantis 2 ans."
PAGE = section("Parapluies", f"{WRONG}\n\nLes baleines sont en fibre.", toward="garantis")
STATEMENT = CorrectedStatement(title="Parapluies", url=PAGE.passage.url, quote=WRONG)
ANSWER = verified("garantie parapluie ?", texts={"fr": RIGHT}, corrects=(STATEMENT,))
KNOWN = KnownAnswers((ANSWER,), {})


def of_answer() -> Evidence:
    found = section("garantie parapluie ?", RIGHT, toward="garantis")
    return replace(found, passage=replace(found.passage, source_id=f"verified:{ANSWER.answer_id}"))


def read(question: str, *sureness: float) -> Extracts:
    """Return the statements of the page, then of the answer, as a reader is sure of them."""
    extracts = extract(asked(question), [PAGE, of_answer()])
    order = [WRONG, "Les baleines sont en fibre.", RIGHT]
    ranked = sorted(extracts.ranked, key=lambda one: order.index(text(one)))
    made = (replace(one, sureness=s, score=s) for one, s in zip(ranked, sureness, strict=True))
    by_sureness = sorted(made, key=lambda one: -one.confidence)
    return replace(extracts, ranked=tuple(by_sureness))


def text(one: Extract) -> str:
    return "\n".join(
        unit.text for unit in one.reading.units[one.statement.first : one.statement.last + 1]
    )


def heeded(question: str, *sureness: float) -> list[tuple[str, float]]:
    found = heed_corrections(read(question, *sureness), KNOWN).ranked
    return [(text(one), one.confidence) for one in found]


class TestACorrection:
    def test_stands_in_the_place_of_the_statement_as_surely(self) -> None:
        assert heeded("garanti combien de temps ?", 0.8, 0.1, 0.1) == [
            (RIGHT, 0.8),
            ("Les baleines sont en fibre.", 0.1),
        ]

    def test_that_is_surer_itself_stays_so(self) -> None:
        assert heeded("garanti combien de temps ?", 0.5, 0.1, 0.7)[0] == (RIGHT, 0.7)

    def test_takes_no_place_where_it_answers_something_else(self) -> None:
        found = heeded("de quoi sont les parapluies ?", 0.8, 0.3, 0.1)

        assert found == [("Les baleines sont en fibre.", 0.3), (RIGHT, 0.1)]

    def test_leaves_the_same_words_on_another_page(self) -> None:
        elsewhere = replace(STATEMENT, url="/aide/Autre")
        known = KnownAnswers((replace(ANSWER, corrects=(elsewhere,)),), {})
        extracts = read("garanti combien de temps ?", 0.8, 0.1, 0.1)

        assert heed_corrections(extracts, known) == extracts

    def test_finds_the_statement_in_a_quote_that_says_more(self) -> None:
        longer = replace(STATEMENT, quote=f"Oui. {WRONG} Et plus.")
        known = KnownAnswers((replace(ANSWER, corrects=(longer,)),), {})

        found = heed_corrections(read("garanti combien de temps ?", 0.8, 0.1, 0.1), known)

        assert WRONG not in [text(one) for one in found.ranked]


class TestAVerifiedAnswer:
    def test_is_found_against_a_page_that_states_another_figure(self) -> None:
        extracts = read("Combien de temps un parapluie est-il garanti ?", 0.8, 0.1, 0.5)

        against = find_against(extracts, extracts.ranked[0], floor=0.4)

        assert against is not None
        assert text(against) == RIGHT

    def test_is_not_found_where_it_is_not_sure_enough(self) -> None:
        extracts = read("Combien de temps un parapluie est-il garanti ?", 0.8, 0.1, 0.15)

        assert find_against(extracts, extracts.ranked[0], floor=0.4) is None
