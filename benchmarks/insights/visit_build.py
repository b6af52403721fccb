"""Make a build of insights of many visits, without a log: a visit each, its question, sales.

Rows are made as whole columns, so that a million visits take seconds. Only what the report asks
for is filled in; every other column holds nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from assistant.insights.analysis_rows import (
    Answered,
    OrderJoin,
    Origin,
    SignalType,
    VisitOutcome,
)
from assistant.insights.lake.builds import Builds, BuildState
from assistant.insights.lake.row_files import Staging, merge
from assistant.insights.lake.row_schema import PREFIX, schema_of
from assistant.understanding.types import Intent

_DAYS = 364
_TOPICS = 80
_ASKED = (Intent.PRODUCT_QUESTION, Intent.QUESTION, Intent.ASK_FOR_PERSON)
_CHANNELS = ("webchat", "whatsapp", "messenger")
_ENDS = (VisitOutcome.ANSWERED,) * 6 + (VisitOutcome.HANDED_OVER, VisitOutcome.TALK)

Columns = Mapping[str, Any]


def build_visits(root: Path, visits: int, until: datetime) -> None:
    """Make the build of that many visits over the year before a time, two of three by a newcomer.

    One visit in ten is followed by an order of two lines.
    """
    builds = Builds(root)
    new = builds.begin()
    merge(None, Staging(folder=builds.staging), (), new)
    with duckdb.connect(str(new.packed)) as database:
        for table, columns in _columns(visits, until).items():
            database.register("rows", _filled(table, columns))
            database.execute(f"CREATE TABLE {PREFIX}{table} AS SELECT * FROM rows")  # noqa: S608  # ours
    state = BuildState(built_at=until.isoformat(), messages=visits, conversations=visits)
    builds.publish(new, state)


def _columns(visits: int, until: datetime) -> Mapping[str, Columns]:
    """Return the columns of each table; those that are the same in all rows as one value."""
    order = np.random.default_rng(5)
    number = np.arange(visits)
    since = until - timedelta(days=_DAYS)
    at = np.datetime64(since.replace(tzinfo=None), "us") + number * (
        np.timedelta64(_DAYS * 86_400_000_000, "us") // max(1, visits)
    )
    topic = np.char.add("t", (number % _TOPICS).astype(str))
    common = {
        "day": at.astype("datetime64[D]"),
        "at": at,
        "conversation_key": np.char.add("v", number.astype(str)),
        "customer_key": np.char.add(
            "k", order.integers(0, visits * 2 // 3 + 1, visits).astype(str)
        ),
        "message_id": np.char.add("m", number.astype(str)),
        "language": _one_of(("fr", "fr", "en"), number),
        "topic": topic,
    }
    common["contact_key"] = common["customer_key"]
    asked = {"channel": _one_of(_CHANNELS, number), "intent": _one_of(_ASKED, number // 7)}
    visit = {
        "ended_at": at + np.timedelta64(240, "s"),
        "outcome": _one_of(_ENDS, number // 3),
        "thumbs_up": (number % 40 == 0).astype(int),
        "thumbs_down": (number % 90 == 0).astype(int),
        "score": np.where(number % 30 == 0, number % 5 + 1, 0),
        "person_s": np.where(number % 8 == 6, 210.0, 0.0),
        "model_requests": (number % 3 == 0).astype(int),
        "model_cost": np.where(number % 3 == 0, 0.002, 0.0),
    }
    message = {"origin": Origin.CONVERSATION, "question": True, "answered": Answered.YES}
    sold = number % 10 == 0
    sale = {name: column[sold].repeat(2) for name, column in common.items()}
    line = np.arange(2 * sold.sum())
    sale |= {
        "origin": Origin.CONVERSATION,
        "type": SignalType.CONVERSION,
        "product_id": np.char.add("p", (line % 400).astype(str)),
        "value": (2_000 + line % 5_000).astype(str),
        "sale": np.char.add(np.char.zfill((line // 2).astype(str), 24), (line % 2).astype(str)),
        "joined_by": _one_of(tuple(OrderJoin), line // 2),
        "margin": 400.0 + line % 900,
    }
    return {
        "visits": common | asked | visit,
        "messages": common | asked | message,
        "signals": sale,
        "checks": {},
        "exposures": {},
    }


def _one_of(names: tuple[str, ...], number: np.ndarray) -> np.ndarray:
    return np.array([str(one) for one in names]).take(number % len(names))


def _filled(table: str, columns: Columns) -> pa.Table:
    """Return the table with every column of its schema."""
    rows = max((len(one) for one in columns.values() if isinstance(one, np.ndarray)), default=0)
    made = []
    for field in schema_of(table):
        value = columns.get(field.name, _NOTHING.get(str(field.type)))
        if isinstance(value, np.ndarray):
            made.append(pa.array(value).cast(field.type))
        else:
            made.append(pa.repeat(pa.scalar(value, field.type), rows))
    return pa.Table.from_arrays(made, schema=schema_of(table))


_NOTHING = {"string": "", "bool": False, "int64": 0, "double": 0.0}
"""Values of the columns that the report does not ask for, by their type."""
