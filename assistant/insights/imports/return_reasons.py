"""Read the reason of a return, from any shop system or file, as one of a closed list of causes.

No text of a reason is kept: people may write anything into it.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from assistant.understanding.message_words import fold
from retrieval.text.resource_files import load_yaml


class ReturnCause(StrEnum):
    """Name the causes of returns."""

    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    SIZE = "size"  # which way is not told
    DEFECT = "defect"
    DESCRIPTION = "description"  # it is not as its page says
    OTHER = "other"  # a reason was told, and it is none of these


_CODE = re.compile(r"[^a-z0-9]+")


def read_cause(reason: str) -> ReturnCause | None:
    """Return the cause that a reason names, a code or words of French or English.

    None: no reason is told, or it says that nobody knows.
    """
    words = _CODE.sub(" ", fold(reason)).strip()
    if not words or words in {"unknown", "none", "inconnu", "n a"}:
        return None
    return _known().get(words, ReturnCause.OTHER)


@cache
def _known() -> Mapping[str, ReturnCause]:
    causes = load_yaml("assistant.insights.imports", "return_reasons.yml")
    return {words: ReturnCause(cause) for cause, every in causes.items() for words in every}
