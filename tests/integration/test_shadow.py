"""Turns in shadow on real parts: the product's own turn, a database, and a process of its own."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from assistant.app.commands.trial_administration import open_trials
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.shop_profile import DEMO_SHOP
from assistant.app.compose.shops.shop_system import fill_demo
from assistant.app.processes.process_tree import told_by_command
from assistant.app.processes.round_processes import run_apart
from assistant.app.processes.scenario_work import FixedTable
from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import ConversationResolved, CustomerWrote, ReplyWritten
from assistant.conversation.ids import AgentId, ConversationId, MessageId
from assistant.improvement.autonomy.autonomy_board import with_level, with_shadow
from assistant.improvement.autonomy.ports import ShadowBook
from assistant.improvement.autonomy.shadow_round import ShadowRound
from assistant.improvement.autonomy.shadow_runner import ShadowRunner, lifted
from assistant.improvement.autonomy.shadow_turn import ShadowState, ShadowTurn
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.staff_settings import HelpdeskSettings
from assistant.messages.trials.trial import TrialMessage, Trials
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.autonomy.autonomy_table import (
    AutonomyTable,
    Level,
    Topic,
    load_table,
    operation_subject,
    topic_subject,
)
from integrations.stores.sql.database import Database, open_database
from integrations.stores.sql.insights.shadow_book import SqlShadowBook
from integrations.stores.sql.log.event_log import SqlEventLog
from integrations.stores.sql.operations.autonomy_book import SqlAutonomyTables
from tests.support.processes.comptoir import new_data_dir
from tests.support.seeds.recorded_talks import record

pytestmark = pytest.mark.asyncio(loop_scope="module")

NADIA = "nadia.benali@example.com"
RETURNS, CANCEL = topic_subject(Topic.RETURNS), operation_subject("cancel_order")
OWN_WORDS = "the assistant's own, with a greeting"
TALKS = {
    "same": ("Combien de jours pour un retour ?", OWN_WORDS),
    "other": ("Combien de jours pour un retour ?", "Bonjour, comptez 14 jours. Mara"),
    "cancel": ("annulez ma commande BM10483967, je l'ai commandée par erreur", "C'est annulé."),
    "grave": ("Combien de jours pour un retour ? Je me réserve le droit de contester.", "Bonjour."),
    "lawyer": (
        "Vous aurez affaire à mon avocat, je vous attaque en justice. Le délai de retour ?",
        "Bonjour.",
    ),
    "still": ("Quel est le délai pour renvoyer un article ?", ""),
}
EXPECTED = {
    "same": ShadowState.AGREED,
    "other": ShadowState.OPEN,
    "cancel": ShadowState.OPEN,
    "grave": ShadowState.PASSED,  # perhaps
    "still": ShadowState.WAITS,
}


def in_shadow() -> AutonomyTable:
    """Return a table in which people do returns and cancellations alone, in shadow."""
    table = load_table()
    for subject in (RETURNS, CANCEL):
        table = with_shadow(with_level(table, subject, Level.HUMAN_ONLY), subject, on=True)
    return table


def under(trials: Trials, table: AutonomyTable) -> Trials:
    fixed = FixedTable(table)
    customers = trials.turn.autonomy.customers
    autonomy = AnswerAutonomy(autonomy=fixed, customers=customers)
    gate = replace(trials.gate, autonomy=fixed) if trials.gate else None
    return replace(trials, turn=replace(trials.turn, autonomy=autonomy), gate=gate)


class PowerCut(Exception):  # noqa: N818  # no error: an end
    """Say that the process ended here."""


@dataclass
class DyingBook:
    """A book whose process ends at one of its calls, before or after it."""

    book: ShadowBook
    left: int
    after: bool

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # any method of the book
        method = getattr(self.book, name)

        async def call(*given: object, **named: object) -> object:
            self.left -= 1
            if not self.left and not self.after:
                raise PowerCut
            result = await method(*given, **named)
            if not self.left:
                raise PowerCut
            return result

        return call


@dataclass(frozen=True, kw_only=True)
class Shop:
    """A shop in whose log people did what the assistant may not do alone."""

    settings: Settings
    database: Database
    trials: Trials  # under the table in shadow, as customers had it

    async def work(self, book: ShadowBook) -> None:
        """Read the log, take what waits, and read again, as a worker and its process do."""
        log, tables = SqlEventLog(self.database), SqlAutonomyTables(self.database)
        reading = ShadowRound(log=log, tables=tables, book=book, clock=SystemClock())
        await reading.collect()
        alone = under(self.trials, lifted(in_shadow()))
        await ShadowRunner(log=log, book=book, trials=alone, clock=SystemClock()).take()
        await reading.collect()

    async def turns(self) -> dict[ConversationId, ShadowTurn]:
        book = SqlShadowBook(self.database)
        kept = [one for state in ShadowState for one in await book.in_state(state, limit=99)]
        return {one.conversation_id: one for one in kept}

    async def forget(self) -> None:
        def forget(connection: Any) -> None:  # noqa: ANN401  # a connection
            connection.exec_driver_sql("DELETE FROM shadow_turns")
            connection.exec_driver_sql("DELETE FROM shadow_runs")

        await self.database.write(forget)


async def answer(log: SqlEventLog, name: ConversationId, text: str) -> None:
    """Have an agent answer a conversation and close it."""
    events = (await log.read(name)).past
    asked = [one.message_id for one in events if isinstance(one, CustomerWrote)]
    at = events[-1].at + timedelta(minutes=4)
    reply = ReplyWritten(
        conversation_id=name,
        at=at,
        message_id=MessageId(f"{name}-reply"),
        author=Author.AGENT,
        kind=ReplyKind.WRITTEN,
        text=text,
        language="fr",
        answers=tuple(asked),
        agent_id=AgentId("mara"),
    )
    resolved = ConversationResolved(conversation_id=name, at=at, by=AgentId("mara"))
    await log.append(name, [reply, resolved])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    folder = new_data_dir(tmp_path_factory.mktemp("shadow"), like=demo_data, index=True)
    desk = HelpdeskSettings(kind="builtin")
    settings = Settings(data_dir=folder, shop=DEMO_SHOP, helpdesk=desk)
    await fill_demo(settings, datetime.now(UTC))
    async with open_trials(settings) as opened, open_database(settings.log_url) as database:
        tables, log = SqlAutonomyTables(database), SqlEventLog(database)
        await tables.put(in_shadow(), expected_version=0, at=datetime.now(UTC), by="zoe")
        trials = replace(opened.trials, key=find_key(settings))
        began = datetime.now(UTC)
        for name, (said, reply) in TALKS.items():
            message = TrialMessage(text=said, customer=NADIA, at=began)
            await record(log, (await trials.take(message)).events, name)
            own = (await under(trials, load_table()).take(message)).reply
            text = f"Bonjour ! {own.text if own else ''} Mara" if reply == OWN_WORDS else reply
            if text:
                await answer(log, ConversationId(name), text)
        yield Shop(settings=settings, database=database, trials=trials)


class TestWorkInShadow:
    async def test_is_judged_by_what_people_did_and_never_of_grave_messages(
        self, shop: Shop
    ) -> None:
        await shop.forget()

        await shop.work(SqlShadowBook(shop.database))

        turns = await shop.turns()
        assert {name: one.state for name, one in turns.items()} == EXPECTED
        assert "30 jours" in turns[ConversationId("other")].words
        assert turns[ConversationId("cancel")].operation == "cancel_order"
        assert NADIA not in str(turns)
        assert await SqlShadowBook(shop.database).last_run() is not None

    @pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
    async def test_killed_at_each_call_leaves_nothing_half_done(
        self,
        shop: Shop,
        after: bool,  # noqa: FBT001  # a case
    ) -> None:
        for dies_at in range(1, 99):
            await shop.forget()
            dying, died = DyingBook(SqlShadowBook(shop.database), dies_at, after), False
            try:
                await shop.work(dying)
            except PowerCut:
                died = True
            await shop.work(SqlShadowBook(shop.database))

            states = {name: one.state for name, one in (await shop.turns()).items()}
            assert states == EXPECTED, dies_at
            if not died:
                break

        assert dies_at > 10

    @pytest.mark.slow
    async def test_is_done_by_a_process_of_its_own(self, shop: Shop) -> None:
        await shop.forget()
        reading = ShadowRound(
            log=SqlEventLog(shop.database),
            tables=SqlAutonomyTables(shop.database),
            book=SqlShadowBook(shop.database),
            clock=SystemClock(),
        )
        await reading.collect()
        environment = told_by_command(shop.settings)

        await run_apart("shadow", environment, asyncio.Event())

        taken = {name: one.state for name, one in (await shop.turns()).items()}
        assert ShadowState.UNTAKEN not in taken.values()
        assert taken["same"] is ShadowState.AGREED  # type: ignore[index]  # an id
