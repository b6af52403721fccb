"""Make the rows of the checks: one for each visit, check, and side or agent. Pure.

A visit fails a check if one of its turns does, so that visits are what is counted: they are
independent of each other as turns are not, and a share has an honest interval.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.answers.composing.reply_fit import ReplyFit
from assistant.conversation.events import ConversationEvent, CustomerWrote
from assistant.insights.analysis_rows import (
    CheckedSide,
    CheckRow,
    MessageRow,
    QualityName,
    QualityVerdict,
    VisitRow,
)
from assistant.insights.projection.checks.check_table import CHECKS
from assistant.insights.projection.checks.checked_visit import (
    CheckedVisit,
    CheckFinding,
    DeskClock,
)
from assistant.insights.projection.checks.tone_model import Rudeness

_WORST = (QualityVerdict.FAILED, QualityVerdict.OPEN, QualityVerdict.OK)


def check_rows(
    events: Sequence[ConversationEvent],
    visits: Sequence[VisitRow],
    messages: Sequence[MessageRow],
    again: Iterable[str],
    *,
    desk: DeskClock,
    rudeness: Rudeness,
    fit: ReplyFit | None = None,
) -> Iterator[CheckRow]:
    """Yield the rows of a conversation's visits; `again` names messages that ask again."""
    if not visits:  # nobody wrote yet
        return
    rows, repeated = {one.message_id: one for one in messages}, frozenset(again)
    places = _places(events, visits)
    for visit, since, until in zip(visits, places, [*places[1:], len(events)], strict=True):
        checked = CheckedVisit(
            events=events,
            since=since,
            until=until,
            rows=rows,
            visit=visit,
            again=repeated,
            desk=desk,
            rudeness=rudeness,
            fit=fit,
        )
        for check in CHECKS:
            for found in _worst(check.find(checked)):
                yield _row(check.name, found, visit)


def _places(events: Sequence[ConversationEvent], visits: Sequence[VisitRow]) -> list[int]:
    """Return the place of each visit's first event: the first one's is the conversation's."""
    place: Mapping[str, int] = {
        one.message_id: at for at, one in enumerate(events) if isinstance(one, CustomerWrote)
    }
    return [place[one.message_id] if at else 0 for at, one in enumerate(visits)]


def _worst(found: Iterable[CheckFinding]) -> Iterator[CheckFinding]:
    """Yield, for each side and agent, the first of the worst findings; an ok has the most doubt."""
    kept: dict[tuple[CheckedSide, str], CheckFinding] = {}
    for one in found:
        key = (one.side, one.agent_id)
        before = kept.get(key)
        if before is None:
            kept[key] = one
            continue
        worse = _WORST.index(one.verdict) - _WORST.index(before.verdict)
        if worse < 0:
            kept[key] = one
        elif worse == 0:
            surer = min if one.verdict is not QualityVerdict.OK else max
            kept[key] = replace(before, doubt=surer(before.doubt, one.doubt))
    yield from kept.values()


def _row(name: QualityName, found: CheckFinding, visit: VisitRow) -> CheckRow:
    return CheckRow(
        day=visit.day,
        at=visit.at,
        conversation_key=visit.conversation_key,
        customer_key=visit.customer_key,
        visit_id=visit.message_id,
        message_id=found.message_id,
        check=name,
        side=found.side,
        agent_id=found.agent_id,
        team=found.team,
        channel=visit.channel,
        language=visit.language,
        asked_id=visit.asked_id,
        verdict=found.verdict,
        reason=found.reason,
        doubt=round(found.doubt, 3),
        due_at=found.due_at or visit.at,
    )
