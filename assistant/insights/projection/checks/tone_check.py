"""Check that no reply is rude, with a small model of our own. Pure but for the encoder."""

from collections.abc import Iterator

from assistant.conversation.events import Author, ModelUsed, ReplyWritten
from assistant.insights.projection.checks.checked_visit import CheckedVisit, CheckFinding
from assistant.insights.projection.checks.tone_model import RUDE


def find_polite(visit: CheckedVisit) -> Iterator[CheckFinding]:
    """Yield a finding on each reply whose words a person or a model chose.

    A page's words were approved by people, so that only words beside them are read.
    """
    by_model = any(isinstance(one, ModelUsed) for one in visit.own)
    for reply in visit.replies:
        if reply.author is Author.ASSISTANT and (reply.sources or reply.cards) and not by_model:
            yield visit.of_reply(reply)
            continue
        if (rude := visit.rudeness(reply.text)) is not None:
            yield visit.of_reply(reply, "rude" if rude >= RUDE else "", doubt=_doubt(rude, reply))


def _doubt(rude: float, reply: ReplyWritten) -> float:
    near = 1 - abs(rude - RUDE) / max(RUDE, 1 - RUDE)
    return near if reply.author is Author.AGENT else near / 2
