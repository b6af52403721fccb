"""Write the replies that state nothing of the catalogue: small talk, refusals, contact. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.answers.reply_draft import Draft
from assistant.answers.small_talk_texts import SMALL_TALK
from assistant.answers.texts import TEXTS
from assistant.answers.tone_texts import TONE_TEXTS
from assistant.conversation.events import Reason, ReplyKind
from assistant.conversation.message import Card, Language
from assistant.understanding.types import Intent, Tone, Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Hold the name of the shop, how its people are reached, its language and its country."""

    name: str
    contact: dict[Language, str] = field(default_factory=dict)  # how a person is reached
    default_language: Language = "fr"  # of a conversation in which nobody has written yet
    country: str = ""  # ISO 3166-1 alpha-2; "": not told


UNFINISHED = "unfinished"
"""Rule of a draft that says that an operation may have been carried out or not."""

SEARCH_AWAY = "search_away"
"""Rule of a draft that says that nothing can be looked up now."""

UNREAD = "unread_event"
"""Rule of a draft that gives a conversation away because of an event of another version."""


_SAID_AS: Mapping[Tone, Intent] = {
    Tone.FAREWELL: Intent.GOODBYE,
    Tone.THANKS: Intent.THANKS,
    Tone.ABOUT: Intent.ABOUT_ASSISTANT,
}


_SAYS_ENOUGH = frozenset({Intent.AFFIRM, Intent.DENY, Intent.STOP, Intent.GREETING})


def in_tone(tone: Tone, shop: Shop, language: Language) -> Draft:
    """Return the reply to talk that asks for nothing; after a grumble a person is offered."""
    if tone in _SAID_AS:
        return small_talk(_SAID_AS[tone], shop, language)
    grumbles = tone is Tone.GRUMBLE
    return Draft(
        kind=ReplyKind.SMALL_TALK,
        text=TONE_TEXTS[language][tone],
        language=language,
        quick_replies=(TEXTS[language].talk_to_person,) if grumbles else (),
        rule=f"tone_{tone}",
    )


def small_talk(intent: Intent, shop: Shop, language: Language) -> Draft:
    """Return the reply to a greeting, thanks, a goodbye, chat, or a word about the assistant."""
    return Draft(
        kind=ReplyKind.SMALL_TALK,
        text=SMALL_TALK[language][intent].format(shop=shop.name),
        language=language,
        evidence=(shop.name,),
        rule=f"small_talk_{intent}",
    )


def talk(understanding: Understanding, shop: Shop) -> Draft:
    """Return the reply to a message that only talks."""
    tone, intent = understanding.tone, understanding.intent
    if tone is None or intent in _SAYS_ENOUGH:
        return small_talk(intent, shop, understanding.language)
    return in_tone(tone, shop, understanding.language)


def or_talk(draft: Draft, understanding: Understanding, shop: Shop) -> Draft:
    """Return the draft; talk, where it has no answer to a message that only talks."""
    talks = understanding.intent is Intent.CHITCHAT and "?" not in understanding.message
    return talk(understanding, shop) if talks and draft.reason is Reason.NO_EVIDENCE else draft


def hand_off(reason: Reason, language: Language, *, rule: str = "") -> Draft:
    """Say that a person will answer, and why; the next steps are said after it.

    `rule` is the one that decided, for the record. Numbers of emergency services are our own words,
    and so their own evidence.
    """
    texts = TEXTS[language]
    asked = reason is Reason.ASKED_FOR_PERSON
    why = texts.handed_off if asked else texts.handed_off_for.get(reason, texts.handed_off_better)
    return Draft(
        kind=ReplyKind.HANDED_OFF,
        text=why,
        language=language,
        reason=reason,
        evidence=(why,),
        rule=rule or f"hand_off_{reason}",
    )


def leave_to_people(rule: str, language: Language) -> Draft:
    """Say that a person answers; `rule` is of the autonomy table."""
    return Draft(
        kind=ReplyKind.HANDED_OFF,
        text=TEXTS[language].left_to_people,
        language=language,
        reason=Reason.HUMAN_ONLY,
        rule=rule,
    )


def announce_look(rule: str, language: Language) -> Draft:
    """Say that a person checks the answer first; `rule` is of the autonomy table."""
    return Draft(
        kind=ReplyKind.NOTICE,
        text=TEXTS[language].looked_at,
        language=language,
        reason=Reason.NEEDS_APPROVAL,
        rule=rule,
    )


def offer(draft: Draft, reason: Reason) -> Draft:
    """Return `draft` with a person offered after it."""
    texts = TEXTS[draft.language]
    text = texts.offered_for.get(reason, texts.offered)
    return draft.with_offer(text, texts.talk_to_person)


def wait_for_person(draft: Draft) -> Draft:
    """Return `draft` for a customer who waits for a person: none is offered again."""
    texts = TEXTS[draft.language]
    others = tuple(one for one in draft.quick_replies if one != texts.talk_to_person)
    if draft.kind is not ReplyKind.ABSTAINED or draft.rule == UNFINISHED or draft.sources:
        return replace(draft, quick_replies=others)
    said = {
        Reason.UNCLEAR: draft.text if others else texts.waits_unclear,
        Reason.ASSISTANT_FAILED: texts.waits_failed,
    }
    text = said.get(draft.reason or Reason.NO_EVIDENCE, texts.waits_unknown)
    return replace(draft, text=text, quick_replies=others)


def go_on(language: Language) -> Draft:
    """Say that the assistant goes on, after the customer took a request for a person back."""
    return Draft(
        kind=ReplyKind.SMALL_TALK,
        text=TEXTS[language].goes_on,
        language=language,
        rule="taken_back",
    )


def how_to_reach(shop: Shop, language: Language) -> str:
    """Return how a person of the shop is reached outside this conversation, in a sentence."""
    return shop.contact.get(language, TEXTS[language].contact_unknown)


def refuse(rule: str, language: Language) -> Draft:
    """Ask for the message again; `rule` is that of `guard.screen.Unreadable`."""
    texts = TEXTS[language]
    said = {"too_long": texts.too_long, "hidden_text": texts.hidden_text, "empty": texts.empty}
    return Draft(
        kind=ReplyKind.REFUSED,
        text=said[rule],
        language=language,
        reason=Reason.UNREADABLE,
        rule=f"refuse_{rule}",
    )


def apologise(language: Language, *, unfinished: bool) -> Draft:
    """Say that a turn broke off; `unfinished`: while an operation was being carried out."""
    draft, texts = abstain(Reason.ASSISTANT_FAILED, language), TEXTS[language]
    if not unfinished:
        return draft
    text = f"{texts.unfinished} {texts.unfinished_offer}"
    return replace(draft, text=text, rule=UNFINISHED)


def cannot_look_up(language: Language) -> Draft:
    """Say that nothing can be looked up now; for the escalation policy it is a turn that failed."""
    draft = abstain(Reason.ASSISTANT_FAILED, language)
    return replace(draft, text=TEXTS[language].search_away, rule=SEARCH_AWAY)


def set_aside(language: Language) -> Draft:
    """Say that a person answers, for the conversation holds an event of another version."""
    return hand_off(Reason.ASSISTANT_FAILED, language, rule=UNREAD)


def ask_about_photo(language: Language, *, sees: bool) -> Draft:
    """Ask about a photo: its subject, or with `sees`, for a model describes it, the next step.

    The assistant itself never claims to have looked at it.
    """
    texts = TEXTS[language]
    return Draft(
        kind=ReplyKind.ASKED,
        text=texts.photo_kept if sees else texts.no_picture,
        language=language,
        reason=Reason.PHOTO,
        quick_replies=(texts.talk_to_person,),
        rule="ask_about_photo",
    )


def add_photo(language: Language) -> Draft:
    """Say that one more photo is kept, after the customer was asked about the one before."""
    texts = TEXTS[language]
    return Draft(
        kind=ReplyKind.ASKED,
        text=texts.photo_added,
        language=language,
        reason=Reason.PHOTO,
        quick_replies=(texts.talk_to_person,),
        rule="add_photo",
    )


def refuse_kind(language: Language, *, is_file: bool, rule: str) -> Draft:
    """Ask for words in place of a file, a place or a card, and offer a person."""
    texts = TEXTS[language]
    return Draft(
        kind=ReplyKind.REFUSED,
        text=texts.no_file if is_file else texts.no_words,
        language=language,
        reason=Reason.UNREADABLE,
        quick_replies=(texts.talk_to_person,),
        rule=rule,
    )


def abstain(reason: Reason, language: Language, *, choices: tuple[str, ...] = ()) -> Draft:
    """Say that the answer is not known, for which reason, and offer a person.

    `choices` are titles of pages that the customer may have meant.
    """
    texts = TEXTS[language]
    said = {
        Reason.NO_EVIDENCE: texts.no_evidence,
        Reason.UNCLEAR: texts.unclear_choices if choices else texts.unclear,
        Reason.CONFLICTING: texts.conflicting,
        Reason.GUARD_BLOCKED: texts.guard_blocked,
        Reason.ASSISTANT_FAILED: texts.failed,
    }
    return Draft(
        kind=ReplyKind.ABSTAINED,
        text=said[reason],
        language=language,
        reason=reason,
        quick_replies=(*choices, texts.talk_to_person),
        evidence=choices,
        rule=f"abstain_{reason}",
    )


def offer_to_add(cards: tuple[Card, ...], language: Language) -> tuple[Card, ...]:
    """Return cards with the words that put a product into the basket, where it is in stock."""
    texts = TEXTS[language]
    return tuple(
        replace(one, add=texts.add_to_basket.format(title=one.title))
        if one.product_id and one.availability == texts.in_stock
        else one
        for one in cards
    )
