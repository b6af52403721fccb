"""Count distinct conversations, by the subject of an insight.

A `Ratio` says which rows are events and which could have been; everything else follows from it:
this window's counts, weekly series, the effect of something done, and the messages behind a number.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis
import numpy as np
from ibis.expr import types as ir
from numpy.typing import NDArray

from assistant.insights.analysis_rows import Answered
from assistant.insights.insight import Subject, Unit, Window
from assistant.insights.lake.lake import Lake, Tables

Rows = Callable[[Tables], ir.Table]
"""Expression of rows with `day`, `at`, `conversation_key`, `customer_key` and `message_id`."""

WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ratio:
    """Declare a ratio: the rows that are events, and the rows that could have been."""

    events: Rows
    by: tuple[str, ...]  # the columns of events, named as in `Subject`, that make a subject
    trials: Rows
    trials_by: tuple[str, ...] = ()  # those of `by` that trials have, too
    unit: Unit = Unit.CONVERSATIONS
    parts: bool = False  # its subjects are parts of a total: one follows from the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Hold one subject's counts in a window."""

    subject: Subject
    count: int  # distinct conversations with the event
    customers: int  # distinct
    of: int  # distinct conversations in which it could have been; >= count


def conversations(tables: Tables) -> ir.Table:
    """Return the rows of all texts: most rates are a share of them."""
    return tables.messages


def signals(*types: str) -> Rows:
    """Return the rows of signals of these types."""
    return lambda tables: tables.signals.filter(tables.signals.type.isin(types))


def product_talks(tables: Tables) -> ir.Table:
    """Return every signal that names a product."""
    return tables.signals.filter(tables.signals.product_id != "")


def questions(tables: Tables) -> ir.Table:
    """Return the messages that ask something."""
    return tables.messages.filter(tables.messages.question)


def unanswered(rows: Rows) -> Rows:
    """Return those of `rows` that were not answered."""
    return lambda tables: rows(tables).filter(lambda one: one.answered == Answered.NO)


def per_conversation(events: Rows, *by: str) -> Ratio:
    """Return the ratio of events to all conversations."""
    return Ratio(events=events, by=by, trials=conversations)


def per_product_talk(events: Rows, *by: str) -> Ratio:
    """Return the ratio of events to the conversations about the same product."""
    return Ratio(
        events=events,
        by=by,
        trials=product_talks,
        trials_by=("product_id",),
        unit=Unit.PRODUCT_TALKS,
    )


def share_of(events: Rows, trials: Rows, *by: str, unit: Unit, parts: bool = False) -> Ratio:
    """Return the ratio of events to the trials with the same subject."""
    return Ratio(events=events, by=by, trials=trials, trials_by=by, unit=unit, parts=parts)


BY_PRODUCT = per_conversation(product_talks, "product_id")

BY_TOPIC = per_conversation(
    lambda tables: tables.messages.filter(tables.messages.topic != ""), "topic"
)


def within(rows: ir.Table, window: Window) -> ir.Table:
    """Return the rows of a window."""
    return rows.filter(rows.day >= _date(window.since), rows.day < _date(window.until))


def groups(lake: Lake, tables: Tables, ratio: Ratio, window: Window) -> list[Group]:
    """Return a group for every subject that has events in the window.

    Where trials have the same subjects, subjects without any event are among them.
    """
    events = within(ratio.events(tables), window)
    of_each = events.group_by(list(ratio.by)) if ratio.by else events
    counted = lake.rows(of_each.agg(**_distinct(events)))
    trials = totals(lake, tables, ratio, window)
    seen = {tuple(row[name] or "" for name in ratio.by) for row in counted}
    if ratio.trials_by == ratio.by:
        without = [dict(zip(ratio.by, key, strict=True)) for key in trials.keys() - seen]
        counted += [{**row, "count": 0, "customers": 0} for row in without]
    found = []
    for row in counted:
        subject = Subject(**{name: row[name] or "" for name in ratio.by})
        of = trials.get(tuple(row[name] or "" for name in ratio.trials_by), 0)
        found.append(
            Group(
                subject=subject,
                count=row["count"],
                customers=row["customers"],
                of=max(of, row["count"]),  # what happened could have happened
            )
        )
    return sorted(found, key=lambda group: tuple(group.subject.named().items()))


def totals(lake: Lake, tables: Tables, ratio: Ratio, window: Window) -> dict[tuple[str, ...], int]:
    """Return the denominators, by the values of `trials_by`."""
    trials = within(ratio.trials(tables), window)
    distinct = {"of": trials.conversation_key.nunique()}
    if not ratio.trials_by:
        return {(): lake.rows(trials.agg(**distinct))[0]["of"]}
    counted = lake.rows(trials.group_by(list(ratio.trials_by)).agg(**distinct))
    return {tuple(row[name] or "" for name in ratio.trials_by): row["of"] for row in counted}


def count_one(lake: Lake, tables: Tables, ratio: Ratio, subject: Subject, window: Window) -> Group:
    """Return one subject's counts; zeros where nothing happened."""
    events = within(about(ratio.events(tables), subject, ratio.by), window)
    trials = within(about(ratio.trials(tables), subject, ratio.trials_by), window)
    [counted] = lake.rows(events.agg(**_distinct(events)))
    [of] = lake.rows(trials.agg(of=trials.conversation_key.nunique()))
    return Group(
        subject=subject,
        count=counted["count"],
        customers=counted["customers"],
        of=max(of["of"], counted["count"]),
    )


def about(rows: ir.Table, subject: Subject, by: Sequence[str]) -> ir.Table:
    """Return the rows of one subject."""
    for name in by:
        rows = rows.filter(rows[name] == getattr(subject, name))
    return rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weekly:
    """Hold counts by whole weeks, the last of which ends with the window."""

    subjects: tuple[Subject, ...]  # length T
    counts: NDArray[np.float64]  # (T, W)
    exposure: NDArray[np.float64]  # (W,): all conversations of the week

    @property
    def weeks(self) -> int:
        """Return the number of weeks, W."""
        return int(self.counts.shape[1])


def weekly(lake: Lake, tables: Tables, ratio: Ratio, until: date, *, weeks: int) -> Weekly:
    """Return the subjects' weekly counts, and the weekly counts of all trials.

    A conversation that goes on past midnight counts on each of its days.
    """
    window = Window.before(until, days=weeks * WEEK)
    events = within(ratio.events(tables), window)
    trials = within(ratio.trials(tables), window)
    counted = lake.rows(
        events.group_by([*ratio.by, "day"]).agg(count=events.conversation_key.nunique())
    )
    of = lake.rows(trials.group_by("day").agg(of=trials.conversation_key.nunique()))
    exposure = np.zeros(weeks)
    for row in of:
        exposure[_week(row["day"], window)] += row["of"]
    keys = sorted({tuple(row[name] or "" for name in ratio.by) for row in counted})
    place = {key: index for index, key in enumerate(keys)}
    counts = np.zeros((len(keys), weeks))
    for row in counted:
        key = tuple(row[name] or "" for name in ratio.by)
        counts[place[key], _week(row["day"], window)] += row["count"]
    subjects = tuple(Subject(**dict(zip(ratio.by, key, strict=True))) for key in keys)
    return Weekly(subjects=subjects, counts=counts, exposure=exposure)


def customers(
    lake: Lake, tables: Tables, ratio: Ratio, window: Window
) -> Mapping[Subject, tuple[int, int]]:
    """Return each subject's distinct conversations and customers."""
    return {one.subject: (one.count, one.customers) for one in groups(lake, tables, ratio, window)}


def _distinct(rows: ir.Table) -> dict[str, ir.IntegerScalar]:
    return {"count": rows.conversation_key.nunique(), "customers": rows.customer_key.nunique()}


def _week(day: date, window: Window) -> int:
    return (day - window.since) // timedelta(days=WEEK)


def _date(day: date) -> Any:  # noqa: ANN401  # Ibis's literals are untyped
    return ibis.literal(day, "date")
