import pytest

from assistant.answers.composing.pages.bare_lines import is_label, is_link, is_path, is_question


class TestALink:
    @pytest.mark.parametrize("text", ["[Our terms](/terms)", "[Home](/) | **[Help](/h)**"])
    def test_alone_states_nothing(self, text: str) -> None:
        assert is_link(text)

    @pytest.mark.parametrize(
        "text", ["[a@b.example](mailto:a@b.example)", "[01 23](tel:0123)", "See [terms](/t)", "Yes"]
    )
    def test_that_names_a_fact_or_stands_in_words_does(self, text: str) -> None:
        assert not is_link(text)


class TestAPath:
    @pytest.mark.parametrize("text", ["Home > Help > Returns", "[Shop](/) / Returns"])
    def test_says_where_the_page_stands(self, text: str) -> None:
        assert is_path(text, "Returns")

    @pytest.mark.parametrize(
        "text", ["Visa / Mastercard / PayPal", "Orders > 49 € ship free", "S | M | L", "Returns"]
    )
    def test_is_no_list_of_facts(self, text: str) -> None:
        assert not is_path(text, "Returns")


class TestALine:
    def test_may_ask_or_name_the_next(self) -> None:
        assert is_question("**Who pays?**")
        assert is_label("**Delivery:**")
        assert not is_label("Delivery: 3 days")
