"""Every value that a step of a turn can have is said in words, in both languages."""

import re
from pathlib import Path
from typing import get_args

import pytest

from assistant.commerce.shop_effects import EFFECT_TYPES
from assistant.console.trying.bench_texts import (
    milliseconds,
    name_of,
    percent,
    say_fault,
    say_guard,
    say_rules,
    texts,
)
from assistant.conversation.event_base import ReplyKind
from assistant.conversation.message import Language
from assistant.messages.trials.saved_question import FoundFault, QuestionFault
from assistant.understanding.stated_facts import FactKind
from assistant.understanding.types import Intent, Signal

ROOT = Path(__file__).parents[5]
LANGUAGES = get_args(Language)


def written(folder: str, pattern: str) -> set[str]:
    sources = (ROOT / folder).rglob("*.py")
    return {one for source in sources for one in re.findall(pattern, source.read_text("utf-8"))}


@pytest.mark.parametrize("language", LANGUAGES)
class TestWords:
    def test_of_intents_signals_and_kinds_are_there(self, language: Language) -> None:
        wanted = {
            *(f"intent.{one}" for one in Intent),
            *(f"signal.{one}" for one in Signal),
            *(f"kind.{one}" for one in ReplyKind),
        }

        assert wanted - set(texts(language)) == set()

    def test_of_effects_are_there(self, language: Language) -> None:
        assert [one for one in EFFECT_TYPES if f"effect.{one}" not in texts(language)] == []

    def test_of_the_rules_of_decisions_are_there(self, language: Language) -> None:
        decided = written(
            "assistant/messages/policy", r'(?:Answer|SmallTalk|StaySilent|Operate|HandOff)\("(\w+)"'
        )

        assert decided
        assert {one for one in decided if f"rule.{one}" not in texts(language)} == set()

    def test_of_the_rules_of_drafts_are_there(self, language: Language) -> None:
        composed = written("assistant/answers/composing", r'rule="(\w+)"')

        assert composed
        unsaid = {one for one in composed if "_" in say_rules(one, language)}
        unsaid |= {one for one in composed if f"rule.{one}" not in texts(language)}
        assert unsaid - {"abstain_not_in_table"} == set()

    def test_of_the_rules_of_the_guard_are_there(self, language: Language) -> None:
        judged = written("assistant/answers/guard", r'yield "(\w+)" if')
        blocked = {f"{one}_not_in_evidence" for one in FactKind} | {"quote_not_in_evidence"}

        assert judged
        unsaid = {one for one in judged | blocked if f"guard.{one}" not in texts(language)}
        assert unsaid == set()


class TestRules:
    def test_are_said_one_after_the_other_each_once(self) -> None:
        said = say_rules("a_question/pages/model", "en")

        assert said == "a question, from a page, in the model's words"

    def test_of_something_say_what(self) -> None:
        assert say_rules("small_talk_greeting", "en") == "talk: A greeting"
        assert say_rules("pages/blocked_date_not_in_evidence", "en").endswith(
            "(a date that is not in the shop's texts)"
        )

    def test_of_the_guard_that_are_new_are_plain_words(self) -> None:
        assert say_guard("quite_new", "fr") == "quite new"
        assert name_of("intent", "quite_new", "fr") == "quite new"


def test_numbers_are_written_as_people_of_the_language_do() -> None:
    assert percent(0.5, "en") == "50%"
    assert percent(0.5, "fr") == "50\N{NARROW NO-BREAK SPACE}%"
    assert milliseconds(1.26, "fr") == "1,3"
    assert milliseconds(126.4, "en") == "126"


class TestAFault:
    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("fr", "Aucune opération de ce genre ne s'est ouverte : Annuler une commande"),
            ("en", "No such operation opened: Cancel an order"),
        ],
    )
    def test_names_the_operation_in_words(self, language: Language, said: str) -> None:
        fault = FoundFault(fault=QuestionFault.NO_OPERATION, what="cancel_order")

        assert say_fault(fault, language) == said

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_of_every_kind_has_words(self, language: Language) -> None:
        assert {f"fault.{one}" for one in QuestionFault} <= set(texts(language))
