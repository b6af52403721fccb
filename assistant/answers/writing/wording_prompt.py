"""Build the request that has a model put an answer into words. Pure.

The system's message is the same for every question in one language: endpoints that cache the
beginnings of requests read it once.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from assistant.answers.reply_draft import Ground
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Language
from assistant.kit.model.ports import Format, Message, MessageRole, Purpose, Request
from assistant.understanding.personal_data.removal import remove_personal_data

SentenceForm = Literal["json", "text"]
"""Form of the sentences: JSON, each with its quote; or text, each with [n] behind it."""

_NAMES: dict[Language, str] = {"fr": "French", "en": "English"}

SENTENCES = Format(
    name="answer",
    schema={
        "type": "object",
        "properties": {
            "sentences": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "source": {"type": "integer"},
                        "quote": {"type": "string"},
                        "text": {"type": "string"},
                    },
                    "required": ["source", "quote", "text"],
                    "additionalProperties": False,
                },
            }
        },
        "required": ["sentences"],
        "additionalProperties": False,
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Hold the tone of the shop, and its name."""

    shop: str
    tone: str = ""  # in a sentence: "warm, no slang"
    redacts: bool = True  # no personal data of a question goes to the model
    form: SentenceForm = "json"  # text: of models too small for sentences with quotes in JSON

    @property
    def canary(self) -> str:
        """Return a word that stands only in the instructions: an answer with it repeats them."""
        said = f"canary {self.shop} {self.tone}".encode()
        return f"ref-{hashlib.sha256(said).hexdigest()[:16]}"

    def instructions(self, language: Language) -> str:
        """Return the system's message."""
        return _template(self.form).format(
            shop=self.shop,
            language=_NAMES[language],
            tone=f"How the shop speaks: {self.tone}" if self.tone else "",
            canary=self.canary,
        )


def ask_for_words(
    question: str,
    grounds: tuple[Ground, ...],
    *,
    voice: Voice,
    language: Language,
    conversation_id: ConversationId | None = None,
    spent: int = 0,
    max_tokens: int = 400,
    purpose: Purpose = Purpose.ANSWER,
) -> Request:
    """Return the request for an answer to `question` from `grounds`, numbered from 1."""
    shown = passages(grounds, voice.form)
    if voice.redacts:
        question = remove_personal_data(question).text
    if voice.form == "json":
        asked = f"{shown}\n<question>\n{_data(question)}\n</question>"
    else:  # small models repeat tags
        asked = f"{shown}\nQuestion: {_data(question)}"
    return Request(
        messages=(
            Message(role=MessageRole.SYSTEM, text=voice.instructions(language)),
            Message(role=MessageRole.USER, text=asked),
        ),
        purpose=purpose,
        conversation_id=conversation_id,
        spent=spent,
        format=SENTENCES if voice.form == "json" else None,
        max_tokens=max_tokens,
    )


def passages(grounds: Iterable[Ground], form: SentenceForm) -> str:
    """Return evidence as data, numbered from 1."""
    return "\n".join(_passage(number, one, form) for number, one in enumerate(grounds, start=1))


def _passage(number: int, ground: Ground, form: SentenceForm) -> str:
    title = _data(" / ".join(dict.fromkeys((ground.title, *ground.headings)))).replace('"', "'")
    if form == "text":
        return f"[{number}] {title}:\n{_data(ground.text)}\n"
    head = f'<passage number="{number}" title="{title}">'
    return f"{head}\n{_data(ground.text)}\n</passage>"


def _data(text: str) -> str:
    """Return text in which no tag of the request can end."""
    return text.replace("<", "‹")  # noqa: RUF001  # a look-alike, on purpose


@cache
def _template(form: SentenceForm) -> str:
    name = "instructions.txt" if form == "json" else "plain.txt"
    found = files("assistant.answers.writing") / "resources" / name
    return found.read_text(encoding="utf-8")
