"""Scenarios and their talks on SQLite files and on a real PostgreSQL."""

from dataclasses import replace

import pytest

from assistant.commerce.shop_ids import CustomerId
from assistant.desk.privacy.person import Person
from assistant.improvement.rehearsal.ports import ScenarioBook
from assistant.improvement.rehearsal.saved_scenario import CustomerPart, Known
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook, hold_scenarios
from tests.contract.scenario_book import OTHER, SCENARIO, VERDICT, ScenarioBookContract
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


class TestSqliteScenarios(OnSqlite, SqlScenarios):
    pass


@pytest.mark.postgres
class TestPostgresScenarios(OnPostgres, SqlScenarios):
    pass
