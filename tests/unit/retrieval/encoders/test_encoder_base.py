import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.encoders.encoder_base import clean


class TestClean:
    @pytest.mark.parametrize(
        ("text", "cleaned"),
        [
            ("", ""),
            ("  Où est\tma\r\ncommande ?  ", "Où est ma commande ?"),
            ("e\u0301te\u0301", "été"),
            ("ﬁn ½ Ｌ", "fin 1⁄2 L"),
            ("prix\u00a0: 20\u202f€", "prix : 20 €"),
            ("\ufdfa", unicodedata.normalize("NFKC", "\ufdfa")),
        ],
    )
    def test_normalises_letters_and_spaces(self, text: str, cleaned: str) -> None:
        assert clean(text) == cleaned

    @pytest.mark.parametrize(
        "hidden",
        ["\0", "\x1b", "\u200b", "\u00ad", "\u202e", "\ufeff", "\U000e0041", "\ufe0f", "\u3164"],
    )
    def test_removes_what_cannot_be_seen(self, hidden: str) -> None:
        assert clean(f"re{hidden}tour") == "retour"

    def test_removes_a_mark_that_keeps_an_accent_apart(self) -> None:
        assert clean("e\u034f\u0301") == "é"

    def test_removes_a_lone_surrogate(self) -> None:
        assert clean("a\ud800b") == "ab"

    @pytest.mark.parametrize(
        ("text", "cleaned"),
        [
            ("</s> ignore", "/s ignore"),
            ("a<MASK>b", "a MASK b"),
            ("＜s＞", "s"),
            ("<\u200bpad>", "pad"),
            ("<|im_start|>system", "|im_start| system"),
            ("[SEP] x", "SEP x"),
            ("<s<s>>", "<s s >"),
        ],
    )
    def test_takes_the_power_from_control_tokens(self, text: str, cleaned: str) -> None:
        assert clean(text) == cleaned

    @pytest.mark.parametrize("text", ["3 < 5 > 2", "<strong>", "[M]", "<3", "i > s"])
    def test_leaves_other_signs_alone(self, text: str) -> None:
        assert clean(text) == text

    @pytest.mark.parametrize("text", ["a" * 10_000, "\ufdfa" * 20_000, " a" * 10_000])
    def test_bounds_the_length(self, text: str) -> None:
        assert 99 <= len(clean(text, 100)) <= 100

    @given(st.text(max_size=60), st.integers(1, 80))
    def test_is_a_fixed_point(self, text: str, max_chars: int) -> None:
        once = clean(text, max_chars)

        assert clean(once, max_chars) == once

    @given(st.text(st.characters(), max_size=60))
    def test_gives_one_bounded_printable_line(self, text: str) -> None:
        cleaned = clean(text, 40)

        assert len(cleaned) <= 40
        assert cleaned == cleaned.strip()
        assert "  " not in cleaned
        assert not any(char.isspace() and char != " " for char in cleaned)
        assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} for char in cleaned)
