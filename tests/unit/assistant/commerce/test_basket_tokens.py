"""Tokens of baskets lead back to nobody, and only ours are read."""

import pytest

from assistant.commerce.basket_tokens import basket_token, read_token


class TestAToken:
    def test_follows_from_the_key_and_the_conversation(self) -> None:
        told = {basket_token(key, name) for key in (b"a", b"b") for name in ("c1", "c2")}

        assert len(told) == 4
        assert all(read_token(one) == one for one in told)

    def test_is_none_without_a_conversation(self) -> None:
        assert basket_token(b"a", "") == ""

    @pytest.mark.parametrize("said", [None, 7, "", "Jane Doe", "A" * 24, "0" * 25, " " + "0" * 24])
    def test_is_none_in_any_other_form(self, said: object) -> None:
        assert read_token(said) == ""
