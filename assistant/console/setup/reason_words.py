"""Say in French why a part of a source was not read: readers say it in English."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

from assistant.conversation.message import Language

_FILE = Path(__file__).parent / "resources" / "reasons.fr.yml"
_HOLDS_ANY = frozenset({"error", "fault", "reason", "forms"})
_GAP = re.compile(r"\{(\w+)\}")


def say_reason(reason: str, language: Language) -> tuple[str, Language]:
    """Return a reason in the reader's language, or in English where it has no words there."""
    if language == "en":
        return reason, "en"
    for pattern, words in _reasons():
        if found := pattern.fullmatch(reason):
            said = {name: say_reason(part, language)[0] for name, part in found.groupdict().items()}
            return words.format(**said), "fr"
    about, colon, rest = reason.partition(": ")
    if colon and (said_rest := say_reason(rest, language))[1] == "fr":
        return f"{about} : {said_rest[0]}", "fr"
    return reason, "en"


@cache
def _reasons() -> Sequence[tuple[re.Pattern[str], str]]:
    """Return the pattern of each reason with its French words, the most exact ones first."""
    said: dict[str, str] = yaml.safe_load(_FILE.read_text("utf-8"))
    exact_first = sorted(said, key=lambda one: len(_GAP.sub("", one)), reverse=True)
    return [(_pattern(one), said[one]) for one in exact_first]


def _pattern(reason: str) -> re.Pattern[str]:
    parts = _GAP.split(reason)
    gaps = [_gap(part) if i % 2 else re.escape(part) for i, part in enumerate(parts)]
    return re.compile("".join(gaps), re.DOTALL)


def _gap(name: str) -> str:
    """Return the pattern of a gap; only some hold another reason, or lines."""
    return f"(?P<{name}>.+)" if name in _HOLDS_ANY else f"(?P<{name}>(?:(?!: ).)+)"
