"""What is told of a basket: the list once, after the last change."""

from assistant.operations.declarations.basket_changes import listed_once

FIRST = "In your basket: hat.\n\nYour basket:\n- hat: 5"
SECOND = "In your basket: coat.\n\nYour basket:\n- hat: 5\n- coat: 9"


class TestListedOnce:
    def test_lists_the_basket_as_it_is_after_the_last_change(self) -> None:
        assert listed_once([FIRST, SECOND], "en") == ["In your basket: hat.", SECOND]

    def test_says_once_that_it_was_changed(self) -> None:
        changed = [f"Your basket has been changed.\n\nYour basket:\n- hat: {n}" for n in (1, 2)]

        assert listed_once(changed, "en") == changed[1:]

    def test_lists_it_once_though_it_is_asked_for_as_well(self) -> None:
        shown = "Your basket:\n- coat: 9"

        assert listed_once([FIRST, shown], "en") == ["In your basket: hat.", shown]

    def test_keeps_other_words_and_their_order(self) -> None:
        said = ["", FIRST, "Which size of coat?"]

        assert listed_once(said, "en") == said[1:]
        assert listed_once([], "fr") == []
