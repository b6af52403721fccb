"""Every value that a decision can have is said in words, in both languages."""

import re
from pathlib import Path
from typing import get_args

import pytest

from assistant.console.shell.decision_words import name_decision, say_guard, say_rules, texts
from assistant.conversation.event_base import ReplyKind
from assistant.conversation.message import Language
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
        judged = written("assistant/mind", r'Objection\(rule="(\w+)"')
        blocked = {f"{one}_not_in_evidence" for one in FactKind} | {"quote_not_in_evidence"}

        assert judged
        unsaid = {one for one in judged | blocked if f"guard.{one}" not in texts(language)}
        assert unsaid == set()

    def test_of_decisions_are_there(self, language: Language) -> None:
        taken = written("assistant/messages", r'decision="(\w+)"')

        assert taken
        assert {one for one in taken if f"decision.{one}" not in texts(language)} == set()


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
        assert name_decision("intent", "quite_new", "fr") == "quite new"
