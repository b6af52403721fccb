"""Say the details of a deed of the audit in the reader's language."""

from collections.abc import Mapping

from assistant.console.shell.texts import say, word
from assistant.conversation.message import Language

SECTIONS: Mapping[str, str] = {
    "means": "deed_means",
    "permission": "permission",
    "role": "staff_role",
    "was": "staff_role",
    "operation": "operation",
    "told": "told",
    "move": "deed_move",
    "help": "deed_help",
    **dict.fromkeys(("as", "do", "how", "reds", "state", "to", "type", "kind"), "deed_word"),
}
"""The texts that have a word for each value of a detail; other values are ids, counts or names."""


def say_detail(detail: Mapping[str, str], language: Language) -> str:
    """Return the details of a deed, each with its name."""
    return ", ".join(
        say(
            "audit.detail",
            language,
            name=word("deed_part", name, language),
            value=word(SECTIONS[name], value, language) if name in SECTIONS else value,
        )
        for name, value in sorted(detail.items())
    )
