"""Answers that are offered, on channels where people may type a number instead. Pure."""

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"\s*(?:n[°ºo]\.?\s*)?(\d{1,2})\s*[.):]?\s*", re.IGNORECASE)


def picked(text: str, options: Sequence[str]) -> str | None:
    """Return the option that a bare number stands for, counted from 1; None: it stands for none.

    Where options are numbers themselves, a number is one of them and no place.
    """
    found = _NUMBER.fullmatch(text)
    if found is None or any(_NUMBER.fullmatch(option) for option in options):
        return None
    place = int(found[1])
    return options[place - 1] if 1 <= place <= len(options) else None
