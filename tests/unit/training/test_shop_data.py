"""The training data: every shop has the form it should have, and every quote stands in its page."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from training.shop_data import DATA, Question, Shop, Statement, faults, read_needs, read_shop

SHOPS = sorted([*(DATA / "shops").iterdir(), *(DATA / "apart").iterdir()])
PAGE = {"returns.md": "you have 30 days"}


def shop(*questions: Question) -> Shop:
    return Shop(name="one", pages=PAGE, questions=questions)


def question(quote: str = "You have 30 days.", *, need: str = "return_window") -> Question:
    return Question(
        q="how long?",
        lang="en",
        need=need,
        kind="plain",
        answer=(Statement(page="returns.md", quote=quote),),
    )


@pytest.mark.slow  # the pages of all shops; what training reads changes seldom
class TestEveryShop:
    @pytest.mark.parametrize("folder", SHOPS, ids=lambda folder: folder.name)
    def test_quotes_its_own_pages_and_asks_nothing_twice(self, folder: Path) -> None:
        assert list(faults(read_shop(folder), read_needs())) == []

    @pytest.mark.parametrize("folder", SHOPS, ids=lambda folder: folder.name)
    def test_leaves_some_questions_without_an_answer(self, folder: Path) -> None:
        questions = read_shop(folder).questions

        assert 0.2 <= sum(not one.answer for one in questions) / len(questions) <= 0.4


class TestAFault:
    def test_is_a_quote_that_the_page_has_not(self) -> None:
        assert list(faults(shop(question("You have 40 days.")), read_needs())) == [
            "returns.md does not say: You have 40 days."
        ]

    def test_is_a_question_that_is_asked_twice(self) -> None:
        assert list(faults(shop(question(), question()), read_needs())) == [
            "asked 2 times: how long?"
        ]

    def test_is_a_need_that_nobody_has_heard_of(self) -> None:
        assert list(faults(shop(question(need="moon")), read_needs())) == [
            "unknown need moon: how long?"
        ]

    def test_of_form_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "pages").mkdir()
        (tmp_path / "questions.yml").write_text("- {q: hello, lang: de}\n")

        with pytest.raises(ValidationError):
            read_shop(tmp_path)
