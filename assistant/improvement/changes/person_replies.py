"""Find a person's answer to a question that the assistant left open. Pure.

Only an answer that every customer could get is taken: one without personal data, that promises
nothing, asks nothing, and does not speak of an order.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import regex
import yaml

from assistant.answers.guard.forbidden_content import carries_markup, promises_something
from assistant.answers.guard.guard_words import fold_typed
from assistant.conversation.events import (
    Author,
    ConversationEvent,
    CustomerWrote,
    ReplyKind,
    ReplyWritten,
)
from assistant.conversation.message import Language, Source
from assistant.understanding.intents.placed_orders import speaks_of_order
from assistant.understanding.personal_data.removal import remove_personal_data
from retrieval.catalogue.case_folding import fold

_SENTENCE = regex.compile(r"(?<=[.!?…])\s+|\n+")
_AFTER = 2  # messages of the customer between a question and its answer: "hello? anybody there?"
_LEAST_WORDS = 4  # of an answer
_COURTESY_WORDS = 8  # of a sentence that is no more than one
_LONGEST = 1_500  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonReply:
    """Hold the answer of a person, as the next customer could get it."""

    text: str
    language: Language
    told: Source | None = None  # the statement that the assistant answered with, before the person


def replies_to(
    events: Sequence[ConversationEvent], message_ids: Collection[str]
) -> Mapping[str, PersonReply]:
    """Return a person's answer to each of these messages that has one."""
    found: dict[str, PersonReply] = {}
    waiting: dict[str, int] = {}  # messages since
    told: dict[str, Source] = {}
    for event in events:
        match event:
            case CustomerWrote():
                waiting = {one: n + 1 for one, n in waiting.items() if n < _AFTER}
                if event.message_id in message_ids:
                    waiting[event.message_id] = 0
            case ReplyWritten(author=Author.ASSISTANT, kind=ReplyKind.ANSWERED) if event.sources:
                told.update(dict.fromkeys(map(str, event.answers), event.sources[0]))
            case ReplyWritten(author=Author.AGENT, kind=ReplyKind.WRITTEN):
                if reply := general_answer(event.text, event.language):
                    found |= {one: replace(reply, told=told.get(one)) for one in waiting}
                    waiting = {}
            case _:
                pass
    return found


def general_answer(text: str, language: Language) -> PersonReply | None:
    """Return an agent's words as an answer for everybody; None: they are for one customer."""
    said = " ".join(_without_courtesies(text))
    if not said or len(said) > _LONGEST or len(said.split()) < _LEAST_WORDS:
        return None
    if "?" in said or carries_markup(said):
        return None
    if speaks_of_order(said) or _personal().search(fold_typed(said)):
        return None
    if remove_personal_data(said).spans:
        return None
    if promises_something(said, stated=said, receipts=(), language=language):
        return None
    return PersonReply(text=said, language=language)


def _without_courtesies(text: str) -> list[str]:
    """Return the sentences of a text without the words that greet at its beginning or close it."""
    sentences = [one.strip() for one in _SENTENCE.split(text) if one.strip()]
    while sentences and _is_courtesy(sentences[0], "greeting"):
        said = _after_greeting(sentences.pop(0))
        if said:
            sentences.insert(0, said)
            break
    closing = (at for at, one in enumerate(sentences) if _is_courtesy(one, "closing"))
    return sentences[: next(closing, len(sentences))]  # a signature follows


def _after_greeting(sentence: str) -> str:
    """Return the words after a greeting in one sentence: "Hello, we have none."; "": none."""
    _, _, rest = sentence.partition(",")
    said = rest.strip()
    polite = any(_is_courtesy(said, kind) for kind in ("greeting", "politeness", "closing"))
    if polite or len(said.split()) < _LEAST_WORDS:
        return ""
    return said[0].upper() + said[1:]


def _is_courtesy(sentence: str, kind: str) -> bool:
    short = len(sentence.split()) <= _COURTESY_WORDS
    return short and fold(sentence).startswith(_courtesies()[kind])


@cache
def _personal() -> regex.Pattern[str]:
    return regex.compile(rf"\b(?:{'|'.join(_courtesies()['personal'])})")


@cache
def _courtesies() -> Mapping[str, tuple[str, ...]]:
    path = Path(__file__).parent / "resources" / "courtesies.yml"
    read: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {kind: tuple(words) for kind, words in read.items()}
