"""The problem that a claim tells, and the solution that it wishes for."""

import pytest

from assistant.understanding.references.claimed_problems import claimed_problem, claimed_wish


class TestAProblem:
    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("ma bougie est arrivée cassée", "damaged"),
            ("it has a big stain", "damaged"),
            ("you sent me the wrong sheet", "wrong_item"),
            ("ce n'est pas ce que j'ai commandé", "wrong_item"),
            ("il manque une lampe", "missing"),
            ("the lid wasn't in the box", "missing"),
            ("the bottle leaks", "defective"),
            ("elle ne marche pas", "defective"),
            ("the blouse", None),
        ],
    )
    def test_is_read_out_of_the_words(self, text: str, problem: str | None) -> None:
        assert claimed_problem(text) == problem


class TestAWish:
    @pytest.mark.parametrize(
        ("text", "wish"),
        [
            ("a refund please", "refund"),
            ("un remplacement", "replacement"),
            ("send me a new one", "replacement"),
            ("peu importe", "none"),
            ("you decide", "none"),
            ("a refund or a replacement", "none"),
            ("what?", None),
        ],
    )
    def test_is_the_answer_to_the_question(self, text: str, wish: str | None) -> None:
        assert claimed_wish(text, asked=True) == wish

    def test_is_left_open_where_it_is_not_asked_for(self) -> None:
        assert claimed_wish("I don't know", asked=False) is None
