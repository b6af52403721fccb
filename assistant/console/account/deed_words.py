"""Say the details of a deed of the audit in the reader's language."""

from collections.abc import Mapping
from types import MappingProxyType

from assistant.console.shell.texts import say, word
from assistant.conversation.message import Language
from assistant.insights.insight import Kind
from assistant.insights.wording.texts import say as say_insight

SECTIONS: Mapping[str, str] = {
    "means": "deed_means",
    "permission": "permission",
    "role": "staff_role",
    "was": "staff_role",
    "operation": "operation",
    "told": "told",
    "move": "deed_move",
    "help": "deed_help",
    **dict.fromkeys(
        ("as", "do", "how", "reds", "stake", "state", "to", "type", "kind"), "deed_word"
    ),
}
"""The texts that have a word for each value of a detail; other values are ids, counts or names."""

_KINDS = frozenset[str](Kind)


def say_detail(
    detail: Mapping[str, str], language: Language, teams: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return the details of a deed, each with its name; `teams` are the teams' names."""
    return ", ".join(
        say(
            "audit.detail",
            language,
            name=word("deed_part", name, language),
            value=teams.get(value, value) if name == "team" else _said(name, value, language),
        )
        for name, value in sorted(detail.items())
    )


def _said(name: str, value: str, language: Language) -> str:
    """Return the value of a detail in words, if there are words for it."""
    if name == "type" and value in _KINDS:
        return say_insight(f"kind.{value}", language)
    return word(SECTIONS[name], value, language) if name in SECTIONS else value
