"""Find the question that a customer means right after an operation was done. Pure.

"How do I send it?" leans on the return before it, and has no word of a return.
"""

import re
from dataclasses import replace
from functools import cache

from pydantic import BaseModel, ConfigDict

from assistant.conversation.conversation import Conversation
from assistant.conversation.message import Language
from assistant.understanding.message_words import fold
from assistant.understanding.types import Remark, Understanding
from retrieval.text.resource_files import load_yaml

_OPENING = (
    r"(?:\W|(?:ok|okay|merci|thanks|thank you|et|and|super|great|d'accord|alors|so|then)(?!\w))*"
)
_CLOSING = r"(?:\W|(?:please|svp|stp|s'il (?:vous|te) plait|alors|then|du coup)(?!\w))*"


class MeantQuestion(BaseModel):
    """Hold one question, the operations that it follows, and the ways in which it is asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    operations: frozenset[str]
    means: str  # "": the receipt of the operation answers it
    patterns: tuple[str, ...]

    def is_asked(self, folded: str) -> bool:
        """Return whether a whole message asks it."""
        either = "|".join(self.patterns)
        return bool(re.fullmatch(f"{_OPENING}(?:{either}){_CLOSING}", folded))

    def read_into(self, understanding: Understanding) -> Understanding:
        """Return the understanding of the question that was meant."""
        remark = None if self.means else Remark.WHETHER_DONE
        return replace(understanding.as_question(), requests=(), remark=remark, tone=None)


@cache
def _meant(language: Language) -> tuple[MeantQuestion, ...]:
    rows = load_yaml("assistant.operations.dialogue", "afterwards.yml")[language]
    return tuple(MeantQuestion.model_validate(row) for row in rows.values())


def question_after(conversation: Conversation, text: str) -> MeantQuestion | None:
    """Return the question that is meant after the last operation; None: the words say it all."""
    dealings = conversation.dealings
    if dealings.done is None or dealings.dialogue:
        return None
    folded, operation = fold(text).strip(), dealings.done.operation
    languages: tuple[Language, ...] = ("fr", "en")
    meant = (one for language in languages for one in _meant(language))
    return next((m for m in meant if operation in m.operations and m.is_asked(folded)), None)
