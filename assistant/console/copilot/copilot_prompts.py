"""Make the requests to a language model on behalf of an agent. Pure.

The system's message is the same for every request of a kind: endpoints keep what requests begin
with. What customers and agents wrote is data between marks that it cannot close.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from assistant.answers.reply_draft import Ground
from assistant.console.copilot.types import Help
from assistant.conversation.conversation import Conversation
from assistant.conversation.message import Language
from assistant.kit.model.ports import Format, Message, MessageRole, Purpose, Request
from assistant.mind.prompt import LANGUAGES, Voice

_HOW = {
    Help.SHORTER: "Make it shorter: about half as long, in {language}, still polite and whole.",
    Help.WARMER: "Make it warmer and more personal, in {language}, about as long as it is. Sincere,"
    " never familiar, no exclamation marks in a row.",
    Help.TO_FRENCH: "Translate it into {language}, as a careful native speaker writes to a customer"
    " (vous).",
    Help.TO_ENGLISH: "Translate it into {language}, as a careful native speaker writes to a"
    " customer.",
}


class SummarySentence(BaseModel):
    """Hold a sentence as a model wrote it; nothing in it may be believed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: int  # number of the message that it gives, from 1
    quote: str  # words of the message, as the model gives them
    text: str


class SummarySentences(BaseModel):
    """Hold a model's summary."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sentences: tuple[SummarySentence, ...]


SENTENCES = Format(name="summary", schema=SummarySentences.model_json_schema())

_CHARS = 2  # of a token, at least: room for a text in other words
_LEAST = 200  # tokens


def rewriting(
    words: str, help_: Help, *, language: Language, voice: Voice, conversation: Conversation
) -> Request:
    """Return the request for a rewording of `words` in `language`."""
    return Request(
        messages=(
            Message(
                role=MessageRole.SYSTEM, text=rewriting_rules(help_, language=language, voice=voice)
            ),
            Message(role=MessageRole.USER, text=f"<words>\n{_data(words)}\n</words>"),
        ),
        purpose=Purpose.COPILOT,
        conversation_id=conversation.conversation_id,
        spent=conversation.model_tokens,
        max_tokens=max(_LEAST, len(words) // _CHARS),
    )


def rewriting_rules(help_: Help, *, language: Language, voice: Voice) -> str:
    """Return the system's message of a rewrite."""
    return _template("rewrite.txt").format(
        shop=voice.shop,
        how=_HOW[help_].format(language=LANGUAGES[language]),
        tone=f"How the shop speaks: {voice.tone}" if voice.tone else "",
        canary=voice.canary,
    )


def summing_up(
    grounds: tuple[Ground, ...], *, language: Language, voice: Voice, conversation: Conversation
) -> Request:
    """Return the request for a summary of a customer's messages."""
    return Request(
        messages=(
            Message(role=MessageRole.SYSTEM, text=summing_up_rules(language=language, voice=voice)),
            Message(role=MessageRole.USER, text="\n".join(_passages(grounds))),
        ),
        purpose=Purpose.COPILOT,
        conversation_id=conversation.conversation_id,
        spent=conversation.model_tokens,
        format=SENTENCES,
    )


def _passages(grounds: Iterable[Ground]) -> Iterator[str]:
    for number, one in enumerate(grounds, start=1):
        yield f'<passage number="{number}">\n{_data(one.text)}\n</passage>'


def summing_up_rules(*, language: Language, voice: Voice) -> str:
    """Return the system's message of a summary."""
    return _template("summary.txt").format(
        shop=voice.shop, language=LANGUAGES[language], canary=voice.canary
    )


def _data(text: str) -> str:
    """Return the text without marks that could end its tag; `unwrapped` puts them back."""
    return text.replace("<", "‹").replace(">", "›")  # noqa: RUF001  # look-alikes, on purpose


def unwrapped(text: str) -> str:
    """Return a model's rewording without the tag around it, and with its own marks put back."""
    bare = text.strip().removeprefix("<words>").removesuffix("</words>").strip()
    return bare.replace("‹", "<").replace("›", ">")  # noqa: RUF001  # as `_data` put them in


@cache
def _template(name: str) -> str:
    return (files("assistant.console.copilot") / "resources" / name).read_text(encoding="utf-8")
