"""People judge answers of the day before, in a whole console over SQLite."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assistant.app.compose.process_parts import Parts
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import Source
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import Action
from assistant.improvement.changes.change_set import ChangeCause, ChangeKind, ChangeSet
from assistant.messages.trials.candidate_codec import decode_answer
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook
from tests.support.pages.installed_console import fields, fresh_installation, sign_in
from tests.support.seeds.conversation_events import replied, started, wrote

ROUND = "/console/improve/round"
QUESTIONS = ("Quel est le délai de retour ?", "Livrez-vous en Belgique ?", "Vendez-vous du thé ?")
SOURCE = Source(
    title="Retours", url="https://x.example/r", quote="30 jours", language="fr", score=0.5
)


async def answer_yesterday(parts: Parts, of: str = "") -> None:
    """Have three questions answered yesterday, each with a customer's address in it."""
    at = datetime.now(UTC) - timedelta(days=1)
    for number, question in enumerate(QUESTIONS):
        name = f"c{of}{number}"
        await parts.log.start(started(name, at=at))
        asked = wrote(f"m{of}{number}", name, at=at, text=f"{question} jo@x.example")
        reply = replied(f"r{of}{number}", f"m{of}{number}", conversation=name, at=at)
        answered = replace(reply, sources=(SOURCE,))
        await parts.log.append(ConversationId(name), [asked, answered])
    while (await parts.cases.advance(limit=500)).events:
        pass


@dataclass
class House:
    app: FastAPI
    parts: Parts
    lead: httpx.AsyncClient
    stack: AsyncExitStack

    async def sign_in(self, role: Role) -> httpx.AsyncClient:
        client = await self.stack.enter_async_context(await sign_in(self.app, role))
        client.headers["accept-language"] = "en"
        return client

    async def judge(self, do: str, who: httpx.AsyncClient | None = None, **more: str) -> str:
        """Judge the answer that the page shows; return what the next page says."""
        client = who or self.lead
        of = fields((await client.get(ROUND)).text)
        data = {"conversation_id": of["conversation_id"], "reply_id": of["reply_id"], **more}
        answered = await client.post(ROUND, data={"do": do, **data})
        if answered.status_code != httpx.codes.SEE_OTHER:
            return unescape(answered.text)
        return unescape((await client.get(answered.headers["location"])).text)

    async def changes(self) -> list[ChangeSet]:
        return list(await SqlChangeBook(self.parts.database).all())


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        app, parts = await stack.enter_async_context(fresh_installation(tmp_path))
        client = await stack.enter_async_context(await sign_in(app, Role.LEAD))
        client.headers["accept-language"] = "en"
        await answer_yesterday(parts)
        yield House(app, parts, client, stack)


class TestTheNote:
    async def test_counts_what_waits(self, house: House) -> None:
        assert "3 answers wait for you" in (await house.lead.get("/console")).text
        await house.judge("agree")
        assert "2 answers wait for you" in (await house.lead.get("/console")).text

    async def test_counts_a_question_once_however_many_asked_it(self, house: House) -> None:
        await answer_yesterday(house.parts, "again")
        await house.judge("agree", await house.sign_in(Role.OPERATIONS))

        assert "2 answers wait for you" in (await house.lead.get("/console")).text

    async def test_is_for_those_who_may_save_questions(self, house: House) -> None:
        agent = await house.sign_in(Role.AGENT)

        assert "wait for you" not in (await agent.get("/console")).text
        assert (await agent.get(ROUND)).status_code == httpx.codes.FORBIDDEN


class TestAnAnswer:
    async def test_is_shown_with_its_source_and_without_personal_data(self, house: House) -> None:
        merchandiser = await house.sign_in(Role.MERCHANDISER)

        shown = unescape((await merchandiser.get(ROUND)).text)

        assert "1 of 3" in shown
        assert any(one in shown for one in QUESTIONS)
        assert "30 jours" in shown
        assert "jo@x" not in shown
        assert "/console/c/" not in shown  # merchandisers read no conversations
        deeds = await house.parts.audit.recent(actor=str(Role.MERCHANDISER))
        assert Action.INSIGHT_QUOTES_READ in {one.deed.action for one in deeds}

    async def test_that_is_right_becomes_a_saved_question(self, house: House) -> None:
        said = await house.judge("agree")

        [question] = await SqlScenarioBook(house.parts.database).all()
        assert "Kept as a saved question" in said
        assert "2 of 3" in said
        assert question.expected.source == "Retours"
        assert question.expected.says == ("30 jours",)
        assert "jo@x" not in question.part.opening

    async def test_that_somebody_corrects_becomes_a_proposal_in_their_words(
        self, house: House
    ) -> None:
        said = await house.judge("correct", words="Quatorze jours.")

        [change] = await house.changes()
        assert "Proposed" in said
        assert (change.kind, change.cause) == (ChangeKind.VERIFIED, ChangeCause.CHALLENGED)
        assert decode_answer(change.change.content).texts == {"fr": "Quatorze jours."}
        page = await house.lead.get(f"/console/improve/{change.change_id}")
        assert "Quatorze jours." in page.text

    async def test_that_is_wrong_becomes_a_task_with_the_reason(self, house: House) -> None:
        assert "Write what is wrong" in await house.judge("refuse", words=" ")
        said = await house.judge("refuse", words="It is 14 days.")

        [task] = await house.changes()
        assert "Passed on" in said
        assert (task.kind, task.steps[0].note) == (ChangeKind.TASK, "It is 14 days.")
        shown = unescape((await house.lead.get("/console/improve")).text)
        assert "An answer is wrong" in shown

    async def test_is_judged_once(self, house: House) -> None:
        other = await house.sign_in(Role.OPERATIONS)
        of = fields((await house.lead.get(ROUND)).text)
        data = {"conversation_id": of["conversation_id"], "reply_id": of["reply_id"]}
        await other.post(ROUND, data={"do": "agree", **data})

        late = await house.lead.post(ROUND, data={"do": "refuse", "words": "No.", **data})

        assert late.headers["location"].endswith("said=overtaken")
        assert await house.changes() == []
        assert "1 of 2" in (await house.lead.get(ROUND)).text

    async def test_that_a_person_is_not_asked_about_cannot_be_judged(self, house: House) -> None:
        at = datetime.now(UTC)
        await house.parts.log.start(started("today", at=at))
        asked = wrote("mt", "today", at=at, text=QUESTIONS[0])
        reply = replace(replied("rt", "mt", conversation="today", at=at), sources=(SOURCE,))
        await house.parts.log.append(ConversationId("today"), [asked, reply])
        data = {"conversation_id": "today", "reply_id": "rt", "do": "refuse", "words": ""}

        refused = await house.lead.post(ROUND, data=data)

        assert refused.headers["location"].endswith("said=overtaken")


async def test_the_round_is_done_after_three(house: House) -> None:
    for _ in range(3):
        last = await house.judge("agree")

    assert "Done for today" in last
    assert "wait for you" not in (await house.lead.get("/console")).text
