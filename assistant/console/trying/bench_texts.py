"""Say the bench and the saved questions in French and English: rules, intents and verdicts too."""

import re
from pathlib import Path

from assistant.console.shell.rule_words import say_rule
from assistant.console.shell.texts import word
from assistant.conversation.message import Language
from assistant.kit.phrases import Phrases
from assistant.messages.trials.saved_question import FoundFault, QuestionFault

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
texts, say = _PHRASES.texts, _PHRASES.say

_OF_SOMETHING = (
    "blocked",
    "small_talk",
    "advice_asks",
    "hand_off",
    "abstain",
    "refuse",
    "offer",
    "best",
    "tone",
)
"""Beginnings of rules that name something behind them."""


def name_of(section: str, name: str, language: Language) -> str:
    """Return the word for a value of a section; a value that has none yet: as plain words."""
    return texts(language).get(f"{section}.{name}", name.replace("_", " "))


def say_fault(one: FoundFault, language: Language) -> str:
    """Return the words for a fault, with the missing words, the other sources or the operation."""
    said = name_of("fault", one.fault, language)
    if not one.what:
        return said
    is_operation = one.fault is QuestionFault.NO_OPERATION
    what = name_of("intent", one.what, language) if is_operation else one.what
    return say("questions.fault", language, fault=said, what=what)


def say_rules(rule: str, language: Language) -> str:
    """Return the rules of a decision or a draft in words, each once, in their order."""
    said = [_say(one, language) for one in re.split(r"[/+]", rule) if one]
    return ", ".join(dict.fromkeys(one for one in said if one))


def say_guard(rule: str, language: Language) -> str:
    """Return the words for a rule of the guard."""
    return name_of("guard", rule, language)


def _say(rule: str, language: Language) -> str:
    rule = rule.partition(":")[0]  # behind it stands which one, by its id
    if f"rule.{rule}" in texts(language):
        return texts(language)[f"rule.{rule}"]
    for start in _OF_SOMETHING:
        if rule.startswith(f"{start}_"):
            what = rule.removeprefix(f"{start}_")
            return say(f"rule.{start}", language, what=_thing(start, what, language))
    return say_rule(rule, language) or word("reason", rule, language)


def _thing(start: str, what: str, language: Language) -> str:
    if start == "blocked":
        return say_guard(what, language)
    if f"intent.{what}" in texts(language):
        return texts(language)[f"intent.{what}"]
    return word("reason", what, language)


def percent(share: float, language: Language) -> str:
    """Return a share in [0, 1] as people write it."""
    between = "\N{NARROW NO-BREAK SPACE}" if language == "fr" else ""
    return f"{100 * share:.0f}{between}%"


def milliseconds(ms: float, language: Language) -> str:
    """Return milliseconds as people write them: one decimal below ten."""
    written = f"{ms:.1f}" if ms < 10 else f"{ms:.0f}"  # noqa: PLR2004  # below, decimals tell
    return written.replace(".", ",") if language == "fr" else written
