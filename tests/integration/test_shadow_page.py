"""The board sets rows in shadow, and people judge what code cannot, on a whole installation."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts
from assistant.conversation.ids import ConversationId
from assistant.conversation.people import Role
from assistant.improvement.autonomy.autonomy_board import with_level
from assistant.improvement.autonomy.shadow_turn import ShadowState
from assistant.operations.autonomy.autonomy_table import Level, Topic, load_table, topic_subject
from integrations.stores.sql.insights.shadow_book import SqlShadowBook
from tests.contract.shadow_book import JUDGED
from tests.support.pages.installed_console import fresh_installation, sign_in
from tests.support.seeds.conversation_events import NOON, started, wrote
from tests.unit.assistant.improvement.autonomy.test_shadow_comparison import (
    HANDED,
    RESOLVED,
    by_mara,
)

BOARD, SHADOW = "/console/improve/autonomy", "/console/improve/autonomy/shadow"
RETURNS = topic_subject(Topic.RETURNS)
ASKED = "Combien de jours pour un retour ? lea.le.goff@example.com"


async def set_to_people(parts: Parts) -> None:
    """Leave answers on returns to people."""
    theirs = with_level(load_table(), RETURNS, Level.HUMAN_ONLY)
    await parts.tables.put(theirs, expected_version=0, at=NOON, by="zoe")


async def leave_open(parts: Parts, count: int = 1, *, of: str = "c") -> None:
    """Have a person answer other than the assistant would have, in so many conversations.

    `of` is what their ids begin with.
    """
    book, now = SqlShadowBook(parts.database), datetime.now(UTC)
    for number in range(count):
        name = ConversationId(f"{of}{number}")
        await parts.log.start(started(name))
        await parts.log.accept(
            wrote("m1", name, text=ASKED), account_id=started().account_id, provider_message_id=name
        )
        events = (HANDED, by_mara("Comptez 14 jours."), RESOLVED)
        await parts.log.append(name, [replace(one, conversation_id=name) for one in events])
        turn = replace(
            JUDGED,
            turn_id=f"{number:032x}",
            conversation_id=name,
            state=ShadowState.OPEN,
            at=now,
            judged_at=now,
        )
        await book.keep([turn], [], position=1)
    await book.note_run(now)
    await parts.cases.advance(limit=1000)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[tuple[FastAPI, Parts]]:
    async with fresh_installation(tmp_path) as opened:
        await set_to_people(opened[1])
        yield opened


class TestARow:
    async def test_is_set_in_shadow_by_who_edits_autonomy_and_by_nobody_else(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        form = {"row": "topic_returns", "on": "yes", "version": "1"}

        async with await sign_in(app, Role.LEAD) as client:
            denied = await client.post(f"{BOARD}/rows", data=form)
            page = (await client.get(BOARD)).text
        async with await sign_in(app, Role.OPERATIONS) as client:
            done = await client.post(f"{BOARD}/rows", data=form)
            again = await client.post(f"{BOARD}/rows", data=form)  # of an older page
            shown = (await client.get(BOARD)).text

        assert denied.status_code == 403
        assert "Compare it" not in page
        assert done.headers["location"].endswith("said=yes")
        assert again.headers["location"].endswith("said=overtaken")
        assert "works beside you" in shown
        newest = await parts.tables.current()
        row = newest.table.row(RETURNS) if newest else None
        assert row is not None
        assert row.is_shadowed

    async def test_shows_its_comparisons_and_when_they_were_made(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        async with await sign_in(app, Role.OPERATIONS) as client:
            form = {"row": "topic_returns", "on": "yes", "version": "1"}
            await client.post(f"{BOARD}/rows", data=form)
            await leave_open(parts, 3)
            page = (await client.get(BOARD)).text

        assert "Nothing to compare yet" in page
        assert "3 for you to judge" in page
        assert "3 comparisons wait for you" in page
        assert "Last compared" in page


class TestAComparison:
    async def test_is_judged_once_and_noted(self, house: tuple[FastAPI, Parts]) -> None:
        app, parts = house
        await leave_open(parts)
        async with await sign_in(app, Role.LEAD) as client:
            page = (await client.get(SHADOW)).text
            form = {"turn": f"{0:032x}", "do": "harmful"}
            kept = await client.post(SHADOW, data=form)
            again = await client.post(SHADOW, data=form)
            empty = (await client.get(SHADOW)).text

        assert "Vous avez 30 jours." in page  # the assistant
        assert "Comptez 14 jours." in page  # the person
        assert kept.headers["location"].endswith("said=kept")
        assert again.headers["location"].endswith("said=overtaken")
        assert "Nothing to judge" in empty
        turn = await SqlShadowBook(parts.database).get(f"{0:032x}")
        assert turn is not None
        assert turn.state is ShadowState.CRITICAL

    async def test_has_no_personal_data_for_who_may_not_read_conversations(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        await leave_open(parts)
        async with await sign_in(app, Role.MERCHANDISER) as client:
            cleaned = (await client.get(SHADOW)).text
        async with await sign_in(app, Role.LEAD) as client:
            whole = (await client.get(SHADOW)).text
        async with await sign_in(app, Role.AGENT) as client:
            denied = await client.get(SHADOW)

        assert "lea.le.goff" not in cleaned
        assert "Read the conversation" not in cleaned
        assert "lea.le.goff" in whole
        assert "Read the conversation" in whole
        assert denied.status_code == 403

    async def test_of_ones_own_work_is_a_colleagues_to_judge(
        self, house: tuple[FastAPI, Parts]
    ) -> None:
        app, parts = house
        await leave_open(parts)
        book = SqlShadowBook(parts.database)
        (turn,) = await book.in_state(ShadowState.OPEN, limit=9)
        async with await sign_in(app, Role.LEAD) as client:
            await book.move(replace(turn, by=Role.LEAD), expected=ShadowState.OPEN)
            page = (await client.get(SHADOW)).text
            denied = await client.post(SHADOW, data={"turn": turn.turn_id, "do": "right"})

        assert "A colleague judges those" in page
        assert denied.headers["location"].endswith("said=overtaken")
