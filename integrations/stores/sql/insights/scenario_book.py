"""Implement the port of scenarios and of their talks on the event log's database."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, Select, delete, nulls_first, or_, select

from assistant.commerce.order import OrderStatus
from assistant.desk.privacy.person import Person
from assistant.desk.privacy.ports import KeptRecord
from assistant.improvement.rehearsal.ports import ScenarioConflictError
from assistant.improvement.rehearsal.saved_scenario import Known, SavedScenario
from assistant.improvement.rehearsal.talk_verdict import TalkVerdict
from integrations.stores.sql.database import Database, change, fetch
from integrations.stores.sql.insights.scenario_tables import played_talks as played
from integrations.stores.sql.insights.scenario_tables import scenarios
from integrations.stores.sql.insights.trial_run_tables import trial_runs
from integrations.stores.sql.privacy.sql_holding import SqlHolding
from integrations.stores.sql.record_codec import decode, encode
from integrations.stores.sql.shared_statements import insert_or_update, put_version


class SqlScenarioBook:
    """Keep a `ScenarioBook` that any number of processes may have open."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> Sequence[SavedScenario]:
        oldest = select(scenarios.c.content).order_by(scenarios.c.made_at, scenarios.c.scenario_id)
        return [decode(row.content, SavedScenario) for row in await fetch(self._database, oldest)]

    async def get(self, scenario_id: str) -> SavedScenario | None:
        this = select(scenarios.c.content).where(scenarios.c.scenario_id == scenario_id)
        rows = await fetch(self._database, this)
        return decode(rows[0].content, SavedScenario) if rows else None

    async def put(self, scenario: SavedScenario, *, expected_version: int | None) -> None:
        row = {
            "scenario_id": scenario.scenario_id,
            "version": scenario.version,
            "content": encode(scenario),
        }
        if expected_version is None:
            row["made_at"] = scenario.at
        put = partial(put_version, table=scenarios, row=row, expected_version=expected_version)
        if not await self._database.write(put):
            raise ScenarioConflictError(scenario.scenario_id)

    async def remove(self, scenario_id: str, *, expected_version: int) -> None:
        remove = partial(_remove, scenario_id=scenario_id, version=expected_version)
        if not await self._database.write(remove):
            raise ScenarioConflictError(scenario_id)

    async def note(self, run_id: str, verdict: TalkVerdict) -> None:
        row = {"run_id": run_id, "scenario_id": verdict.scenario_id, "content": encode(verdict)}
        await self._database.write(partial(insert_or_update, table=played, row=row))

    async def talks(self, run_id: str) -> Sequence[TalkVerdict]:
        of_run = select(played.c.content).where(played.c.run_id == run_id)
        rows = await fetch(self._database, of_run.order_by(played.c.scenario_id))
        return [decode(row.content, TalkVerdict) for row in rows]

    async def forget(self, runs: Sequence[str]) -> int:
        return await change(self._database, delete(played).where(played.c.run_id.not_in(runs)))


def hold_scenarios(database: Database) -> SqlHolding:
    """Return the `Holding` of talks about a person, and of the scenarios of their orders."""
    return SqlHolding(name="rehearsals", database=database, read=_of_person, remove=_erase)


def _talks_of(connection: Connection, person: Person) -> Sequence[tuple[str, TalkVerdict]]:
    """Return the talks about a person with their runs, those of the newest run last."""
    if not person.customer_ids:
        return ()
    named = (
        played.c.content.contains(_quoted(one), autoescape=True) for one in person.customer_ids
    )
    found = _by_age(played).where(or_(*named))
    talks = [
        (row.run_id, decode(row.content, TalkVerdict)) for row in connection.execute(found).all()
    ]
    return [one for one in talks if one[1].talk.customer_id in person.customer_ids]


def _scenarios_of(
    connection: Connection, person: Person, talks: Sequence[tuple[str, TalkVerdict]]
) -> Sequence[SavedScenario]:
    """Return the scenarios with the number of an order of theirs, or with their address.

    Whose order it is, only the newest talk of a scenario tells: it may have had another one before.
    """
    own = {(run_id, verdict.scenario_id) for run_id, verdict in talks}
    newest = {row.scenario_id: row.run_id for row in connection.execute(_by_age(*_NAMES)).all()}
    rows = connection.execute(select(scenarios.c.content).order_by(scenarios.c.scenario_id))
    kept = [decode(row.content, SavedScenario) for row in rows.all()]
    return [
        one
        for one in kept
        if (_names_order(one) and (newest.get(one.scenario_id), one.scenario_id) in own)
        or one.part.knows.get(Known.EMAIL, "").strip().lower() in person.addresses
    ]


_NAMES = (played.c.scenario_id, played.c.run_id)


def _by_age(*columns: Any) -> Select[Any]:  # noqa: ANN401  # of `select`
    """Return the query of columns of all talks, those of the newest run last."""
    run = trial_runs.c
    joined = played.outerjoin(trial_runs, played.c.run_id == run.run_id)
    age = nulls_first(run.asked_at)  # a run that is no more was before all others
    return select(*columns).select_from(joined).order_by(age, played.c.run_id, played.c.scenario_id)


def _names_order(scenario: SavedScenario) -> bool:
    part = scenario.part
    return part.order not in {"", *OrderStatus} or bool(part.knows.get(Known.ORDER))


def _quoted(value: str) -> str:
    return f'"{value}"'


def _of_person(connection: Connection, person: Person) -> list[KeptRecord]:
    talks = _talks_of(connection, person)
    theirs = _scenarios_of(connection, person, talks)
    return [
        *({"scenario_id": one.scenario_id, "order": one.part.order} for one in theirs),
        *(
            {
                "run_id": run_id,
                "scenario_id": verdict.scenario_id,
                "said": [one.said for one in verdict.talk.turns],
            }
            for run_id, verdict in talks
        ),
    ]


def _erase(connection: Connection, person: Person) -> int:
    talks = _talks_of(connection, person)
    theirs = _scenarios_of(connection, person, talks)
    for run_id, verdict in talks:
        this = played.c.scenario_id == verdict.scenario_id
        connection.execute(delete(played).where(this, played.c.run_id == run_id))
    for scenario in theirs:
        _remove(connection, scenario.scenario_id, scenario.version)
    return len(talks) + len(theirs)


def _remove(connection: Connection, scenario_id: str, version: int) -> bool:
    this = scenarios.c.scenario_id == scenario_id
    removed = connection.execute(delete(scenarios).where(this, scenarios.c.version == version))
    if not removed.rowcount:
        return False
    connection.execute(delete(played).where(played.c.scenario_id == scenario_id))
    return True
