"""Hold a letter before it is worded: its recipient, its kind and its values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from assistant.conversation.message import Language

LetterId = NewType("LetterId", str)  # the left part of the Message-ID: letters, digits, ".-_"


class LetterKind(StrEnum):
    """Name the kind of a letter; each kind has its words and the names of its values."""

    CODE = "code"  # values: conversation_id, number, email, minutes
    BACK_IN_STOCK = "back_in_stock"  # values: product
    REPLY = "reply"  # values: name, text, url; files
    DONE = "done"  # values: operation, text
    DIGEST = "digest"  # values: subject, text, html; nothing personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Hold one mail to one address.

    It is worded when it is sent, so that a secret in it (a code) is in no database.
    """

    letter_id: LetterId  # the same for the same letter, however often it is put
    recipient: str  # "": nobody; the letter is kept like any other and then dropped
    kind: LetterKind
    language: Language
    values: Mapping[str, str] = field(default_factory=dict)  # `files`: ids, with blanks between
    made_at: datetime  # aware, UTC
    expires_at: datetime | None = None  # aware, UTC; of no use to the reader after that


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFile:
    """Hold a file that is attached to a letter."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenLetter:
    """Hold a letter that one sender has taken."""

    letter: Letter
    attempt: int  # 1, 2 ...; this one included


@dataclass(frozen=True, slots=True, kw_only=True)
class WordedLetter:
    """Hold a letter as people read it: plain text, and a page for mail programs that show one."""

    subject: str
    body: str
    html: str = ""
