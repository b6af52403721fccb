"""Write half a year of made-up conversations into the demo's log, and the orders behind them.

Some of the insights that they give are taken up, so that there is a page draft, a task, an effect.
"""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import orjson

from assistant.app.commands.insight_imports import take_in_orders
from assistant.app.commands.staff_administration import open_staff
from assistant.app.compose.insight_moves import assemble_acting
from assistant.app.compose.meta_channels import settings_accounts
from assistant.app.demo.demo_phone import with_phone
from assistant.app.demo.demo_staff import PEOPLE
from assistant.conversation.events import ConversationEvent, ConversationStarted, CustomerWrote
from assistant.conversation.ids import AccountId, AgentId
from assistant.conversation.message import ChannelKind
from assistant.insights.insight import Insight, Kind, Status
from assistant.insights.queries.insight_reader import InsightReader
from assistant.kit.settings.settings import Settings
from assistant.ports import EventLog, UnknownConversationError
from integrations.shops.demo.demo_conversations import DemoAgent, draw_conversations, draw_sales
from integrations.stores.sql import SqlEventLog
from integrations.stores.sql.database import open_database

WEB = AccountId("webchat")
ANSWERING, MERCHANDISER = (0, 1, 2), 3  # places in `PEOPLE`
_SALES = "demo-sales"


async def tell_history(settings: Settings, now: datetime) -> int:
    """Write the conversations that the log does not have yet; return how many.

    Raises:
        LogUnavailableError: no database answers.
    """
    agents, new = [await _demo_agent(settings, one) for one in ANSWERING], 0
    phone = settings_accounts(with_phone(settings))
    accounts = {ChannelKind.WEBCHAT: WEB, **{one.channel: one.account_id for one in phone}}
    async with open_database(settings.log_url, settings.archive_folder) as database:
        log = SqlEventLog(database)
        for events in draw_conversations(now, agents=agents, accounts=accounts):
            new += await _tell(log, events)
    return new


async def _tell(log: EventLog, events: list[ConversationEvent]) -> bool:
    """Write one conversation; return whether it was not there."""
    started, *further = events
    if not isinstance(started, ConversationStarted):
        msg = "a conversation begins with its start"
        raise TypeError(msg)
    try:
        await log.read(started.conversation_id)
    except UnknownConversationError:
        pass
    else:
        return False
    await log.start(started)
    begun = 0
    for place, event in enumerate(further):
        if isinstance(event, CustomerWrote):
            await log.append(started.conversation_id, further[begun:place])
            await log.accept(
                event, account_id=started.account_id, provider_message_id=event.message_id
            )
            begun = place + 1
    await log.append(started.conversation_id, further[begun:])
    return True


async def _demo_agent(settings: Settings, person: int) -> DemoAgent:
    """Return one of the demo's people who answers customers."""
    first, *_ = PEOPLE[person][1].split()
    return DemoAgent(agent_id=await _agent(settings, person), name=first)


async def _agent(settings: Settings, person: int) -> AgentId:
    """Return one of the demo's people; a made-up one before the demo was started."""
    email, name, _ = PEOPLE[person]
    async with open_staff(settings) as staff:
        account = await staff.directory.account(email)
    return account.agent.agent_id if account else AgentId(name)


TAKEN_UP = (Kind.CONTENT_GAP, Kind.MISSING_ATTRIBUTE)
"""Types of which the demo's merchandiser accepts the first: a page draft and a task follow."""

SEEN_TO = "poncho bain"
"""Thing that customers looked for in vain until somebody saw to it: its effect is measured."""

DONE_DAYS_AGO = 16
"""So long ago that the effect of what was done is measured by the next round."""


async def take_up(settings: Settings) -> None:
    """Accept some insights as the demo's merchandiser, and say that one is done.

    What was moved before is left as it is.

    Raises:
        LogUnavailableError: no database answers.
    """
    async with open_database(settings.log_url, settings.archive_folder) as database:
        reading, acting, _ = assemble_acting(settings, database)
        try:
            maya = await _agent(settings, MERCHANDISER)
            for kind in TAKEN_UP:
                if found := await _first(reading, kind):
                    await acting.accept(found.insight_id, by=maya, version=found.version)
            if found := await _first(reading, Kind.UNMET_DEMAND, SEEN_TO):
                accepted = await acting.accept(found.insight_id, by=maya, version=found.version)
                on = acting.clock.now().date() - timedelta(days=DONE_DAYS_AGO)
                await acting.done(found.insight_id, by=maya, on=on, version=accepted.version)
                await acting.measure_due(acting.clock.now().date())
        finally:
            reading.lakes.close()


async def _first(reading: InsightReader, kind: Kind, value: str = "") -> Insight | None:
    """Return the first insight of a type, of a value if given.

    None: there is none, or somebody moved one before.
    """
    every = await reading.insights(kinds=[kind])
    moved = any(one.status is not Status.OPEN for one in every)
    fits = (one for one in every if value in {"", one.finding.subject.value})
    return None if moved else next(fits, None)


def keep_sales(settings: Settings, now: datetime) -> None:
    """Keep the orders of the customers who prove who they are: their regions follow from them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.jsonl"
        path.write_bytes(b"\n".join(map(orjson.dumps, draw_sales(now))))
        take_in_orders(settings, path, name=_SALES)
