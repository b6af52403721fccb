"""A ready-made reply, and how its blanks are filled. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NewType

from assistant.conversation.message import Language

CannedId = NewType("CannedId", str)

Blank = Literal["customer", "agent", "shop", "order"]
"""What may stand in braces: the customer's given name, the agent's shown name, the shop's name,
the last order's number."""

BLANKS: tuple[Blank, ...] = ("customer", "agent", "shop", "order")
_BLANK = re.compile(r"[ ]?{(" + "|".join(BLANKS) + ")}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Canned:
    """One reply in both languages; a language without words is not offered."""

    canned_id: CannedId
    shortcut: str  # what is typed after "/": letters, digits and hyphens, in lower case
    texts: Mapping[Language, str]

    def text(self, language: Language) -> str:
        """Return the words in `language`, else in the other; it has one at least."""
        return self.texts.get(language) or next(text for text in self.texts.values() if text)


def fill(text: str, values: Mapping[Blank, str]) -> str:
    """Return `text` with its blanks filled; what is not known leaves out its space with it."""

    def filled(match: re.Match[str]) -> str:
        value = next((v for name, v in values.items() if name == match[1]), "")
        space = " " if match[0].startswith(" ") else ""
        return f"{space}{value}" if value else ""

    return _BLANK.sub(filled, text)
