from dataclasses import replace
from datetime import date

from assistant.answers.verified.types import (
    AnswerState,
    CorrectedStatement,
    VerifiedId,
    WayOfAsking,
)
from assistant.console.verified.answer_form import (
    AnswerForm,
    NewAnswer,
    filled,
    read_wrong,
    write_wrong,
)

STATEMENT = CorrectedStatement(title="Returns", url="", quote="No gifts.")
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

    def test_corrects_the_statements_of_pages_where_a_person_says_so(self) -> None:
        wrong = write_wrong([STATEMENT])
        ticked = WRITTEN.model_copy(update={"wrong": wrong, "corrects": "yes"})

        assert ticked.answer(VerifiedId("a")).corrects == (STATEMENT,)
        unticked = WRITTEN.model_copy(update={"wrong": wrong})
        assert unticked.answer(VerifiedId("a")).corrects == ()
        broken = WRITTEN.model_copy(update={"wrong": "{", "corrects": "yes"})
        assert broken.answer(VerifiedId("a")).corrects == ()


class TestANewAnswer:
    def test_has_the_question_and_what_the_customer_was_told(self) -> None:
        given = NewAnswer.model_validate(
            {
                "question": "Can I  return a gift? I am ann@mail.example",
                "language": "en",
                "from": "c1",
                "told": STATEMENT.quote,
                "page": STATEMENT.title,
            }
        )

        fields = given.fields(date(2026, 2, 28))

        assert "ann@mail.example" not in fields["ways_en"]
        assert fields["review_by"] == "2027-02-28"
        assert read_wrong(fields["wrong"]) == (STATEMENT,)
        assert "corrects" not in fields

    def test_without_a_page_has_nothing_to_correct(self) -> None:
        assert NewAnswer().fields(date(2026, 2, 28))["wrong"] == ""


class TestFilled:
    def test_keeps_what_the_answer_corrects(self) -> None:
        answer = replace(WRITTEN.answer(VerifiedId("a")), corrects=(STATEMENT,))

        again = AnswerForm.model_validate({**filled(answer), "do": "draft"})

        assert again.answer(VerifiedId("a")) == answer

    def test_sent_again_is_the_same_answer(self) -> None:
        answer = WRITTEN.answer(VerifiedId("a"))

        again = AnswerForm.model_validate({**filled(answer), "do": "draft"})

        assert again.answer(VerifiedId("a")) == answer
