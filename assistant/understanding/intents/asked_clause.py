"""Find the question in a long message that also tells a story. Pure."""

import re

LONG = 18  # words; of 100 questions without a story, 99 have fewer
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?…])\s+")


def find_asked_clause(text: str) -> str:
    """Return the questions of a long message, or its last sentence; "" where it is no story."""
    if len(text.split()) < LONG:
        return ""
    sentences = _BETWEEN_SENTENCES.split(text.strip())
    asking = [one for one in sentences if one.endswith("?")] or sentences[-1:]
    return " ".join(asking) if len(asking) < len(sentences) else ""
