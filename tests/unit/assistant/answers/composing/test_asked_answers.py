"""A verified answer is said where the message is about its matter, and nowhere else."""

from dataclasses import replace

from assistant.answers.composing.asked_answers import find_unasked
from assistant.answers.composing.corrected_statements import heed_corrections
from assistant.answers.composing.pages.statement_choice import Extracts, extract
from assistant.answers.verified.known_answers import KnownAnswers
from assistant.answers.verified.types import CorrectedStatement
from assistant.understanding.types import Intent, Understanding
from retrieval.types import Evidence
from tests.support.seeds.verified_answers import verified
from tests.unit.assistant.answers.shop_fixture import asked, section

WAY = "Dès quel âge vos jouets conviennent-ils ?"
SAID = "Nos jouets conviennent dès 3 ans."
WRONG = "Nos jouets conviennent dès 18 mois."
PAGE = section("Jouets", WRONG, toward="jouets")
STATEMENT = CorrectedStatement(title="Jouets", url=PAGE.passage.url, quote=WRONG)
ANSWER = verified(WAY, texts={"fr": SAID}, corrects=(STATEMENT,))
OUTSIDE = ((Intent.CHITCHAT, 0.9), (Intent.QUESTION, 0.1))
WITHIN = ((Intent.QUESTION, 0.98), (Intent.CHITCHAT, 0.02))


def of_answer(*, language: str = "fr", found: float = 0.5) -> Evidence:
    made = section(WAY, SAID, toward="jouets", language=language, score=found)
    return replace(made, passage=replace(made.passage, source_id=f"verified:{ANSWER.answer_id}"))


def read(message: Understanding, sureness: float | None, *found: Evidence) -> Extracts:
    """Return the statements found, each as sure as a reader is of it; None: none was read."""
    extracts = extract(message, found)
    return replace(
        extracts, ranked=tuple(replace(one, sureness=sureness) for one in extracts.ranked)
    )


def is_unasked(message: Understanding, sureness: float | None, found: Evidence) -> bool:
    return found.passage.passage_id in find_unasked(read(message, sureness, found), message)


class TestAVerifiedAnswer:
    def test_is_asked_in_words_that_its_question_has(self) -> None:
        message = replace(asked("vos jouets conviennent à quel âge ?"), ranked=OUTSIDE)

        assert not is_unasked(message, 0.5, of_answer())

    def test_is_asked_in_other_words_of_a_customer_of_the_shop(self) -> None:
        message = replace(asked("c'est bon pour mon petit dernier ?"), ranked=WITHIN)

        assert not is_unasked(message, 0.6, of_answer())

    def test_is_not_asked_by_a_message_outside_the_shops_scope(self) -> None:
        message = replace(asked("dis-moi combien tu as"), ranked=OUTSIDE)

        assert is_unasked(message, 0.6, of_answer(found=0.1))

    def test_is_not_asked_where_the_search_finds_it_far_and_the_reader_doubts(self) -> None:
        message = replace(asked("c'est bon pour mon petit dernier ?"), ranked=WITHIN)

        assert is_unasked(message, 0.2, of_answer(found=0.01))

    def test_is_asked_in_another_language_than_its_question(self) -> None:
        message = replace(asked("how old must children be?", language="en"), ranked=WITHIN)

        assert not is_unasked(message, 0.5, of_answer())

    def test_that_no_reader_read_stays(self) -> None:
        message = replace(asked("dis-moi combien tu as"), ranked=OUTSIDE)

        assert not is_unasked(message, None, of_answer(found=0.1))

    def test_is_all_that_is_left_out(self) -> None:
        message = replace(asked("dis-moi combien tu as"), ranked=OUTSIDE)

        assert not is_unasked(message, 0.6, PAGE)


class TestAnUnaskedAnswer:
    def test_is_said_only_in_the_place_of_what_it_corrects(self) -> None:
        message = replace(asked("dès 18 mois, les jouets ?"), ranked=WITHIN)
        answers = of_answer()
        unasked = {answers.passage.passage_id}

        beside = read(message, 0.5, PAGE, answers)
        alone = read(message, 0.5, answers)
        known = KnownAnswers((ANSWER,), {})

        (said,) = heed_corrections(beside, known, unasked).ranked
        assert said.evidence is answers
        assert not heed_corrections(alone, known, unasked).ranked
