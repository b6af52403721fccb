"""Check that a person was called for a reason: asked for, a rule, or no answer. Pure."""

from collections.abc import Iterator

from assistant.answers.terms import terms
from assistant.conversation.events import (
    Author,
    HandoffRequested,
    Reason,
    ReplyKind,
    ReplyWritten,
)
from assistant.insights.analysis_rows import CheckedSide, QualityVerdict
from assistant.insights.projection.checks.checked_visit import CheckedVisit, CheckFinding

_LACKED_ANSWER = frozenset(
    {
        Reason.NO_EVIDENCE,
        Reason.CONFLICTING,
        Reason.UNCLEAR,
        Reason.GUARD_BLOCKED,
        Reason.LOW_CONFIDENCE,
    }
)
"""Reasons that say that the assistant had no answer; all others are the customer's or a rule's."""

_SAME_WORDS = 0.6
"""Share of the content words of a person's answer that the quoted page has, from which it is it."""


def find_justified(visit: CheckedVisit) -> Iterator[CheckFinding]:
    """Yield a finding on each time that a person was called."""
    for event in visit.own:
        if isinstance(event, HandoffRequested):
            had = event.reason in _LACKED_ANSWER and _page_had_it(visit, event)
            yield CheckFinding(
                side=CheckedSide.ASSISTANT,
                message_id=next(iter(event.messages), "") or visit.visit.message_id,
                verdict=QualityVerdict.FAILED if had else QualityVerdict.OK,
                reason="page_had_it" if had else "",
                doubt=0.4 if event.reason in _LACKED_ANSWER else 0.0,
            )


def _page_had_it(visit: CheckedVisit, handoff: HandoffRequested) -> bool:
    """Return whether a page that the assistant quoted before has the person's answer."""
    quoted = [
        one
        for one in visit.before(handoff)
        if isinstance(one, ReplyWritten)
        and one.author is Author.ASSISTANT
        and one.kind is ReplyKind.ANSWERED
        and one.sources
    ]
    if not quoted:
        return False
    if set(quoted[-1].answers) & set(handoff.messages):
        return True  # it had answered the very message
    said = next(
        (
            one
            for one in visit.after(handoff)
            if isinstance(one, ReplyWritten) and one.author is Author.AGENT
        ),
        None,
    )
    if said is None:
        return False
    persons = terms(said.text, said.language)
    pages = frozenset[str]().union(
        *(terms(source.quote, said.language) for one in quoted for source in one.sources)
    )
    return len(persons) > 1 and len(persons & pages) >= _SAME_WORDS * len(persons)
