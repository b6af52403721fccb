import pytest

from assistant.answers.writing.wording_prompt import Voice, ask_for_words

ASKED = "I am Léa Martin, lea.martin@example.com, order 10234: when do you deliver lamps?"


class TestAQuestion:
    def test_goes_to_the_model_without_personal_data(self) -> None:
        request = ask_for_words(ASKED, (), voice=Voice(shop="Brisemare"), language="en")

        sent = " ".join(one.text for one in request.messages)
        assert not [word for word in ("lea.martin", "example.com", "10234") if word in sent]
        assert "when do you deliver lamps?" in sent

    @pytest.mark.parametrize("form", ["json", "text"])
    def test_goes_as_it_is_where_the_shop_says_so(self, form: str) -> None:
        voice = Voice(shop="Brisemare", redacts=False, form="json" if form == "json" else "text")

        request = ask_for_words(ASKED, (), voice=voice, language="en")

        assert ASKED in request.messages[-1].text
