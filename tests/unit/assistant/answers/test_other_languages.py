from dataclasses import replace

import pytest

from assistant.answers.fixed_replies import abstain
from assistant.answers.other_languages import tell_languages
from assistant.answers.texts import TEXTS
from assistant.conversation.event_base import Reason, ReplyKind

NONE = abstain(Reason.NO_EVIDENCE, "en")


class TestWhoWritesInAnotherLanguage:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Haben Sie wasserdichte Stiefel in Größe 42?", "Französisch und Englisch"),
            ("Wie lange dauert der Versand nach Deutschland?", "Französisch und Englisch"),
            ("¿Cuánto tarda el envío a España, por favor?", "francés y en inglés"),
            ("Quanto costa la spedizione verso l'Italia?", "francese e in inglese"),
        ],
    )
    def test_is_told_in_it_which_languages_work(self, text: str, said: str) -> None:
        draft = tell_languages(NONE, text)

        assert said in draft.text
        assert TEXTS["en"].only_languages in draft.text
        assert draft.quick_replies == (TEXTS["en"].talk_to_person,)

    @pytest.mark.parametrize(
        "text",
        [
            "do you have waterproof boots in 42?",
            "vous avez des bottes en 42 ?",
            "Drisse marine XL homme ?",
            "ok",
        ],
    )
    def test_is_nobody_who_writes_ours(self, text: str) -> None:
        assert tell_languages(NONE, text) is NONE

    def test_is_answered_all_the_same_where_there_is_an_answer(self) -> None:
        found = replace(NONE, kind=ReplyKind.ANSWERED, text="The Aber boots.")

        assert tell_languages(found, "Haben Sie wasserdichte Stiefel in Größe 42?") is found
