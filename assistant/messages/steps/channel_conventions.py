"""Follow the conventions of channels, before a message is read as words.

stop and start -> at once, whoever has the conversation; on our own page of who asked for messages,
                  there or, for a known customer, on another channel
a bare number  -> the answer that it stands for
get started    -> a greeting
no words       -> a request for words: what does the photo show? A person is offered
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.answers.fixed_replies import (
    add_photo,
    ask_about_photo,
    hand_off,
    refuse_kind,
    small_talk,
)
from assistant.answers.reply_draft import Draft
from assistant.answers.small_talk_texts import SMALL_TALK
from assistant.answers.texts import TEXTS
from assistant.conversation.conversation import Conversation
from assistant.conversation.event_base import Author, Reason, ReplyKind
from assistant.conversation.events import (
    ContactOptedIn,
    ContactOptedOut,
    ConversationEvent,
    ConversationStarted,
    CustomerWrote,
    DialogueMoved,
    ReplyWritten,
)
from assistant.conversation.ids import CustomerId, MessageId
from assistant.conversation.message import MEDIA, Language, MessageKind
from assistant.messages.channels.one_word_messages import Preference, picked, preference_of
from assistant.messages.channels.read_receipts import ReadMessage, Receipts
from assistant.messages.turn_outcome import Outcome, ShopVoice
from assistant.ports import Clock
from assistant.understanding.types import Intent

GET_STARTED = "GET_STARTED"
"""What Messenger's button that begins a conversation is called by nearly everybody."""

_FILES = MEDIA - {MessageKind.STICKER}


class ConsentsElsewhere(Protocol):
    """Find consents that a customer gave on any channel."""

    async def has_consent(self, customer_id: CustomerId) -> bool:
        """Return whether the customer may have a consent in force in any conversation.

        Raises:
            LogUnavailableError: no database answers.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelConventions:
    """Take the turn of a message that is a convention; pass any other message on."""

    voice: ShopVoice
    clock: Clock
    new_id: Callable[[], MessageId]
    default_language: Language
    receipts: Receipts | None = None  # None: nobody is told that they were read
    sees: bool = False  # whether a model that sees describes photos to agents
    consents: ConsentsElsewhere | None = None  # None: those of the conversation alone are known

    async def take(
        self, conversation: Conversation
    ) -> tuple[ConversationEvent, ...] | Conversation:
        """Return the events of a convention; else the conversation, with typed choices in words."""
        started = conversation.started
        if started is None:
            return conversation
        if started.channel.is_ours:
            if stopped := await self._on_our_page(conversation):
                return stopped
            waiting = conversation.for_assistant()
            return await self._without_words(waiting) if _are_files(waiting) else conversation
        return await self._of_other_companies(conversation, started)

    async def _on_our_page(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        """Return the events of a preference; (): none, or there is nothing that it could change."""
        reach = conversation.reach
        for wrote in conversation.unanswered:
            if (said := preference_of(wrote.text)) is None:
                continue
            here = bool(reach.consents.given) or reach.opted_out
            if here or (said[0] is Preference.OUT and await self._asked_elsewhere(conversation)):
                return self._prefer(conversation, wrote, *said)
        return ()

    async def _asked_elsewhere(self, conversation: Conversation) -> bool:
        """Return whether a customer who proved who they are asked for messages anywhere."""
        identity = conversation.dealings.identity
        if identity is None or self.consents is None:
            return False
        return await self.consents.has_consent(identity.customer_id)

    async def _of_other_companies(
        self, conversation: Conversation, started: ConversationStarted
    ) -> tuple[ConversationEvent, ...] | Conversation:
        """Take the turn of a convention of theirs, which no page of the shop has."""
        assistants = conversation.ownership.stage.is_assistants
        if assistants:
            conversation = conversation.for_assistant()
        if conversation.unanswered and assistants:
            self._tell_read(started, conversation.reach.last_provider_message_id)
        for wrote in conversation.unanswered:
            if said := preference_of(wrote.text):
                return self._prefer(conversation, wrote, *said)
        if conversation.unanswered and assistants:
            if all(wrote.choice == GET_STARTED for wrote in conversation.unanswered):
                return await self._welcome(conversation)
            if not any(wrote.text.strip() for wrote in conversation.unanswered):
                return await self._without_words(conversation)
        return _with_choices(conversation)

    def _tell_read(self, started: ConversationStarted, provider_message_id: str) -> None:
        if self.receipts is None or not provider_message_id:
            return
        self.receipts.tell(
            ReadMessage(
                channel=started.channel,
                account_id=started.account_id,
                conversation_id=started.conversation_id,
                provider_message_id=provider_message_id,
                typing=True,
            )
        )

    def _prefer(
        self, conversation: Conversation, wrote: CustomerWrote, preference: Preference, spoken: str
    ) -> tuple[ConversationEvent, ...]:
        """Return the events of a preference: honoured at once, said once, no operation goes on."""
        now, conversation_id = self.clock.now(), conversation.conversation_id
        out = preference is Preference.OUT
        language: Language = "en" if spoken == "en" else "fr"
        if not spoken:
            language = conversation.language or self.default_language
        texts = TEXTS[language]
        kind = ContactOptedOut if out else ContactOptedIn
        changed = kind(conversation_id=conversation_id, at=now, message_id=wrote.message_id)
        reply = ReplyWritten(
            conversation_id=conversation_id,
            at=now,
            message_id=self.new_id(),
            author=Author.SYSTEM,
            kind=ReplyKind.NOTICE,
            text=texts.opted_out if out else texts.opted_in,
            language=language,
            answers=(wrote.message_id,),
        )
        in_progress = bool(conversation.dealings.dialogue)
        left = DialogueMoved(conversation_id=conversation_id, at=now, state="")
        return (changed, *((left,) if out and in_progress else ()), reply)

    async def _welcome(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        """Greet who pressed the button that begins a conversation: it asks nothing."""
        titles = {wrote.text.casefold() for wrote in conversation.unanswered}
        spoken: Language = "en" if "get started" in titles else self.default_language
        language = conversation.language or spoken
        draft = small_talk(Intent.GREETING, self.voice.shop, language)
        return await self._say(conversation, draft, decision="SmallTalk")

    async def _without_words(self, conversation: Conversation) -> tuple[ConversationEvent, ...]:
        language = conversation.language or self.default_language
        kinds = {wrote.kind for wrote in conversation.unanswered}
        if MessageKind.IMAGE in kinds and kinds <= _FILES:
            draft = self._about_photo(conversation, language)
        else:
            draft = self._draft(kinds, language)
        decision = "HandOff" if draft.reason is Reason.FILE else "Refused"
        return await self._say(conversation, draft, decision=decision)

    def _about_photo(self, conversation: Conversation, language: Language) -> Draft:
        """Return a question about a photo, asked once: another that follows is said to be kept."""
        last = conversation.last_reply
        if last is not None and last.reason is Reason.PHOTO:
            return add_photo(language)
        return ask_about_photo(language, sees=self.sees)

    async def _say(
        self, conversation: Conversation, draft: Draft, *, decision: str
    ) -> tuple[ConversationEvent, ...]:
        outcome = await self.voice.tell_of_handoff(conversation, Outcome(draft=draft))
        taken = self.voice.unread(conversation, draft, decision=decision)
        return (taken, *self.voice.conclude(conversation, outcome, outcome.draft))

    def _draft(self, kinds: set[MessageKind], language: Language) -> Draft:
        """Return a request for words; a basket that was put together is a person's to take."""
        rule = f"kind_{min(kinds)}"
        if MessageKind.ORDER in kinds and self.voice.outlooks is not None:
            return hand_off(Reason.FILE, language, rule=rule)
        if kinds <= {MessageKind.STICKER}:
            text = SMALL_TALK[language][Intent.AFFIRM]
            return Draft(kind=ReplyKind.SMALL_TALK, text=text, language=language, rule=rule)
        is_file = bool(kinds & (_FILES | {MessageKind.ORDER}))
        return refuse_kind(language, is_file=is_file, rule=rule)


def _are_files(conversation: Conversation) -> bool:
    """Return whether files came, and no words with them."""
    return not any(wrote.text.strip() for wrote in conversation.unanswered) and any(
        wrote.kind in _FILES for wrote in conversation.unanswered
    )


def _with_choices(conversation: Conversation) -> Conversation:
    """Return the conversation with the answers that bare numbers stand for in their place."""
    last = conversation.last_reply
    options = last.quick_replies if last else ()
    if not options:
        return conversation
    unanswered = tuple(
        replace(wrote, text=picked(wrote.text, options) or wrote.text)
        for wrote in conversation.unanswered
    )
    return replace(conversation, unanswered=unanswered)
