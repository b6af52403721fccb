import pytest

from assistant.canned.types import Canned, CannedId, fill


class TestTheBlanksOfAReply:
    def test_are_filled(self) -> None:
        text = "Bonjour {customer}, ici {agent} de {shop}."

        filled = fill(text, {"customer": "Ada", "agent": "Anna", "shop": "Maison Coton"})

        assert filled == "Bonjour Ada, ici Anna de Maison Coton."

    @pytest.mark.parametrize("text", ["Bonjour {customer},", "Bonjour{customer},"])
    def test_leave_no_gap_where_nothing_is_known(self, text: str) -> None:
        assert fill(text, {"customer": ""}) == "Bonjour,"
        assert fill(text, {}) == "Bonjour,"

    def test_are_those_that_are_known_and_no_others(self) -> None:
        assert fill("{secret} {order}", {"order": "#1042"}) == "{secret} #1042"

    def test_are_not_filled_with_blanks(self) -> None:
        assert fill("{customer}", {"customer": "{agent}", "agent": "Anna"}) == "{agent}"


class TestAReply:
    def test_is_in_the_other_language_where_it_has_no_words(self) -> None:
        one = Canned(canned_id=CannedId("1"), shortcut="a", texts={"fr": "Bonjour"})

        assert one.text("en") == "Bonjour"
