"""Scenarios and their talks on SQLite files and on a real PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.commerce.shop_ids import CustomerId
from assistant.desk.privacy.person import Person
from assistant.improvement.rehearsal.ports import ScenarioBook
from assistant.improvement.rehearsal.saved_scenario import CustomerPart, Known
from assistant.improvement.runs.trial_run import RunCause, new_run
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook, hold_scenarios
from integrations.stores.sql.insights.trial_run_book import SqlTrialRuns
from tests.contract.scenario_book import NOON, OTHER, SCENARIO, VERDICT, ScenarioBookContract
from tests.support.processes.databases import OnPostgres, OnSqlite


class SqlScenarios(ScenarioBookContract):
    @pytest.fixture
    async def book(self, database: Database) -> ScenarioBook:
        return SqlScenarioBook(database)

    async def test_goes_with_the_customer_of_its_order(self, database: Database) -> None:
        book, holding = SqlScenarioBook(database), hold_scenarios(database)
        talk = replace(VERDICT.talk, customer_id=CustomerId("k1"))
        number = replace(OTHER, part=replace(OTHER.part, order="BM1"))
        knows = {Known.EMAIL: "Lea@example.com"}
        address = replace(OTHER, scenario_id="c" * 32, part=CustomerPart(opening="", knows=knows))
        for one in (SCENARIO, number, address):
            await book.put(one, expected_version=None)
            await book.note("r1", replace(VERDICT, scenario_id=one.scenario_id, talk=talk))
        await book.note("r2", VERDICT)
        person = Person(
            customer_ids=frozenset({CustomerId("k1")}), addresses=frozenset({"lea@example.com"})
        )

        told = [one async for one in holding.export(person, content=True)]
        assert len(told) == 5
        assert await holding.erase(Person(customer_ids=frozenset({CustomerId("k")}))) == 0
        assert await holding.erase(person) == 5
        assert list(await book.all()) == [SCENARIO]
        assert (list(await book.talks("r1")), list(await book.talks("r2"))) == ([], [VERDICT])
        assert await holding.erase(person) == 0

    async def test_goes_with_the_customer_of_its_newest_talk_alone(
        self, database: Database
    ) -> None:
        book, holding = SqlScenarioBook(database), hold_scenarios(database)
        theirs = replace(VERDICT.talk, customer_id=CustomerId("k1"))
        other = replace(VERDICT.talk, customer_id=CustomerId("k2"))
        knows = replace(SCENARIO, part=CustomerPart(opening="", knows={Known.ORDER: "BM1"}))
        moved = replace(OTHER, part=replace(OTHER.part, order="BM1"))
        runs = SqlTrialRuns(database)
        for run_id, hours in (("z", 0), ("a", 1)):  # the newest has the first id
            run = new_run(RunCause.ASKED, by="zoé", at=NOON + timedelta(hours=hours))
            await runs.put(replace(run, run_id=run_id), expected_version=None)
        for one, talks in ((knows, (other, theirs)), (moved, (theirs, other))):
            await book.put(one, expected_version=None)
            for run_id, talk in zip(("z", "a"), talks, strict=True):
                await book.note(run_id, replace(VERDICT, scenario_id=one.scenario_id, talk=talk))

        assert await holding.erase(Person(customer_ids=frozenset({CustomerId("k1")}))) == 3

        assert list(await book.all()) == [moved]


class TestSqliteScenarios(OnSqlite, SqlScenarios):
    pass


@pytest.mark.postgres
class TestPostgresScenarios(OnPostgres, SqlScenarios):
    pass
