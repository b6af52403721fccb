"""Check that the customer's matter was settled when the visit ended. Pure.

Whether they came back for it within 72 hours or seven days, a query over all conversations tells.
"""

from collections.abc import Iterator

from assistant.conversation.events import Author
from assistant.insights.analysis_rows import CheckedSide, QualityVerdict, VisitOutcome
from assistant.insights.projection.checks.check_words import wants_reply
from assistant.insights.projection.checks.checked_visit import CheckedVisit, CheckFinding

_LEFT = {
    VisitOutcome.UNANSWERED: "unanswered",
    VisitOutcome.SILENT: "no_reply",
}


def find_resolved(visit: CheckedVisit) -> Iterator[CheckFinding]:
    """Yield one finding on a visit in which something was asked."""
    outcome = visit.visit.outcome
    if outcome is VisitOutcome.TALK:
        return
    if outcome is VisitOutcome.HANDED_OVER:
        yield _by_person(visit)
        return
    reason = _LEFT.get(outcome, "")
    if not reason and visit.visit.thumbs_down:
        reason = "disliked"
    if not reason and visit.visit.asked_again:
        reason = "asked_again"
    yield CheckFinding(
        side=CheckedSide.ASSISTANT,
        message_id=visit.visit.asked_id or visit.visit.message_id,
        verdict=QualityVerdict.FAILED if reason else QualityVerdict.OK,
        reason=reason,
        doubt=0.3,
    )


def _by_person(visit: CheckedVisit) -> CheckFinding:
    """Return the finding on a visit that people took."""
    last = next((one for one in reversed(visit.replies) if one.author is Author.AGENT), None)
    message = visit.messages[-1]
    if last is None:
        return CheckFinding(
            side=CheckedSide.PERSON,
            message_id=message.message_id,
            verdict=QualityVerdict.FAILED,
            reason="no_reply",
            team=visit.team_at(visit.own[-1]),
        )
    waits = message.at > last.at and wants_reply(message.text)
    asks = last.at > message.at and last.text.rstrip().endswith("?")
    return visit.of_reply(last, "unanswered" if waits or asks else "", doubt=0.4)
