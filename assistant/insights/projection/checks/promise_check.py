"""Check that a reply or an operation followed each promise in time. Pure."""

from collections.abc import Iterator

from assistant.conversation.events import Author, ConversationEvent, OperationDone, ReplyWritten
from assistant.insights.analysis_rows import QualityVerdict
from assistant.insights.projection.checks.check_words import wants_reply
from assistant.insights.projection.checks.checked_visit import CheckedVisit, CheckFinding
from assistant.insights.projection.checks.promise_times import TimedPromise, find_promises


def find_kept(visit: CheckedVisit) -> Iterator[CheckFinding]:
    """Yield a finding on each promise with a time, but for those of a telephone call."""
    for reply in visit.replies:
        if reply.author is not Author.AGENT and reply.sources:
            continue  # a page's words on delivery are no promise to write
        for promise in find_promises(reply.text, reply.at, visit.desk.zone):
            if not promise.is_call:
                yield _judge(visit, reply, promise)


def _judge(visit: CheckedVisit, reply: ReplyWritten, promise: TimedPromise) -> CheckFinding:
    later = [one for one in visit.after(reply) if _follows(one)]
    if not later:
        return visit.of_reply(
            reply, "nothing_came", verdict=QualityVerdict.OPEN, due_at=promise.due_at, doubt=0.3
        )
    came = later[0].at
    return visit.of_reply(reply, "" if came <= promise.due_at else "came_late", doubt=0.3)


def _follows(event: ConversationEvent) -> bool:
    """Return whether an event may keep a promise; "my pleasure" does not."""
    if isinstance(event, OperationDone):
        return True
    return (
        isinstance(event, ReplyWritten) and event.author is Author.AGENT and wants_reply(event.text)
    )
