"""Say in words the rules that decided: of a refusal, a handoff, the autonomy table. Pure.

A rule is a name for counting, such as `is_shipped` or `topic_returns/above_amount`. A rule that
only repeats the reason beside it has no words of its own.
"""

from assistant.console.shell.texts import say, texts, word
from assistant.conversation.message import Language

_SUBJECTS = {"operation": "operation", "topic": "topic", "goodwill": "operation"}
"""Kind of subject -> the section of texts that names each of them."""

_CUSTOMER = "customer_"


def say_rule(rule: str, language: Language) -> str:
    """Return a rule in words; "": it says no more than the reason does."""
    subject, _, limit = rule.partition("/")
    said = _say(subject, language)
    beyond = _limit(limit, language) if limit else ""
    return " · ".join(filter(None, (said, beyond)))


def say_outcome(rule: str, language: Language) -> str:
    """Return the reason why an operation was not done; of a new rule its name, as plain words."""
    return say_rule(rule, language) or word("rule", rule, language)


def _say(subject: str, language: Language) -> str:
    if f"rule.{subject}" in texts(language) and subject not in _SUBJECTS:
        return texts(language)[f"rule.{subject}"]
    kind, _, name = subject.partition("_")
    if kind in _SUBJECTS:
        return say(f"rule.{kind}", language, what=word(_SUBJECTS[kind], name, language))
    return ""


def _limit(limit: str, language: Language) -> str:
    if limit.startswith(_CUSTOMER):
        kind = limit.removeprefix(_CUSTOMER)
        return say("rule.customer", language, kind=word("customer_kind", kind, language))
    return word("rule", limit, language)
