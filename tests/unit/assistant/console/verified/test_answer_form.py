from datetime import date

from assistant.answers.verified.types import AnswerState, VerifiedId, WayOfAsking
from assistant.console.verified.answer_form import AnswerForm, filled

WRITTEN = AnswerForm(
    ways_fr=" Peut-on   rendre un cadeau ?\r\n\r\n",
    ways_en="Can I return a gift?\r\na present too?",
    text_en="Yes. \r\nWith the receipt.\r\n",
    source_title="  Returns ",
    source_url=" https://lune.example ",
    review_by="2027-03-01",
    do="draft",
)


class TestAForm:
    def test_has_a_way_of_asking_on_each_line(self) -> None:
        assert WRITTEN.answer(VerifiedId("a")).ways == (
            WayOfAsking(language="fr", text="Peut-on rendre un cadeau ?"),
            WayOfAsking(language="en", text="Can I return a gift?"),
            WayOfAsking(language="en", text="a present too?"),
        )

    def test_is_read_without_blanks_and_with_the_texts_that_were_written(self) -> None:
        answer = WRITTEN.answer(VerifiedId("a"))

        assert answer.texts == {"en": "Yes.\nWith the receipt."}
        assert (answer.source_title, answer.source_url) == ("Returns", "https://lune.example")
        assert answer.review_by == date(2027, 3, 1)
        assert answer.state is AnswerState.DRAFT

    def test_for_people_has_no_text_and_no_source(self) -> None:
        answer = WRITTEN.model_copy(update={"by": "person"}).answer(VerifiedId("a"))

        assert answer.person
        assert (dict(answer.texts), answer.source_title, answer.source_url) == ({}, "", "")

    def test_tells_a_day_that_is_none(self) -> None:
        assert AnswerForm(review_by="2027-02-30").has_wrong_day
        assert not AnswerForm().has_wrong_day
        assert not WRITTEN.has_wrong_day


class TestFilled:
    def test_sent_again_is_the_same_answer(self) -> None:
        answer = WRITTEN.answer(VerifiedId("a"))

        again = AnswerForm.model_validate({**filled(answer), "do": "draft"})

        assert again.answer(VerifiedId("a")) == answer
