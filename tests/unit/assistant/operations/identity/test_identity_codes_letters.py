from dataclasses import replace

import pytest

from assistant.conversation.events import CodeSent
from assistant.conversation.message import Language
from assistant.kit.mail.letter import Letter
from assistant.operations.identity.identity_codes import code_letter, mask, word_code_letter
from tests.unit.assistant.operations.identity.proving import C1, KEY, NOON, code_of

SENT = CodeSent(conversation_id=C1, at=NOON, number=1, email="jeanne@example.com", expires_at=NOON)


def letter(sent: CodeSent = SENT, language: Language = "fr") -> Letter:
    return code_letter(sent, recipient=sent.email, language=language, minutes=10, key=KEY)


class TestTheLetter:
    def test_does_not_hold_the_code(self) -> None:
        assert code_of([SENT]) not in repr(letter())

    @pytest.mark.parametrize(("language", "words"), [("fr", "Votre code"), ("en", "Your code")])
    def test_has_it_once_it_is_worded(self, language: Language, words: str) -> None:
        worded = word_code_letter(letter(language=language), key=KEY, shop="Maison Lune")

        code = code_of([SENT])
        assert code in worded.subject
        assert f"{words}" in worded.body
        assert code in worded.body
        assert "Maison Lune" in worded.body
        assert "{" not in worded.subject + worded.body

    def test_speaks_of_the_shop_when_it_has_no_name(self) -> None:
        assert "la boutique" in word_code_letter(letter(), key=KEY, shop="").subject

    def test_has_an_id_of_its_own_code_and_address(self) -> None:
        same = letter(replace(SENT, expires_at=NOON.replace(hour=13)))
        next_one = letter(replace(SENT, number=2))
        elsewhere = letter(replace(SENT, email="paul@example.com"))

        assert same.letter_id == letter().letter_id
        assert len({letter().letter_id, next_one.letter_id, elsewhere.letter_id}) == 3
        assert "jeanne" not in letter().letter_id


class TestAMaskedAddress:
    @pytest.mark.parametrize(
        ("email", "masked"),
        [("jeanne@example.com", "j•••@example.com"), ("j@x.fr", "j•••@x.fr"), ("odd", "o•••")],
    )
    def test_shows_where_it_is_and_hardly_whose(self, email: str, masked: str) -> None:
        assert mask(email) == masked
