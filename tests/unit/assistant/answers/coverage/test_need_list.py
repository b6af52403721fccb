import pytest

from assistant.answers.coverage.need_list import load_needs, say
from assistant.conversation.message import Language
from retrieval.text.resource_files import load_yaml


@pytest.mark.parametrize("language", ["fr", "en"])
class TestTheNeeds:
    def test_have_a_title_and_one_to_three_wordings(self, language: Language) -> None:
        needs = load_needs(language)

        assert len(needs) > 100
        assert all(one.title and 1 <= len(one.wordings) <= 3 for one in needs)
        assert len({one.name for one in needs}) == len({one.title for one in needs}) == len(needs)

    def test_are_all_worded_and_no_others(self, language: Language) -> None:
        words = load_yaml("assistant.answers.coverage", f"needs.{language}.yml")

        assert words["needs"].keys() == {one.name for one in load_needs(language)}

    def test_that_are_essential_exist(self, language: Language) -> None:
        listed = load_yaml("assistant.answers.coverage", "needs.yml")["essential"]

        assert {one.name for one in load_needs(language) if one.essential} == set(listed)


def test_a_text_of_the_report_is_there_in_each_language() -> None:
    french, english = (
        load_yaml("assistant.answers.coverage", f"coverage.{one}.yml") for one in ("fr", "en")
    )

    assert french.keys() == english.keys()
    assert say("others", "fr", count=2) == "+2 autre(s)"
