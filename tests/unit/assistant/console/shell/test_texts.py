import re
from pathlib import Path
from typing import get_args

import pytest

from assistant.console.shell import texts as module
from assistant.console.shell.texts import say, spoken, texts, word
from assistant.conversation.message import Language
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.credentials import Weakness

TEMPLATES = Path(module.__file__).parent / "templates"
_ASKED = re.compile(r"""\bt\(\s*["']([a-z_]+\.[a-z_]*[a-z])["']""")


class TestTheTexts:
    def test_have_the_same_placeholders_in_both_languages(self) -> None:
        def placeholders(language: Language) -> dict[str, list[str]]:
            return {
                name: sorted(re.findall(r"{(\w+)}", text)) for name, text in texts(language).items()
            }

        assert placeholders("fr") == placeholders("en")

    @pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda p: p.name)
    def test_have_everything_that_templates_ask_for(self, template: Path) -> None:
        asked = set(_ASKED.findall(template.read_text()))

        assert asked <= set(texts("en"))

    @pytest.mark.parametrize("language", get_args(Language))
    def test_leave_nothing_empty(self, language: Language) -> None:
        assert [name for name, text in texts(language).items() if not str(text).strip()] == []

    @pytest.mark.parametrize("language", get_args(Language))
    def test_have_words_for_every_deed_role_and_weakness(self, language: Language) -> None:
        sections = {"deed": Action, "staff_role": Role, "weakness": Weakness}
        wanted = {f"{section}.{one}" for section, values in sections.items() for one in values}

        assert wanted <= set(texts(language))

    def test_fill_in_what_is_said(self) -> None:
        assert say("denied.taken", "en", who="Ben") == "Ben has this conversation."

    def test_show_a_word_they_do_not_have_as_it_is(self) -> None:
        assert word("reason", "brand_new", "fr") == "brand new"

    def test_have_a_part_for_scripts(self) -> None:
        assert spoken("script", "fr")["today"] == "Aujourd'hui"
