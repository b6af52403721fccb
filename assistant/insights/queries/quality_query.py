"""Build the queries of the checks of quality: scorecards, one check, one agent's own, samples."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import ibis
from ibis.expr import types as ir

from assistant.insights.analysis_errors import NoBuildError
from assistant.insights.analysis_rows import CheckedSide, QualityName, QualityVerdict
from assistant.insights.insight import LEAST_CUSTOMERS, Window
from assistant.insights.lake.lake import Lake, Tables
from assistant.insights.queries.quality_views import (
    LEAST_AGENTS,
    SETTLED_AFTER,
    CheckDetail,
    CheckedPlace,
    CheckLine,
    CheckTally,
    QualityReport,
    Scorecard,
)
from assistant.insights.queries.report_query import came_back
from assistant.insights.queries.report_views import VERIFIED_AFTER
from assistant.insights.queries.suppression import suppress
from assistant.insights.ratios import within

_REACH = 400  # days in which a visit is found that somebody judges
_PLACES = 20  # of a page
_RETURNS = ((QualityName.STILL_72H, VERIFIED_AFTER), (QualityName.STILL_7D, SETTLED_AFTER))
_NOTHING = CheckTally()

_Groups = Mapping[tuple[Any, ...], Mapping[bool, Mapping[str, Any]]]


def judged_rows(tables: Tables, span: Window, *, built_at: datetime) -> ir.Table:
    """Return the rows of a span with a final verdict; whether customers came back is added.

    What was open fails once its time is over; until then nothing is said.
    """
    rows = within(tables.checks, span)
    over = rows.due_at <= ibis.literal(built_at)
    verdict = ibis.ifelse(
        (rows.verdict == QualityVerdict.OPEN) & over, QualityVerdict.FAILED, rows.verdict
    )
    final = rows.mutate(verdict=verdict)
    final = final.filter(final.verdict != QualityVerdict.OPEN)
    every = final
    for still in _RETURNS:
        every = every.union(_still(tables, final, span, still, built_at))
    return every


def _still(
    tables: Tables,
    rows: ir.Table,
    span: Window,
    still: tuple[QualityName, timedelta],
    built_at: datetime,
) -> ir.Table:
    """Return a row for each resolved visit, which says whether the customer came back in time."""
    name, after = still
    resolved = rows.filter(
        rows.check == QualityName.RESOLVED,
        rows.verdict == QualityVerdict.OK,
        rows["at"] <= ibis.literal(built_at - after),
    )
    again = came_back(tables, span, after=after)
    joined = resolved.left_join(
        again,
        (resolved.conversation_key == again.returned_key) & (resolved.visit_id == again.returned),
    )
    back = joined.returned.notnull()
    return joined.mutate(
        check=ibis.literal(str(name)),
        verdict=ibis.ifelse(back, QualityVerdict.FAILED, QualityVerdict.OK),
        reason=ibis.ifelse(back, "came_back", ""),
    ).select(*rows.columns)


def scorecards(
    lake: Lake,
    tables: Tables,
    window: Window,
    *,
    built_at: datetime,
    least: int = LEAST_CUSTOMERS,
    off: Collection[QualityName] = (),
) -> QualityReport:
    """Return the scorecards of a window; checks that are `off` are left out.

    Raises:
        NoBuildError: the current build is of a program that knew no checks.
    """
    earlier = Window.before(window.since, days=window.days)
    rows = _rows(lake, tables, Window(since=earlier.since, until=window.until), built_at)
    rows = rows.mutate(is_now=ibis._.day >= ibis.literal(window.since, "date"))
    sides = _grouped(lake, rows, ("check", "side"))
    teams = _grouped(lake, rows.filter(rows.side == CheckedSide.PERSON), ("check", "team"))
    agents, of_team = _agents(lake, rows)
    cards = [_card(CheckedSide.ASSISTANT, None, sides, least, off)]
    shown: Sequence[str] = ()
    if agents >= LEAST_AGENTS:
        cards.append(_card(CheckedSide.PERSON, None, sides, least, off))
        told = suppress([*of_team], of_team.__getitem__, least=LEAST_AGENTS, total_shown=True)
        shown = told.shown if len(of_team) > 1 else ()
        teams = _tellable(lake, rows, teams, shown, least)
        cards += [_card(CheckedSide.PERSON, team, teams, least, off) for team in sorted(shown)]
    return QualityReport(
        window=window,
        before_window=earlier,
        cards=tuple(one for one in cards if one.lines),
        few_agents=0 < agents < LEAST_AGENTS,
        teams_left_out=len(of_team) - len(shown) if len(of_team) > 1 else 0,
    )


def _rows(lake: Lake, tables: Tables, span: Window, built_at: datetime) -> ir.Table:
    if not lake.build.placeholder("checks").exists():
        raise NoBuildError
    return judged_rows(tables, span, built_at=built_at)


def _grouped(lake: Lake, rows: ir.Table, by: Sequence[str]) -> _Groups:
    """Return the counts of each group, now and before."""
    visits = rows.group_by([*by, "is_now", "conversation_key", "visit_id"]).agg(
        customer_key=rows.customer_key.max(),
        agent_id=rows.agent_id.max(),
        failed=(rows.verdict == QualityVerdict.FAILED).any(),
    )
    found: dict[tuple[Any, ...], dict[bool, Mapping[str, Any]]] = {}
    counted = visits.group_by([*by, "is_now"]).agg(
        checked=visits.count(),
        passed=(~visits.failed).sum(),
        customers=visits.customer_key.nunique(),
        agents=visits.agent_id.nunique(where=visits.agent_id != ""),
    )
    for row in lake.rows(counted):
        found.setdefault(tuple(row[one] for one in by), {})[row["is_now"]] = row
    return found


def _agents(lake: Lake, rows: ir.Table) -> tuple[int, dict[str, int]]:
    """Return how many agents there are in the window, and in each team."""
    persons = rows.filter(rows.side == CheckedSide.PERSON, rows.agent_id != "", rows.is_now)
    every = lake.rows(persons.agg(agents=persons.agent_id.nunique()))
    teams = lake.rows(persons.group_by("team").agg(agents=persons.agent_id.nunique()))
    return every[0]["agents"], {row["team"]: row["agents"] for row in teams}


def _tellable(
    lake: Lake, rows: ir.Table, groups: _Groups, shown: Collection[str], least: int
) -> _Groups:
    """Return the figures of teams that say nothing of those which are hidden.

    The total less the teams that are shown is the rest. Where that is itself of too few customers
    or agents, now or before, no team's figures of the check are told for that time.
    """
    hidden = [
        (rows.check == name) & (rows.team == team) & (rows.is_now == is_now)
        for (name, team), of in groups.items()
        for is_now in of
        if team not in shown or not _tally(of, is_now, least).checked
    ]
    if not hidden:
        return groups
    persons = rows.filter(rows.side == CheckedSide.PERSON)
    rest = _grouped(lake, persons.filter(ibis.or_(*hidden)), ("check",))
    untold = {
        (name, is_now)
        for (name,), of in rest.items()
        for is_now in of
        if not _tally(of, is_now, least).checked
    }
    return {
        (name, team): {now: row for now, row in of.items() if (name, now) not in untold}
        for (name, team), of in groups.items()
    }


def _card(
    side: CheckedSide,
    team: str | None,
    groups: _Groups,
    least: int,
    off: Collection[QualityName],
) -> Scorecard:
    key = side if team is None else team
    lines = [
        CheckLine(
            check=name, side=side, now=_tally(of, True, least), before=_tally(of, False, least)
        )
        for name in QualityName
        if name not in off and (of := groups.get((name, key)))
    ]
    return Scorecard(side=side, team=team, lines=tuple(one for one in lines if one.now.checked))


def _tally(of: Mapping[bool, Mapping[str, Any]], now: bool, least: int) -> CheckTally:  # noqa: FBT001  # a key
    row = of.get(now)
    if row is None or min(row["customers"], row["checked"]) < least:
        return _NOTHING
    if least and 0 < row["agents"] < LEAST_AGENTS:
        return _NOTHING  # of two people, each could work out the other's
    return CheckTally(
        checked=row["checked"], passed=int(row["passed"] or 0), customers=row["customers"]
    )


_TABLES = ("channel", "language", "topic")


def check_detail(
    lake: Lake, tables: Tables, window: Window, name: QualityName, *, built_at: datetime
) -> CheckDetail:
    """Return the figures of one check in a window, and the newest visits that fail it.

    Raises:
        NoBuildError: the current build is of a program that knew no checks.
    """
    every = _rows(lake, tables, window, built_at).mutate(is_now=ibis.literal(value=True))
    rows = every.filter(every.check == name)
    agents, _ = _agents(lake, rows)
    sides = [CheckedSide.ASSISTANT, *([CheckedSide.PERSON] if agents >= LEAST_AGENTS else [])]
    rows = rows.filter(rows.side.isin([str(one) for one in sides]))
    found = _grouped(lake, rows, ("side",))
    failed = rows.filter(rows.verdict == QualityVerdict.FAILED)
    reasons = failed.group_by("reason").agg(
        n=failed.count(), customers=failed.customer_key.nunique()
    )
    return CheckDetail(
        window=window,
        lines=tuple(
            CheckLine(check=name, side=side, now=_tally(of, True, LEAST_CUSTOMERS))
            for side in sides
            if (of := found.get((side,)))
        ),
        tables={by: _table(lake, rows, name, by) for by in _TABLES},  # of the assistant alone
        reasons={
            row["reason"]: row["n"]
            for row in sorted(lake.rows(reasons), key=lambda one: (-one["n"], one["reason"]))
            if row["customers"] >= LEAST_CUSTOMERS
        },
        places=_places(lake, failed.order_by(ibis.desc("at"), "visit_id").limit(_PLACES)),
    )


def _table(lake: Lake, rows: ir.Table, name: QualityName, by: str) -> tuple[CheckLine, ...]:
    """Return the lines of a table by a column, most visits first; all are parts of a total."""
    side = CheckedSide.ASSISTANT
    own = rows.filter(rows.side == side)
    lines = [
        CheckLine(check=name, side=side, name=key or "", now=_tally(of, True, 0))
        for (key,), of in _grouped(lake, own, (by,)).items()
    ]
    told = suppress(lines, lambda one: one.now.customers, total_shown=True)
    return tuple(sorted(told.shown, key=lambda one: (-one.now.checked, one.name)))


def agents_own(
    lake: Lake,
    tables: Tables,
    window: Window,
    agent_id: str,
    *,
    built_at: datetime,
    off: Collection[QualityName],
) -> tuple[Scorecard, tuple[CheckedPlace, ...]]:
    """Return the checks of one agent's own work, and the visits that fail them, the newest first.

    Raises:
        NoBuildError: the current build is of a program that knew no checks.
    """
    every = _rows(lake, tables, window, built_at).mutate(is_now=ibis.literal(value=True))
    own = every.filter(every.side == CheckedSide.PERSON, every.agent_id == agent_id)
    card = _card(CheckedSide.PERSON, None, _grouped(lake, own, ("check", "side")), 0, off)
    failed = own.filter(own.verdict == QualityVerdict.FAILED, own.check.notin(["", *map(str, off)]))
    places = _places(lake, failed.order_by(ibis.desc("at"), "check").limit(5 * _PLACES))
    return card, places


def sample_rows(
    lake: Lake, tables: Tables, window: Window, *, built_at: datetime, most: int
) -> tuple[CheckedPlace, ...]:
    """Return places of a window that people may judge, the unsure ones first.

    There are `most` of each check and verdict, so that none crowds another out.

    Raises:
        NoBuildError: the current build is of a program that knew no checks.
    """
    known = _judgeable(_rows(lake, tables, window, built_at))
    stratum = ibis.window(
        group_by=[known.check, known.verdict],
        order_by=[known.doubt.desc(), known.visit_id, known.side, known.agent_id],
    )
    drawn = known.mutate(place=ibis.row_number().over(stratum))
    return _places(lake, drawn.filter(drawn.place < most).order_by(ibis.desc("doubt"), "visit_id"))


def find_place(
    lake: Lake, tables: Tables, named: CheckedPlace, *, built_at: datetime
) -> CheckedPlace | None:
    """Return a place as it stands in the build, by its names; None: it does not.

    Raises:
        NoBuildError: the current build is of a program that knew no checks.
    """
    span = Window.before(built_at.date() + timedelta(days=1), days=_REACH)
    rows = _judgeable(_rows(lake, tables, span, built_at))
    own = rows.filter(
        rows.check == str(named.check),
        rows.side == str(named.side),
        rows.agent_id == named.agent_id,
        rows.visit_id == named.visit_id,
        rows.conversation_key == named.conversation_key,
    )
    return next(iter(_places(lake, own.limit(1))), None)


def _judgeable(rows: ir.Table) -> ir.Table:
    """Return rows without those on customers who came back: that is counted, not judged."""
    return rows.filter(rows.check.notin([str(name) for name, _ in _RETURNS]))


def _places(lake: Lake, rows: ir.Table) -> tuple[CheckedPlace, ...]:
    return tuple(_place(row) for row in lake.rows(rows))


def _place(row: Mapping[str, Any]) -> CheckedPlace:
    return CheckedPlace(
        check=QualityName(row["check"]),
        side=CheckedSide(row["side"]),
        conversation_key=row["conversation_key"],
        visit_id=row["visit_id"],
        message_id=row["message_id"],
        at=row["at"],
        verdict=row["verdict"],
        reason=row["reason"],
        doubt=row["doubt"],
        agent_id=row["agent_id"],
        channel=row["channel"],
        language=row["language"],
    )
