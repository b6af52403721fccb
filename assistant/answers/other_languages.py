"""Tell a customer who writes in another language which languages the assistant writes."""

from dataclasses import replace
from functools import cache

from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.conversation.event_base import ReplyKind
from assistant.understanding.written_language import language_of
from retrieval.text.resource_files import load_yaml


def tell_languages(draft: Draft, text: str) -> Draft:
    """Return the draft of no answer to a customer who wrote `text`.

    One who writes in another language is told so in that language, and in the draft's: whatever
    could be answered in spite of it is answered.
    """
    if draft.kind is not ReplyKind.ABSTAINED or draft.sources or draft.cards:
        return draft
    language = language_of(text, carried=draft.language)
    if language in TEXTS:
        return draft
    ours = TEXTS[draft.language].only_languages
    said = "\n\n".join(filter(None, (_sentences().get(language), ours)))
    talk = TEXTS[draft.language].talk_to_person
    return replace(
        draft, text=said, quick_replies=(talk,), evidence=(said,), rule=f"{draft.rule}/{language}"
    )


@cache
def _sentences() -> dict[str, str]:
    read: dict[str, str] = load_yaml("assistant.answers", "other_languages.yml")
    return read
