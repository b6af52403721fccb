"""Say why a part of a source was not read, to the shop's people.

Readers say it in English, and to whoever runs the server.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import yaml

from assistant.conversation.message import Language

_FOLDER = Path(__file__).parent / "resources"
_HOLDS_ANY = frozenset({"error", "fault", "reason", "forms"})
_GAP = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=1024)  # the report of a reading is looked at again and again
def say_reason(reason: str, language: Language) -> tuple[str, Language]:
    """Return a reason in the reader's language, or in English where it has no words there."""
    for pattern, words in _reasons(language):
        if found := pattern.fullmatch(reason):
            said = {name: say_reason(part, language)[0] for name, part in found.groupdict().items()}
            return words.format(**said), language
    if language == "en":
        return reason, "en"
    about, colon, rest = reason.partition(": ")
    if colon and (said_rest := say_reason(rest, language))[1] == "fr":
        return f"{about} : {said_rest[0]}", "fr"
    return reason, "en"


@cache
def _reasons(language: Language) -> Sequence[tuple[re.Pattern[str], str]]:
    """Return the pattern of each reason with its words, the most exact ones first."""
    said: dict[str, str] = yaml.safe_load((_FOLDER / f"reasons.{language}.yml").read_text("utf-8"))
    exact_first = sorted(said, key=lambda one: len(_GAP.sub("", one)), reverse=True)
    return [(_pattern(one), said[one]) for one in exact_first]


def _pattern(reason: str) -> re.Pattern[str]:
    parts = _GAP.split(reason)
    gaps = [_gap(part) if i % 2 else re.escape(part) for i, part in enumerate(parts)]
    return re.compile("".join(gaps), re.DOTALL)


def _gap(name: str) -> str:
    """Return the pattern of a gap; only some hold another reason, or lines."""
    return f"(?P<{name}>.+)" if name in _HOLDS_ANY else f"(?P<{name}>(?:(?!: ).)+)"
