"""Keep the demo shop's scenarios, so that there is something to rehearse."""

import getpass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from assistant.improvement.rehearsal.written_scenario import read_scenarios_file
from assistant.kit.settings.settings import Settings
from integrations.shops.demo.shelf import DEMO
from integrations.stores.sql.database import open_database
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook

FILE = DEMO / "scenarios.yml"


async def keep_scenarios(settings: Settings, now: datetime) -> int:
    """Keep the scenarios that are not there yet; return how many.

    Raises:
        LogUnavailableError: no database answers.
    """
    new = 0
    async with open_database(settings.log_url, settings.archive_folder) as database:
        book = SqlScenarioBook(database)
        for one in read_scenarios_file(FILE.read_text(encoding="utf-8")):
            scenario_id = uuid5(NAMESPACE_URL, f"demo scenario {one.name}").hex
            if await book.get(scenario_id) is None:
                kept = one.saved(by=getpass.getuser(), at=now, scenario_id=scenario_id)
                await book.put(kept, expected_version=None)
                new += 1
    return new
