from dataclasses import replace

import pytest

from assistant.answers.composing.products.product_comparison import (
    MAX_CELL,
    MAX_ROWS,
    ask_which_two,
    compare,
    compare_all,
)
from assistant.answers.guard.draft_review import Approved, review
from assistant.conversation.events import ReplyKind
from assistant.understanding.types import Intent
from tests.unit.assistant.answers.shop_fixture import BOOTS, SOLD_OUT, asked, found

COMPARE = asked("Brisant ou Estran ?", intent=Intent.COMPARE)


class TestCompare:
    def test_says_what_differs_and_names_what_does_not(self) -> None:
        draft = compare(COMPARE, found(BOOTS), found(SOLD_OUT))

        lines = draft.text.split("\n")
        assert lines[0] == "« Bottes Brisant » / « Bottines Estran » :"
        assert "• Choix : Rouge : 41, 42 ; Bleu : 41 / Noir ; 41, 42" in lines
        assert lines[-1] == "En commun : prix 89,00\N{NO-BREAK SPACE}€."
        assert len(lines) <= MAX_ROWS + 2
        assert len(draft.cards) == 2
        assert review(draft) == Approved(draft)

    @pytest.mark.parametrize("letters", [6, 41, MAX_CELL])
    def test_says_no_attribute_without_its_value(self, letters: int) -> None:
        """Such as "In common: for."."""
        told = (("Pour", "h" * letters),)
        both = [replace(one, attributes=told) for one in (BOOTS, SOLD_OUT)]

        draft = compare(COMPARE, *map(found, both))

        assert f"pour {'h' * letters}" in draft.text


class TestCompareAll:
    def test_says_the_price_of_each_and_what_differs(self) -> None:
        draft = compare_all(COMPARE, [found(BOOTS), found(SOLD_OUT)])

        assert len(draft.text.split("\n")) == 3
        assert "• « Bottes Brisant » : 89,00\N{NO-BREAK SPACE}€" in draft.text
        assert len(draft.cards) == 2
        assert review(draft) == Approved(draft)


class TestAskWhichTwo:
    def test_asks(self) -> None:
        assert ask_which_two("en").kind is ReplyKind.ASKED
