"""Record that a customer asks to be written to first, where people turned such messages on.

Only a message that asks for it and says nothing else counts: in a sentence, the words are the
sentence's. The answer promises no message: some customers are left alone by a draw, so that it
shows what messages are worth.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol, get_args

from assistant.conversation.consents import ConsentStage, ContactPurpose
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import (
    ConsentChanged,
    ContactOptedIn,
    ConversationEvent,
    CustomerWrote,
    ReplyWritten,
)
from assistant.conversation.ids import MessageId
from assistant.conversation.message import Language
from assistant.kit.phrases import Phrases
from assistant.messages.channels.one_word_messages import plain_words
from assistant.ports import Clock

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")
_WORDING = 1
"""The version of the texts that customers consent to; a change of them is another version."""

_OFFERED, _OFFERED_WORDING = "service_offer", 1
"""The text above the offer, as the proof of a consent names it, and its version."""


class OutreachOffer(Protocol):
    """Tell which messages the shop writes first. May raise `LogUnavailableError`."""

    async def occasions(self, language: Language) -> Sequence[str]:
        """Return when service messages that are on are written, as parts of a sentence."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRequests:
    """Take the turn of a message that asks to be written to; pass any other message on."""

    offer: OutreachOffer
    clock: Clock
    new_id: Callable[[], MessageId]

    async def take(
        self, conversation: Conversation
    ) -> tuple[ConversationEvent, ...] | Conversation:
        """Return the consent and its answer; else the conversation."""
        dealings = conversation.dealings
        busy = dealings.dialogue or dealings.proposal or dealings.confirmed
        waiting = conversation.to_answer
        if busy or len(waiting) != 1 or not conversation.ownership.stage.is_assistants:
            return conversation
        last = conversation.last_reply
        if last is not None and (last.cards or last.search):  # "keep me posted" of a product
            return conversation
        wrote = waiting[0]
        language = _asked(plain_words(wrote.text))
        occasions = await self.offer.occasions(language) if language else ()
        if language is None or not occasions:
            return conversation
        return self._given(conversation, wrote, language, occasions)

    def _given(
        self,
        conversation: Conversation,
        wrote: CustomerWrote,
        language: Language,
        occasions: Sequence[str],
    ) -> tuple[ConversationEvent, ...]:
        reach, texts = conversation.reach, _PHRASES.texts(language)
        text = texts["service_given"].format(when=_listed(occasions, language))
        if conversation.dealings.identity is None:
            text = f"{text}\n\n{texts['service_who']}"
        if conversation.started is not None and conversation.started.channel.is_ours:
            text = f"{text}\n\n{texts['on_page']}"
        back = ContactOptedIn(
            conversation_id=conversation.conversation_id,
            at=self.clock.now(),
            message_id=wrote.message_id,
        )
        return (
            *((back,) if reach.opted_out else ()),
            ConsentChanged(
                conversation_id=conversation.conversation_id,
                at=self.clock.now(),
                purpose=ContactPurpose.SERVICE,
                stage=ConsentStage.ASKED,
                source="chat",
                wording=_wording(conversation, language),
                message_id=wrote.message_id,
            ),
            self._reply(conversation, wrote, text, language),
        )

    def _reply(
        self,
        conversation: Conversation,
        wrote: CustomerWrote,
        text: str,
        language: Language,
    ) -> ReplyWritten:
        return ReplyWritten(
            conversation_id=conversation.conversation_id,
            at=self.clock.now(),
            message_id=self.new_id(),
            author=Author.SYSTEM,
            kind=ReplyKind.NOTICE,
            text=text,
            language=language,
            answers=(wrote.message_id,),
        )


def offered_words(language: Language) -> str:
    """Return the words of the offer to be told about orders: 20 characters, as a button takes."""
    return _PHRASES.say("offer", language)


def offer_terms(occasions: Sequence[str], language: Language) -> str:
    """Return the terms that a customer who takes the offer consents to, with the way to stop."""
    terms = _PHRASES.texts(language)["offer_terms"]
    return terms.format(offer=offered_words(language), when=_listed(occasions, language))


def _wording(conversation: Conversation, language: Language) -> str:
    """Return which text a customer had before them: that of the offer, or of the answer."""
    last = conversation.last_reply
    if last is not None and offered_words(last.language) in last.quick_replies:
        return f"{_OFFERED}.{last.language}.{_OFFERED_WORDING}"
    return f"{ContactPurpose.SERVICE}.{language}.{_WORDING}"


def _listed(occasions: Sequence[str], language: Language) -> str:
    *others, last = occasions
    or_ = f" {_PHRASES.texts(language)['or']} "
    return or_.join(filter(None, (", ".join(others), last)))


def _asked(plain: str) -> Language | None:
    """Return the language in which these plain words, a whole message, ask to be written to."""
    return next((code for words, code in _lists() if plain in words), None)


@cache
def _lists() -> tuple[tuple[frozenset[str], Language], ...]:
    languages: tuple[Language, ...] = get_args(Language)
    return tuple(
        (frozenset(one.strip() for one in _PHRASES.texts(code)["service_words"].split("|")), code)
        for code in languages
    )
