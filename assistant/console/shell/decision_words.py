"""Say in words how the assistant came to a reply: intent, decision, rules and guard."""

import re
from pathlib import Path

from assistant.console.shell.rule_words import say_rule
from assistant.console.shell.texts import word
from assistant.conversation.message import Language
from assistant.kit.phrases import Phrases

_PHRASES = Phrases(folder=Path(__file__).parent / "resources" / "decisions")
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


def name_decision(section: str, name: str, language: Language) -> str:
    """Return the word for a value of a section; a value that has none yet: as plain words."""
    return texts(language).get(f"{section}.{name}", name.replace("_", " "))


def say_rules(rule: str, language: Language) -> str:
    """Return the rules of a decision or a draft in words, each once, in their order."""
    said = [_say(one, language) for one in re.split(r"[/+]", rule) if one]
    return ", ".join(dict.fromkeys(one for one in said if one))


def say_guard(rule: str, language: Language) -> str:
    """Return the words for a rule of the guard."""
    return name_decision("guard", rule, language)


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
