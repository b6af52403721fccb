"""Rules in words: whatever decided, an agent reads it in their own language."""

import re
from pathlib import Path
from typing import get_args

import pytest

from assistant.console.shell.rule_words import say_outcome, say_rule
from assistant.console.shell.texts import texts
from assistant.conversation.event_base import Reason
from assistant.conversation.message import Language
from assistant.messages.turn_outcome import _DROPPED_BY_CHOICE
from assistant.operations.autonomy.autonomy_table import Topic
from assistant.operations.identity.sign_in_token import TokenFlaw
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.texts import texts as operation_texts

ROOT = Path(__file__).parents[5]
LANGUAGES = get_args(Language)


def codes() -> set[str]:
    """Return every code of a refusal, and every rule by which an operation is dropped."""
    refusals = {
        name.removeprefix("refusals.")
        for name in operation_texts("en")
        if name.startswith("refusals.")
    }
    written = re.compile(r'(?:drop_open\(|Refusal\(code=)"([a-z_]+)"')
    sources = (ROOT / "assistant").rglob("*.py")
    found = {one for source in sources for one in written.findall(source.read_text())}
    return refusals | found | _DROPPED_BY_CHOICE | {"not_approved", "needs_identity"}


@pytest.mark.parametrize("language", LANGUAGES)
class TestEveryRule:
    def test_of_what_was_not_done_has_words(self, language: Language) -> None:
        missing = [one for one in sorted(codes()) if f"rule.{one}" not in texts(language)]

        assert missing == []

    def test_of_the_autonomy_table_has_words(self, language: Language) -> None:
        subjects = [f"topic_{one}" for one in Topic] + [f"operation_{one}" for one in OPERATIONS]
        for subject in subjects:
            for rule in (subject, f"{subject}/above_amount", f"{subject}/not_listed"):
                said = say_rule(rule, language)
                assert said, rule
                assert "_" not in said

    def test_of_an_escalation_has_words_or_leaves_them_to_its_reason(
        self, language: Language
    ) -> None:
        source = (ROOT / "assistant/messages/policy/escalation_rules.py").read_text()
        for rule in re.findall(r'Reason\.[A-Z_]+, "([a-z_]+)"', source):
            assert rule in set(Reason) or say_rule(rule, language), rule

    def test_of_an_identity_that_was_not_proven_has_words(self, language: Language) -> None:
        flaws = {*TokenFlaw, "wrong", "used", "too_many", "no_code", "expired"}

        assert [one for one in flaws if f"identity_flaw.{one}" not in texts(language)] == []

    def test_reason_has_words(self, language: Language) -> None:
        assert [one for one in Reason if f"reason.{one}" not in texts(language)] == []


class TestARule:
    def test_names_the_limit_that_was_passed(self) -> None:
        assert say_rule("topic_returns", "fr") == "règle pour le sujet «\u00a0Retours\u00a0»"
        assert say_rule("operation_cancel_order/above_amount", "en") == (
            "rule for “Cancel the order” · above the amount that it may go to alone"
        )
        assert say_rule("topic_order/customer_vip", "en").endswith(
            "customers of this kind: VIP customers"
        )
        assert "anonymous" not in say_rule("topic_order/customer_anonymous", "fr")

    def test_that_repeats_its_reason_says_nothing(self) -> None:
        assert say_rule("hand_off_anger", "fr") == ""

    def test_of_a_refusal_always_says_something(self) -> None:
        assert say_outcome("declined", "fr") == "le client a dit non"
        assert say_outcome("brand_new", "en") == "brand new"
