"""The board of autonomy on a whole installation: decisions in the log become evidence."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.people import Role
from assistant.improvement.autonomy.agreement_round import AgreementRound
from assistant.improvement.autonomy.autonomy_board import with_level
from assistant.operations.autonomy.autonomy_table import Level, Topic, load_table, topic_subject
from integrations.stores.sql.insights.agreement_book import SqlAgreementBook
from tests.support.pages.installed_console import fresh_installation, sign_in
from tests.support.seeds.conversation_events import NOON, started
from tests.unit.assistant.improvement.autonomy.test_agreement import DECIDED, SUGGESTED


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[tuple[FastAPI, Parts]]:
    async with fresh_installation(tmp_path) as opened:
        yield opened


async def decide(parts: Parts, count: int) -> None:
    """Have people send so many suggestions on returns, each in a conversation of its own."""
    for number in range(count):
        name, suggestion = ConversationId(f"c{number}"), MessageId(f"s{number}")
        await parts.log.start(started(name))
        of = {"conversation_id": name, "suggestion_id": suggestion}
        await parts.log.append(name, [replace(SUGGESTED, **of), replace(DECIDED, **of)])  # type: ignore[arg-type]  # ids


async def test_the_board_shows_each_row_with_what_people_decided(
    house: tuple[FastAPI, Parts],
) -> None:
    app, parts = house
    watched = with_level(load_table(), topic_subject(Topic.RETURNS), Level.SUGGEST)
    await parts.tables.put(watched, expected_version=0, at=NOON, by="zoe", note="to be seen")
    await decide(parts, 12)
    collecting = AgreementRound(log=parts.log, book=SqlAgreementBook(parts.database))
    while await collecting.collect():
        pass

    async with await sign_in(app, Role.MERCHANDISER) as client:
        page = (await client.get("/console/improve/autonomy")).text
        listed = (await client.get("/console/improve")).text
    async with await sign_in(app, Role.AGENT) as client:
        denied = await client.get("/console/improve/autonomy")

    assert "12 of 12 decisions" in page
    assert "to be seen" in page
    assert "38 more decisions" in page  # money: 50 are wanted
    assert "/console/improve/autonomy" in listed
    assert denied.status_code == 403
