"""Test the messages that the demo shop wrote first."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.app.demo.demo_outreach import tell_outreach
from assistant.improvement.outreach.message_ledger import TriggerVerdict, ledger_of
from assistant.kit.settings.settings import Settings
from assistant.outreach.triggers.trigger import TriggerName
from assistant.outreach.triggers.trigger_register import TRIGGERS
from integrations.stores.sql.database import open_database
from integrations.stores.sql.operations.intent_book import SqlIntentBook

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


async def test_the_ledger_is_filled_once_however_often_the_demo_starts(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    tallies = []
    for day in range(2):
        await tell_outreach(settings, NOW + timedelta(days=day))
        async with open_database(settings.log_url) as database:
            tallies.append(await SqlIntentBook(database).tallies())

    first, second = tallies
    assert first == second
    late = {one.held_out: one.customers for one in first if one.trigger == "parcel_late"}
    assert late[False] > late[True] > 200
    assert {one.held_percent for one in first} == {20}
    verdicts = {name: ledger_of(one, first).verdict for name, one in TRIGGERS.items()}
    assert (
        verdicts[TriggerName.PARCEL_LATE]
        is verdicts[TriggerName.BACK_IN_STOCK]
        is TriggerVerdict.HELPS
    )
    assert TriggerVerdict.HARMS not in verdicts.values()
