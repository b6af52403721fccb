"""Check that the conversation does not turn in circles. Pure."""

from collections.abc import Iterator

from assistant.conversation.events import Author, CustomerWrote, ReplyKind, ReplyWritten
from assistant.insights.projection.checks.check_words import bare
from assistant.insights.projection.checks.checked_visit import CheckedVisit, CheckFinding

_TALK = frozenset({ReplyKind.SMALL_TALK, ReplyKind.NOTICE, ReplyKind.HANDED_OFF})

_LEAST_WORDS = 3
"""Words from which a text that comes again is noticed: "Yes." may come twice."""


def find_circles(visit: CheckedVisit) -> Iterator[CheckFinding]:
    """Yield a finding on each reply that follows another of the same side."""
    said: dict[Author, dict[str, str]] = {Author.ASSISTANT: {}, Author.AGENT: {}}
    asked: set[str] = set()
    last: ReplyWritten | None = None
    for event in visit.own:
        if isinstance(event, CustomerWrote):
            text = bare(event.text)
            again = event.message_id in visit.again or text in asked
            if last is not None and again and len(text.split()) >= _LEAST_WORDS:
                yield visit.of_reply(last, "asked_again", at=event.message_id, doubt=0.4)
            asked.add(text)
        elif isinstance(event, ReplyWritten) and event.author in said:
            yield from _compared(visit, event, said[event.author])
            last = event


def _compared(
    visit: CheckedVisit, reply: ReplyWritten, before: dict[str, str]
) -> Iterator[CheckFinding]:
    """Yield a finding on a reply, beside those that its side wrote before."""
    text = bare(reply.text)
    shown = "|".join(card.product_id for card in reply.cards)
    same = before.get(text) == shown and reply.kind not in _TALK
    if before:
        twice = same and len(text.split()) >= _LEAST_WORDS
        silent = reply.kind is ReplyKind.ABSTAINED
        yield visit.of_reply(
            reply, "said_twice" if twice else "", doubt=0.4 if twice and silent else 0.1
        )
    before[text] = shown
