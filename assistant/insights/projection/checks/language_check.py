"""Check that each reply is in the language that the customer writes. Pure."""

from collections.abc import Iterator

import regex

from assistant.conversation.events import Author, CustomerWrote, ReplyWritten
from assistant.insights.projection.checks.checked_visit import CheckedVisit, CheckFinding
from assistant.understanding.languages.written_language import language_of

_QUOTED = regex.compile(r"«[^»]*»|\"[^\"]*\"|“[^”]*”")
_WORD = regex.compile(r"\p{L}+")
_SPOKEN = ("fr", "en")

_TELLING = 4
"""Words from which the language of a text can be told (`sentence_judge`)."""


def find_language_kept(visit: CheckedVisit) -> Iterator[CheckFinding]:
    """Yield a finding on each reply to a customer who writes French or English."""
    for reply in visit.replies:
        spoken, is_told = _spoken(visit, reply)
        if spoken in _SPOKEN:
            told = _language(reply, spoken)
            reason = "other_language" if told not in {"", spoken} else ""
            yield visit.of_reply(reply, reason, doubt=0.1 if is_told else 0.6)


def _spoken(visit: CheckedVisit, reply: ReplyWritten) -> tuple[str, bool]:
    """Return the language of the customer's last message that tells it, and whether one does."""
    written = [one for one in visit.before(reply) if isinstance(one, CustomerWrote)]
    rows = [visit.rows[one.message_id] for one in reversed(written) if one.message_id in visit.rows]
    telling = next((one for one in rows if len(_WORD.findall(one.text)) >= _TELLING), None)
    last = next(iter(rows), None)
    if telling is None or last is None:
        return (last.language if last else "", False)
    return telling.language, telling is last


def _language(reply: ReplyWritten, customers: str) -> str:
    """Return the language of a reply; "": it is too short to tell.

    The assistant's words are texts of ours and of the shop, whose language is known.
    """
    if reply.author is Author.ASSISTANT:
        return reply.language
    said = _QUOTED.sub(" ", reply.text)
    if len(_WORD.findall(said)) < _TELLING:
        return ""
    return language_of(said, carried=customers)
