from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk.canned_replies import CannedReplyError, RenderedReply, check, places, render
from tests.contract.canned_replies import canned_reply

GOOD = canned_reply("1", "hello")


class TestRender:
    def test_fills_its_places(self) -> None:
        text = "Bonjour {customer_name}, {order_number} arrive. {shop_name}"
        values = {"customer_name": "Léa", "order_number": "#1042", "shop_name": "Maison Lune"}

        rendered = render(text, values)

        assert rendered == RenderedReply(text="Bonjour Léa, #1042 arrive. Maison Lune")

    def test_leaves_what_nothing_is_known_for_and_says_so(self) -> None:
        rendered = render("{order_number} {customer_name} {order_number}", {"customer_name": ""})

        assert rendered.text == "{order_number} {customer_name} {order_number}"
        assert rendered.missing == ("order_number", "customer_name")

    def test_what_a_value_says_is_no_place(self) -> None:
        assert render("{customer_name}", {"customer_name": "{shop_name}"}).text == "{shop_name}"

    def test_a_brace_of_its_own_is_written_twice(self) -> None:
        assert render("{{a}} {shop_name}", {"shop_name": "Lune"}).text == "{a} Lune"

    @given(st.text(alphabet="{}ab_ shop_name", max_size=30))
    def test_any_text_is_rendered_or_refused(self, text: str) -> None:
        try:
            names = places(text)
        except CannedReplyError:
            return
        assert set(names) <= {"shop_name"}
        assert render(text, {"shop_name": "x"}).missing == ()


class TestCheck:
    def test_lets_a_good_one_be(self) -> None:
        check(GOOD)
        check(replace(GOOD, text_en=""))

    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ({"shortcut": ""}, "shortcut"),
            ({"shortcut": "Hello"}, "lower-case"),
            ({"shortcut": "a b"}, "shortcut"),
            ({"shortcut": "a" * 33}, "32"),
            ({"title": "  "}, "title"),
            ({"title": "a" * 81}, "80"),
            ({"text_fr": " ", "text_en": ""}, "French, in English or in both"),
            ({"text_en": "a" * 4_001}, "4000"),
            ({"text_en": "{name}"}, r"nothing is called \{name\}; there are \{agent_name\}"),
            ({"text_en": "{}"}, "nothing is called"),
            ({"text_fr": "ça {va"}, r"the \{ at character 4 stands alone"),
            ({"text_fr": "ça} va"}, r"the \} at character 3 stands alone"),
            ({"text_fr": "{shop_name!r}"}, "nothing is called"),
            ({"text_fr": "{shop_name.__class__}"}, "nothing is called"),
        ],
    )
    def test_says_what_is_wrong(self, changed: dict[str, str], why: str) -> None:
        with pytest.raises(CannedReplyError, match=why):
            check(replace(GOOD, **changed))  # type: ignore[arg-type]


class TestText:
    def test_is_in_the_language_asked_for_or_the_one_there_is(self) -> None:
        assert GOOD.text("en") == "Hello {customer_name}"
        assert GOOD.text("fr") == "Bonjour {customer_name}"
        assert replace(GOOD, text_en="").text("en") == "Bonjour {customer_name}"
        assert replace(GOOD, text_fr="").text("fr") == "Hello {customer_name}"
