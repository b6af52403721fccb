"""Write the draft of a verified answer; its text is its own evidence. Pure."""

import re

from assistant.answers.fixed_replies import leave_to_people
from assistant.answers.reply_draft import Draft
from assistant.answers.texts import TEXTS
from assistant.answers.verified.types import VerifiedAnswer
from assistant.conversation.events import ReplyKind
from assistant.conversation.message import Language, Source

_NAMED = re.compile(r"verified:([\w-]+)")
LEFT_TO_PEOPLE = "verified_person"
"""Rule of a draft for a question that the shop's people always answer themselves."""


def id_in(rule: str) -> str:
    """Return the id of the verified answer that a turn's rule names; "": it names none."""
    found = _NAMED.search(rule)
    return found[1] if found else ""


def draft_of(answer: VerifiedAnswer, language: Language, *, score: float) -> Draft | None:
    """Return the reply with a verified answer; None: it has no text.

    Where it has none in the customer's language, that is said in front of the one it has. `score`
    is how sure it is that the question is asked, in [0, 1].
    """
    if answer.person:
        return leave_to_people(LEFT_TO_PEOPLE, language)
    spoken: Language | None = (
        language if language in answer.texts else next(iter(answer.texts), None)
    )
    if spoken is None:
        return None
    stated = answer.texts[spoken]
    source = Source(
        title=answer.source_title or answer.source_url,
        url=answer.source_url,
        quote=stated,
        language=spoken,
        score=round(score, 4),
    )
    of_a_page = bool(answer.source_title or answer.source_url)
    return Draft(
        kind=ReplyKind.ANSWERED,
        text=stated if spoken == language else _in_other(stated, spoken, language),
        language=language,
        sources=(source,) if of_a_page else (),
        evidence=(stated, answer.source_title),
        urls=(answer.source_url,) if answer.source_url else (),
        rule=f"verified:{answer.answer_id}",
    )


def _in_other(text: str, spoken: Language, language: Language) -> str:
    """Say in front of a text of another language which one it is in."""
    texts = TEXTS[language]
    return f"{texts.answer_in_other.format(language=texts.languages[spoken])} {text}"
