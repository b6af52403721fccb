"""Word a message that the shop writes first, and have the guard review it. Pure."""

from pathlib import Path
from string import Formatter

from assistant.answers.guard.draft_review import Approved, review
from assistant.answers.reply_draft import Draft
from assistant.conversation.event_base import ReplyKind
from assistant.conversation.message import Language
from assistant.kit.phrases import Phrases
from assistant.outreach.triggers.trigger import Cause, Trigger

_PHRASES = Phrases(folder=Path(__file__).parent / "resources")


def word(trigger: Trigger, cause: Cause, language: Language, *, shop: str) -> str | None:
    """Return the words of a message, with the way to stop; None: the guard does not pass them."""
    said = _PHRASES.say(cause.words or trigger.name, language, **cause.values)
    stop = _PHRASES.say("stop", language, shop=shop)
    return passed(f"{said}\n\n{stop}", cause, language, shop=shop)


def passed(text: str, cause: Cause, language: Language, *, shop: str) -> str | None:
    """Return a text if every fact of it stands in the cause's evidence, else None."""
    draft = Draft(
        kind=ReplyKind.NOTICE,
        text=text,
        language=language,
        evidence=(*cause.evidence, shop),
        rule="outreach",
    )
    return text if isinstance(review(draft), Approved) else None


def template_values(trigger: Trigger, cause: Cause, language: Language) -> tuple[str, ...]:
    """Return the values of the cause's template, in the order in which the words have them."""
    return tuple(cause.values[name] for name in _places(cause.words or trigger.name, language))


def template_body(words: str, language: Language) -> str:
    """Return the body of the template of these words, as the channel is asked to approve it."""
    numbered = {name: f"{{{{{n}}}}}" for n, name in enumerate(_places(words, language), start=1)}
    return _PHRASES.say(words, language, **numbered)


def occasion(trigger: Trigger, language: Language) -> str:
    """Return when the trigger's message is written, as a part of a sentence: "if a parcel ..."."""
    return _PHRASES.say(f"when_{trigger.name}", language)


def is_ours(text: str, trigger: Trigger, cause: Cause, language: Language) -> bool:
    """Return whether a template with its values says the trigger's own words and the way to stop.

    Who runs the shop may have changed it at the channel, and no word of ours would be left in it.
    """
    said = _PHRASES.say(cause.words or trigger.name, language, **cause.values)
    return text.split() == f"{said}\n\n{template_footer(language)}".split()


def template_footer(language: Language) -> str:
    """Return the footer of every template, the way to stop: 60 characters at most, Meta's limit."""
    return _PHRASES.say("footer", language)


def _places(words: str, language: Language) -> tuple[str, ...]:
    text = _PHRASES.texts(language)[words]
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name)
