"""Record that a customer asks to be written to first, where people turned such messages on.

Only a message that asks for it and says nothing else counts: in a sentence, the words are the
sentence's. News of the shop begin after a second yes, wherever the customer lives. The answer
promises no message: some customers are left alone by a draw, so that it shows what messages are
worth.
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

    async def occasions(self, purpose: ContactPurpose, language: Language) -> Sequence[str]:
        """Return when those that are on are written, each as a part of a sentence."""
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
        found = _asked(plain_words(wrote.text))
        if found is None:
            return conversation
        name, language = found
        if name == "confirm_words":
            return self._confirmed(conversation, wrote, language)
        purpose = ContactPurpose.SERVICE if name == "service_words" else ContactPurpose.MARKETING
        occasions = await self.offer.occasions(purpose, language)
        if not occasions:
            return conversation
        return self._given(conversation, wrote, purpose, language, occasions)

    def _given(
        self,
        conversation: Conversation,
        wrote: CustomerWrote,
        purpose: ContactPurpose,
        language: Language,
        occasions: Sequence[str],
    ) -> tuple[ConversationEvent, ...]:
        reach, texts = conversation.reach, _PHRASES.texts(language)
        text = texts[f"{purpose}_given"].format(when=_listed(occasions, language))
        if purpose is ContactPurpose.SERVICE and conversation.dealings.identity is None:
            text = f"{text}\n\n{texts['service_who']}"
        if conversation.started is not None and conversation.started.channel.is_ours:
            text = f"{text}\n\n{texts['on_page']}"
        confirms = (texts["confirm"],) if purpose is ContactPurpose.MARKETING else ()
        back = ContactOptedIn(
            conversation_id=conversation.conversation_id,
            at=self.clock.now(),
            message_id=wrote.message_id,
        )
        return (
            *((back,) if reach.opted_out else ()),
            self._consent(conversation, wrote, purpose, ConsentStage.ASKED, language),
            self._reply(conversation, wrote, text, language, confirms),
        )

    def _confirmed(
        self, conversation: Conversation, wrote: CustomerWrote, language: Language
    ) -> tuple[ConversationEvent, ...] | Conversation:
        """Return the confirmation of news where the last reply asked for one."""
        last, texts = conversation.last_reply, _PHRASES.texts(language)
        asked = last is not None and last.quick_replies == (texts["confirm"],)
        known = conversation.reach.consents.given.get(ContactPurpose.MARKETING)
        if not asked or known is None:
            return conversation
        stage = ConsentStage.CONFIRMED
        return (
            self._consent(conversation, wrote, ContactPurpose.MARKETING, stage, language),
            self._reply(conversation, wrote, texts["marketing_confirmed"], language, ()),
        )

    def _consent(
        self,
        conversation: Conversation,
        wrote: CustomerWrote,
        purpose: ContactPurpose,
        stage: ConsentStage,
        language: Language,
    ) -> ConsentChanged:
        return ConsentChanged(
            conversation_id=conversation.conversation_id,
            at=self.clock.now(),
            purpose=purpose,
            stage=stage,
            source="chat",
            wording=_wording(conversation, purpose, language),
            message_id=wrote.message_id,
        )

    def _reply(
        self,
        conversation: Conversation,
        wrote: CustomerWrote,
        text: str,
        language: Language,
        confirms: tuple[str, ...],
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
            quick_replies=confirms,
        )


def offered_words(language: Language) -> str:
    """Return the words of the offer to be told about orders: 20 characters, as a button takes."""
    return _PHRASES.say("offer", language)


def offer_terms(occasions: Sequence[str], language: Language) -> str:
    """Return the terms that a customer who takes the offer consents to, with the way to stop."""
    terms = _PHRASES.texts(language)["offer_terms"]
    return terms.format(offer=offered_words(language), when=_listed(occasions, language))


def _wording(conversation: Conversation, purpose: ContactPurpose, language: Language) -> str:
    """Return which text a customer had before them: that of the offer, or of the answer."""
    last = conversation.last_reply
    offered = last is not None and offered_words(last.language) in last.quick_replies
    if offered and last is not None and purpose is ContactPurpose.SERVICE:
        return f"{_OFFERED}.{last.language}.{_OFFERED_WORDING}"
    return f"{purpose}.{language}.{_WORDING}"


def _listed(occasions: Sequence[str], language: Language) -> str:
    *others, last = occasions
    or_ = f" {_PHRASES.texts(language)['or']} "
    return or_.join(filter(None, (", ".join(others), last)))


def _asked(plain: str) -> tuple[str, Language] | None:
    """Return which list of whole messages has these plain words, and its language."""
    return next(((name, code) for words, name, code in _lists() if plain in words), None)


@cache
def _lists() -> tuple[tuple[frozenset[str], str, Language], ...]:
    names = ("service_words", "marketing_words", "confirm_words")
    languages: tuple[Language, ...] = get_args(Language)
    return tuple(
        (frozenset(one.strip() for one in _PHRASES.texts(code)[name].split("|")), name, code)
        for code in languages
        for name in names
    )
