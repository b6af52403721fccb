"""Dates for texts whose file has none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.insights.ports import ImportedText


def dated(texts: Sequence[ImportedText], *, now: datetime) -> list[ImportedText]:
    """Return texts that all have a date: the newest there is, or now, where one has none."""
    known = [text.at for text in texts if text.at is not None]
    fallback = max(known, default=now)
    return [text if text.at is not None else replace(text, at=fallback) for text in texts]
