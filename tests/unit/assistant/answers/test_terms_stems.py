import pytest

from assistant.answers.terms import stem


class TestStem:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("livrons", "livrez"),
            ("expirent", "expirer"),
            ("perimee", "perime"),
            ("bougies", "bougie"),
        ],
    )
    def test_is_what_french_inflections_share(self, one: str, other: str) -> None:
        assert stem(one, "fr") == stem(other, "fr")

    @pytest.mark.parametrize(("one", "other"), [("returns", "returned"), ("sizes", "sizing")])
    def test_is_what_english_inflections_share(self, one: str, other: str) -> None:
        assert stem(one, "en") == stem(other, "en")
