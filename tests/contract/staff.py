"""What every `Directory`, `Sessions` and `Audit` does. Inherit and override the fixtures."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.conversation.ids import AgentId, TeamId
from assistant.conversation.people import Account, Agent, Credentials, Role
from assistant.desk.staff.audit_chain import (
    ORIGIN,
    Action,
    AuditVerification,
    Deed,
    Head,
    follow,
)
from assistant.desk.staff.ports import (
    Audit,
    Directory,
    EmailTakenError,
    Sessions,
    UnknownAgentError,
)
from assistant.desk.staff.sessions import Means, Session

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

LEA = Agent(
    agent_id=AgentId("lea"),
    email="lea@shop.example",
    name="Léa Martin",
    role=Role.LEAD,
    public_name="Léa",
    picture="/pictures/lea.jpg",
    languages=("fr",),
    skills=frozenset({"returns", "sizes"}),
    teams=frozenset({TeamId("t1"), TeamId("t2")}),
    capacity=3,
)
SAM = Agent(agent_id=AgentId("sam"), email="sam@shop.example", name="Sam Lee", role=Role.AGENT)
CODE = Credentials(code_sha256="c" * 64, code_expires_at=NOON + timedelta(hours=48))
PASSWORD = Credentials(password_hash="$argon2id$...", subject="https://id.example|7")


class DirectoryContract:
    @pytest.fixture
    def directory(self) -> Directory:
        raise NotImplementedError

    async def test_an_agent_comes_back_as_they_were_added(self, directory: Directory) -> None:
        await directory.add(Account(agent=LEA, credentials=CODE))

        assert await directory.agent(LEA.agent_id) == LEA
        assert await directory.account(LEA.email) == Account(agent=LEA, credentials=CODE)

    async def test_nobody_is_none(self, directory: Directory) -> None:
        assert await directory.agent(AgentId("nobody")) is None
        assert await directory.account("nobody@shop.example") is None

    async def test_everybody_is_listed_by_name(self, directory: Directory) -> None:
        gone = replace(SAM, active=False)
        await directory.add(Account(agent=gone))
        await directory.add(Account(agent=LEA))

        assert list(await directory.agents()) == [LEA, gone]

    async def test_an_address_is_one_persons(self, directory: Directory) -> None:
        await directory.add(Account(agent=LEA))
        await directory.add(Account(agent=SAM))

        with pytest.raises(EmailTakenError):
            await directory.add(Account(agent=replace(LEA, agent_id=AgentId("other"))))
        with pytest.raises(EmailTakenError):
            await directory.change(replace(SAM, email=LEA.email))

        assert await directory.agent(SAM.agent_id) == SAM

    async def test_an_address_is_one_persons_whoever_comes_first(
        self, directory: Directory
    ) -> None:
        adding = (
            directory.add(Account(agent=replace(SAM, agent_id=AgentId(f"sam{number}"))))
            for number in range(6)
        )

        outcomes = await asyncio.gather(*adding, return_exceptions=True)

        assert [one for one in outcomes if one is None] == [None]
        assert len(await directory.agents()) == 1

    async def test_a_change_keeps_what_they_sign_in_with(self, directory: Directory) -> None:
        await directory.add(Account(agent=LEA, credentials=PASSWORD))
        changed = replace(LEA, role=Role.ADMIN, capacity=0, active=False, teams=frozenset())

        await directory.change(changed)

        assert await directory.account(LEA.email) == Account(agent=changed, credentials=PASSWORD)

    async def test_nobody_cannot_be_changed(self, directory: Directory) -> None:
        with pytest.raises(UnknownAgentError):
            await directory.change(LEA)

    async def test_credentials_are_exchanged_for_others(self, directory: Directory) -> None:
        await directory.add(Account(agent=LEA, credentials=CODE))

        assert await directory.exchange(LEA.agent_id, CODE, PASSWORD)

        assert await directory.account(LEA.email) == Account(agent=LEA, credentials=PASSWORD)

    async def test_credentials_are_exchanged_once(self, directory: Directory) -> None:
        await directory.add(Account(agent=LEA, credentials=CODE))
        spending = (
            directory.exchange(LEA.agent_id, CODE, replace(PASSWORD, password_hash=str(number)))
            for number in range(8)
        )

        spent = await asyncio.gather(*spending)

        assert sum(spent) == 1
        assert not await directory.exchange(AgentId("nobody"), CODE, PASSWORD)


def session(name: str, *, agent_id: str = "lea", hours: int = 0) -> Session:
    at = NOON + timedelta(hours=hours)
    return Session(
        token_sha256=name,
        agent_id=AgentId(agent_id),
        means=Means.PASSWORD,
        started_at=at,
        seen_at=at,
    )


class SessionsContract:
    @pytest.fixture
    def sessions(self) -> Sessions:
        """Return sessions of people of whom `LEA` and `SAM` exist."""
        raise NotImplementedError

    async def test_a_session_comes_back_as_it_was_started(self, sessions: Sessions) -> None:
        await sessions.start(session("a"))

        assert await sessions.find("a") == session("a")
        assert await sessions.find("b") is None

    async def test_a_session_in_use_was_seen_later(self, sessions: Sessions) -> None:
        await sessions.start(session("a"))
        later = NOON + timedelta(minutes=7)

        await sessions.touch("a", seen_at=later)
        await sessions.touch("b", seen_at=later)

        assert await sessions.find("a") == replace(session("a"), seen_at=later)
        assert await sessions.find("b") is None

    async def test_a_session_that_ended_is_gone(self, sessions: Sessions) -> None:
        await sessions.start(session("a"))

        await sessions.end("a")
        await sessions.end("a")

        assert await sessions.find("a") is None

    async def test_all_of_ones_sessions_end_and_nobody_elses(self, sessions: Sessions) -> None:
        for name in ("a", "b", "c"):
            await sessions.start(session(name))
        await sessions.start(session("d", agent_id="sam"))

        assert await sessions.end_all(AgentId("lea"), besides="b") == 2

        left = [name for name in "abcd" if await sessions.find(name)]
        assert left == ["b", "d"]
        assert await sessions.end_all(AgentId("lea")) == 1

    async def test_what_is_over_is_forgotten(self, sessions: Sessions) -> None:
        for name, hours in (("old", 0), ("unused", 5), ("live", 5)):
            await sessions.start(session(name, hours=hours))
        for name in ("old", "live"):
            await sessions.touch(name, seen_at=NOON + timedelta(hours=9))

        forgotten = await sessions.forget(
            started_before=NOON + timedelta(hours=1), seen_before=NOON + timedelta(hours=8)
        )

        assert forgotten == 2
        assert await sessions.find("live") is not None


def deed(subject: str = "c1", *, actor: str = "lea", action: Action = Action.SIGNED_IN) -> Deed:
    return Deed(
        at=NOON.replace(microsecond=1),
        actor=actor,
        action=action,
        subject=subject,
        detail={"rôle": "lead"},
    )


class AuditContract:
    @pytest.fixture
    def audit(self) -> Audit:
        raise NotImplementedError

    async def test_begins_with_nothing(self, audit: Audit) -> None:
        assert await audit.head() == Head(number=0, sha256=ORIGIN)
        assert list(await audit.read()) == []

    async def test_a_deed_comes_back_as_it_was_written(self, audit: Audit) -> None:
        await audit.write(deed("c1"), deed("c2"))

        first, second = await audit.read()
        assert (first.number, first.deed) == (1, deed("c1"))
        assert (second.number, second.deed) == (2, deed("c2"))
        assert await audit.head() == Head(number=2, sha256=second.sha256)

    async def test_has_what_a_newer_version_wrote_word_for_word(self, audit: Audit) -> None:
        newer = replace(deed("c2"), action="done_only_there")
        await audit.write(deed("c1"), newer, deed("c3"))

        entries = await audit.read()

        assert [entry.deed.action for entry in entries][1] == "done_only_there"
        assert follow(Head(), entries) == (await audit.head(), None)

    async def test_is_read_in_pages(self, audit: Audit) -> None:
        await audit.write(*(deed(f"c{number}") for number in range(1, 8)))

        page = await audit.read(after=3, limit=2)

        assert [entry.number for entry in page] == [4, 5]

    async def test_shows_the_newest_first_of_whom_or_what_is_asked_for(self, audit: Audit) -> None:
        await audit.write(deed("c1"), deed("c2", actor="sam"), deed("c1", actor="sam"), deed("c3"))

        async def numbers(before: int | None = None, **asked: str) -> list[int]:
            found = await audit.recent(before=before, limit=2, **asked)
            return [entry.number for entry in found]

        assert await numbers() == [4, 3]
        assert await numbers(before=3) == [2, 1]
        assert await numbers(actor="sam") == [3, 2]
        assert await numbers(subject="c1") == [3, 1]
        assert await numbers(actor="sam", subject="c1") == [3]

    async def test_keeps_the_head_that_was_whole_while_it_is_broken(self, audit: Audit) -> None:
        assert await audit.noted() is None
        whole = AuditVerification(head=Head(number=3, sha256="a" * 64))
        broken = AuditVerification(head=Head(number=1), broken_at=2, why="it was changed")
        await audit.note(whole, at=deed().at)
        assert await audit.noted() == whole
        await audit.note(broken, at=deed().at)

        assert await audit.noted() == replace(broken, head=whole.head)

    async def test_is_one_chain_however_many_write_at_once(self, audit: Audit) -> None:
        await asyncio.gather(*(audit.write(deed(f"c{n}"), deed(f"d{n}")) for n in range(40)))

        entries = await audit.read()
        head, broken = follow(Head(), entries)
        assert broken is None
        assert head == await audit.head()
        assert sorted(e.deed.subject for e in entries) == sorted(
            f"{letter}{n}" for letter in "cd" for n in range(40)
        )
        # What was written together stands together.
        told = [entry.deed.subject[1:] for entry in entries]
        assert told[::2] == told[1::2]
