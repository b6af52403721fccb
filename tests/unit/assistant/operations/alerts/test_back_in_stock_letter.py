"""The letter that something is back."""

import pytest

from assistant.conversation.message import Language
from assistant.kit.mail.letter import Letter
from assistant.operations.alerts.back_in_stock_letter import back_letter, word_back
from assistant.operations.alerts.ports import WaitingCustomer
from tests.support.seeds import shop_records as given
from tests.support.seeds.conversation_events import NOON


def letter(alert_id: str = "k1", language: Language = "fr") -> Letter:
    waiting = WaitingCustomer(
        alert_id=alert_id,
        customer_id=given.LEA,
        product_id=given.SHIRT,
        variant_id=given.GONE,
        asked_at=NOON,
    )
    variant = given.SHIRTS.variant(given.GONE)
    assert variant is not None
    return back_letter(waiting, given.LEA_KNOWN, given.SHIRTS, variant, language=language, at=NOON)


class TestTheLetter:
    @pytest.mark.parametrize(
        ("language", "words"), [("fr", "de nouveau en stock"), ("en", "back in stock")]
    )
    def test_names_the_product_its_options_and_the_shop(
        self, language: Language, words: str
    ) -> None:
        worded = word_back(letter(language=language), shop="Maison Lune")

        for text in (worded.subject, worded.body):
            assert "Ouessant Shirt (XL)" in text
            assert words in text
            assert "{" not in text
        assert "Maison Lune" in worded.body

    def test_names_no_shop_that_has_no_name(self) -> None:
        assert "est de nouveau en stock. Rien" in word_back(letter(), shop="").body

    def test_has_the_same_id_for_the_same_alert_alone(self) -> None:
        assert letter().letter_id == letter(language="en").letter_id
        assert letter().letter_id != letter("k2").letter_id
