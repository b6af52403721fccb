from dataclasses import replace

import pytest

from assistant.operations.dialogue.form_moves import FormMove, read_move
from assistant.operations.dialogue.heard_message import HeardMessage, Wish
from assistant.understanding.types import Remark

HEARD = HeardMessage(text="", language="en")
WISH = Wish(operation="cancel_order", text="cancel it")


class TestAMessageToAnOpenForm:
    @pytest.mark.parametrize(
        ("heard", "move"),
        [
            (replace(HEARD, goodbye=True, social=True), FormMove.GOODBYE),
            (replace(HEARD, goodbye=True, no=True), FormMove.GOODBYE),
            (replace(HEARD, thanks=True, social=True), FormMove.THANKS),
            (replace(HEARD, thanks=True, yes=True), FormMove.ANSWER),  # "ok"
            (replace(HEARD, stop=True), FormMove.CHANGE_OF_MIND),
            (replace(HEARD, remark=Remark.UNDO), FormMove.CHANGE_OF_MIND),
            (replace(HEARD, question=True, holds=True, rest="how long?"), FormMove.QUESTION),
            (replace(HEARD, question=True), FormMove.ANSWER),  # it may name a value
            (replace(HEARD, holds=True, no=True), FormMove.ANSWER),
            (replace(HEARD, goodbye=True, wishes=(WISH,)), FormMove.ANSWER),
            (HEARD, FormMove.ANSWER),
        ],
    )
    def test_moves_it_as_a_person_would_take_it(self, heard: HeardMessage, move: FormMove) -> None:
        assert read_move(heard, "return_items") is move

    @pytest.mark.parametrize(
        ("operation", "move"),
        [
            ("return_items", FormMove.CHANGE_OF_MIND),
            ("cancel_order", FormMove.ANSWER),  # the order is what this form cancels
            ("order_status", FormMove.ANSWER),  # nothing was to be done: an order is meant
        ],
    )
    @pytest.mark.parametrize("said", ["cancel it", "annulez"])
    def test_of_a_bare_cancel_is_about_the_form_that_would_do_something_else(
        self, said: str, operation: str, move: FormMove
    ) -> None:
        assert read_move(replace(HEARD, text=said), operation) is move
