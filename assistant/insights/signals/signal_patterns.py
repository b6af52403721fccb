"""Match the patterns of signals on folded text: which value of a table a text has. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from assistant.insights.analysis_rows import SignalType
from retrieval.text.resource_files import load_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSignal:
    """Hold a signal of a text, before it is a row."""

    type: SignalType
    value: str = ""  # as of `SignalType`
    polarity: int | None = None  # -1, 0 or 1
    confidence: float = 1.0  # probability in [0, 1]
    product_id: str = ""  # "": the text's own
    variant_id: str = ""
    sale: str = ""  # these five as of `SignalRow`
    joined_by: str = ""
    margin: float | None = None
    sold_at: datetime | None = None
    joined_at: datetime | None = None


Table = Mapping[str, re.Pattern[str]]
"""Patterns by the value that they give, in the order in which they count."""


@cache
def table(name: str) -> Table:
    """Return a table of `resources/signals.yml`."""
    rows: Mapping[str, str] = load_yaml("assistant.insights.signals", "signals.yml")[name]
    return {value: _compiled(pattern) for value, pattern in rows.items()}


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return one pattern of `resources/signals.yml`."""
    return _compiled(load_yaml("assistant.insights.signals", "signals.yml")[name])


@cache
def not_so() -> re.Pattern[str]:
    """Return the pattern of words that deny the words after them."""
    return re.compile(load_yaml("assistant.insights.signals", "signals.yml")["not_so"])


def first(rows: Table, folded: str) -> str:
    """Return the value of the first pattern that `folded` has; "": none."""
    return next((value for value, one in rows.items() if one.search(folded)), "")


def said(one: re.Pattern[str], folded: str) -> bool:
    """Return whether a pattern matches a text and no denial stands just before the match."""
    return any(
        not not_so().search(folded, max(0, match.start() - 24), match.start())
        for match in one.finditer(folded)
    )


def _compiled(text: str) -> re.Pattern[str]:
    alternatives = "|".join(part.strip() for part in text.split(" | "))
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")
