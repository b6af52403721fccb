"""Build the messages to a model: fixed rules, then the talk, then what code has found. Pure."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import Author
from assistant.conversation.message import Language
from assistant.kit.model.ports import Message, MessageRole
from assistant.operations.dialogue.frames import CONFIRM, Dialogue
from assistant.tools.facts import ToolFact
from assistant.understanding.personal_data.personal_spans import PersonalDataKind
from assistant.understanding.personal_data.removal import remove_personal_data

LANGUAGES: dict[Language, str] = {"fr": "French", "en": "English"}

EARLIER = 8
"""Things said before that the model sees."""

_NEEDED = frozenset({PersonalDataKind.ORDER, PersonalDataKind.ADDRESS})
"""Personal data that a tool is to be told: an order's number, and where it is to go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Hold the name of the shop, and how it speaks."""

    shop: str
    tone: str = ""  # in a sentence: "warm, no slang"
    redacts: bool = True  # no personal data that no tool needs goes to the model

    @property
    def canary(self) -> str:
        """Return a word that stands only in the rules: a reply with it repeats them."""
        said = f"canary {self.shop} {self.tone}".encode()
        return f"ref-{hashlib.sha256(said).hexdigest()[:16]}"

    def rules(self, language: Language) -> str:
        """Return the system's message; the same for every turn in one language."""
        return _template("rules").format(
            shop=self.shop,
            language=LANGUAGES[language],
            tone=f"How the shop speaks: {self.tone}" if self.tone else "",
            canary=self.canary,
        )

    def shown(self, text: str) -> str:
        """Return a customer's words as the model may see them."""
        return remove_personal_data(text, kept=_NEEDED).text if self.redacts else text


def opening(
    voice: Voice,
    conversation: Conversation,
    text: str,
    facts: Sequence[ToolFact],
    *,
    language: Language,
    now: str,
) -> tuple[Message, ...]:
    """Return the first request's messages."""
    return (
        Message(role=MessageRole.SYSTEM, text=voice.rules(language)),
        *_talk(voice, conversation),
        Message(
            role=MessageRole.USER,
            text="\n".join(
                (*_state(conversation, now), *numbered(facts, 1), _message(voice, text))
            ),
        ),
    )


def numbered(facts: Iterable[ToolFact], first: int) -> Iterator[str]:
    """Yield facts as lines of data, numbered from `first`."""
    for number, one in enumerate(facts, start=first):
        head = " > ".join(dict.fromkeys(filter(None, (one.title, *one.headings))))
        link = f" <{one.url}>" if one.url.startswith("http") else ""
        lead = f"[{number}] {one.origin}: {head}{link}".rstrip(" :")
        yield f"{lead}\n{data(one.text)}"


def data(text: str) -> str:
    """Return a text that cannot be taken for the end of the data."""
    return text.replace("<<", "‹‹").replace(">>", "››")  # noqa: RUF001  # look-alikes, on purpose


def mending(objections: Sequence[str]) -> Message:
    """Return the message that asks for the sentences that were objected to, anew."""
    return Message(
        role=MessageRole.USER, text=_template("mend").format(objections="\n".join(objections))
    )


def _talk(voice: Voice, conversation: Conversation) -> Iterator[Message]:
    for one in conversation.talk[-EARLIER:]:
        if one.by is None:
            yield Message(role=MessageRole.USER, text=voice.shown(one.text))
        else:
            person = "(a person of the shop) " if one.by is Author.AGENT else ""
            yield Message(role=MessageRole.ASSISTANT, text=f"{person}{one.text}")


def _state(conversation: Conversation, now: str) -> Iterator[str]:
    yield f"Now: {now}"
    dealings = conversation.dealings
    known = "known to the shop" if dealings.identity is not None else "not known yet; tools ask"
    yield f"Customer: {known}"
    if frame := Dialogue.read(dealings.dialogue).current:
        waits = "a yes to what was read back" if frame.asked == CONFIRM else frame.asked
        yield f"In progress: {frame.operation}, waits for {waits}. To go on with it, call its tool."
    if dealings.basket.lines:
        yield f"Basket: {sum(one.pieces for one in dealings.basket.lines)} pieces (show_basket)"
    yield "Facts that were found for the message below; search again only if they do not answer:"


def _message(voice: Voice, text: str) -> str:
    return f"The customer's message:\n<<{data(voice.shown(text))}>>"


@cache
def _template(name: str) -> str:
    found = files("assistant.mind") / "resources" / f"{name}.txt"
    return found.read_text(encoding="utf-8")
