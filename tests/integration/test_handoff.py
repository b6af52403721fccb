"""People take over, on real parts: Valkey, SQLite and PostgreSQL, an SMTP server."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from assistant.app.compose.assistant_turn import assemble_steps
from assistant.app.compose.operation_gate import assemble_sender
from assistant.app.compose.people_desk import PageWaits, assemble_desk, assemble_outlooks
from assistant.app.compose.process_parts import Parts, open_parts
from assistant.app.processes.worker_duties import assemble_rounds
from assistant.app.processes.worker_process import (
    assemble_absence,
    assemble_projector,
    assemble_worker,
)
from assistant.conversation.conversation import Conversation, ConversationStatus
from assistant.conversation.event_base import Reason
from assistant.conversation.events import (
    ContactAddressGiven,
    ConversationAssigned,
    ConversationEvent,
    HandoffRequested,
    ReplyWritten,
)
from assistant.conversation.ids import AgentId, ConversationId
from assistant.conversation.message import ChannelKind, InboundMessage
from assistant.conversation.people import Account, Agent, Credentials
from assistant.desk.handoff.agent_routing import Availability
from assistant.desk.handoff.texts import say
from assistant.desk.moves.conversation_moves import claim
from assistant.desk.moves.reply_moves import AgentMessage, reply
from assistant.desk.nudges import NUDGES_TOPIC
from assistant.desk.queue.outlook_lookup import DeskOutlooks
from assistant.desk.reply_mail import ReplyMail
from assistant.desk.rounds import Rounds
from assistant.kit.settings.settings import Settings
from assistant.messages.inbox import Inbox
from assistant.understanding.types import Intent
from tests.support.memory.assemblies.desk_parts import agent
from tests.support.memory.assemblies.worker_shop import HandClock, SystemClock
from tests.support.patience import until
from tests.support.processes.databases import fresh_database
from tests.support.processes.valkey_server import Valkey, running_valkey
from tests.support.seeds.conversation_events import WIDGET, started, wrote
from tests.support.simulators.smtp_server import SmtpServer, running_smtp
from tests.unit.assistant.answers.shop_fixture import asked
from tests.unit.assistant.messages.turning import Assistant

C1 = ConversationId("c1")
ANNA, BEN = agent("anna"), agent("ben", capacity=3)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALWAYS = "default_team: support\nteams: {{support: {{hours: {{{}}}}}}}\n".format(
    ", ".join(f'{day}: ["00:00-24:00"]' for day in DAYS)
)
NEVER = "default_team: support\nteams: {support: {hours: {}}}\n"


@pytest.fixture(scope="module")
def valkey() -> Iterator[Valkey]:
    with running_valkey() as server:
        yield server


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
)
async def settings(
    request: pytest.FixtureRequest, tmp_path: Path, valkey: Valkey
) -> AsyncIterator[Settings]:
    valkey.flush()
    rules = tmp_path / "desk.yml"
    rules.write_text(ALWAYS, encoding="utf-8")
    if request.param == "sqlite":
        yield desk_settings(tmp_path, valkey, f"sqlite:///{tmp_path / 'log.db'}")
        return
    async with fresh_database(request.getfixturevalue("server_url")) as url:
        yield desk_settings(tmp_path, valkey, url)


def desk_settings(folder: Path, valkey: Valkey, url: str) -> Settings:
    return Settings.model_validate(
        {
            "data_dir": folder,
            "log": {"url": url},
            "redis": {"url": valkey.url},
            "helpdesk": {"kind": "builtin", "file": folder / "desk.yml"},
        }
    )


@dataclass(frozen=True, kw_only=True)
class Process:
    """One worker process's desk."""

    parts: Parts
    outlooks: DeskOutlooks

    async def staff(self, *agents: Agent) -> None:
        for one in agents:
            account = Account(agent=one, credentials=Credentials())
            await self.parts.directory.add(account)
            await self.parts.broker.agents.beat(one.agent_id, Availability.ONLINE, for_s=600)

    async def past(self, conversation: str = "c1") -> list[ConversationEvent]:
        record = await self.parts.log.read(ConversationId(conversation))
        return [stored.event for stored in record.events]

    async def conversation(self, conversation: str = "c1") -> Conversation:
        return Conversation.fold(ConversationId(conversation), await self.past(conversation))


@asynccontextmanager
async def process(settings: Settings) -> AsyncIterator[Process]:
    async with open_parts(settings) as parts:
        outlooks = assemble_outlooks(settings, parts, None)
        assert outlooks is not None
        yield Process(parts=parts, outlooks=outlooks)


def rounds_of(one: Process) -> Rounds:
    return assemble_rounds(one.parts, assemble_absence(one.outlooks, "fr"), one.outlooks)


def asking_for_a_person() -> Assistant:
    return Assistant(replace(asked("une personne"), intent=Intent.ASK_FOR_PERSON))


@asynccontextmanager
async def working(settings: Settings, one: Process) -> AsyncIterator[None]:
    """Run a worker and the desk's rounds until the block ends."""
    assistant = asking_for_a_person()
    turn = replace(assistant.turn, outlooks=one.outlooks, clock=SystemClock())
    absence = assemble_absence(one.outlooks, "fr")
    steps = assemble_steps(turn, absence=absence)
    worker = assemble_worker(settings, one.parts, steps, turn.apologise)
    rounds = assemble_rounds(one.parts, absence, one.outlooks)
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.run(stop))
        group.create_task(rounds.run(stop))
        group.create_task(assemble_projector(one.parts).run(stop))
        try:
            yield
        finally:
            stop.set()


async def write(one: Process, text: str, number: int = 1) -> None:
    inbox = Inbox(events=one.parts.log, queue=one.parts.broker.queue, clock=SystemClock())
    await inbox.receive(
        InboundMessage(
            conversation_id=C1,
            channel=ChannelKind.WEBCHAT,
            account_id=WIDGET,
            provider_message_id=f"p{number}",
            text=text,
            sent_at=datetime.now(UTC),
        )
    )


class TestACustomerWhoWantsAPerson:
    async def test_is_told_so_and_an_agent_is_asked(self, settings: Settings) -> None:
        async with (
            process(settings) as one,
            one.parts.broker.fanout.subscribe(NUDGES_TOPIC) as heard,
        ):
            await one.staff(ANNA)
            await one.parts.log.start(started(at=datetime.now(UTC)))
            async with working(settings, one):
                await write(one, "une personne")

                async def is_asked() -> object:
                    return (await one.conversation()).ownership.agent_id

                await until(is_asked)
            said = [event.text for event in await one.past() if isinstance(event, ReplyWritten)]
            assert len(said) == 1
            assert say("handover.next", "fr") in said[0]
            assert b'"agent_id":"anna"' in await anext(heard)
            case = await one.parts.cases.with_id(C1)
            assert case is not None
            assert (case.agent_id, case.claimed) == (ANNA.agent_id, False)

    async def test_where_nobody_is_there_leaves_an_address(self, settings: Settings) -> None:
        async with process(settings) as one:
            await one.parts.log.start(started(at=datetime.now(UTC)))
            async with working(settings, one):
                await write(one, "une personne")

                async def is_open() -> object:
                    return (await one.conversation()).status is ConversationStatus.OPEN

                await until(is_open)
                await write(one, "léa : lea@example.org", number=2)

                async def is_known() -> object:
                    return (await one.conversation()).ownership.email

                await until(is_known)
                await write(one, "vous êtes là ?", number=3)

                async def is_read() -> object:
                    return not await one.parts.broker.queue.outstanding()

                await until(is_read)
            said = [event.text for event in await one.past() if isinstance(event, ReplyWritten)]
            assert len(said) == 3  # the last is the assistant's, who goes on
            assert say("handover.unstaffed", "fr") in said[0]
            assert "est déjà prévenue" in said[2]
            assert "lea@example.org" in said[1]
            wait = await PageWaits(one.outlooks).wait(await one.conversation())
            assert (wait.position, wait.minutes, wait.opens_at) == (None, None, None)


class TestSeveralProcesses:
    async def test_ask_each_agent_for_what_they_can_have_and_nobody_twice(
        self, settings: Settings
    ) -> None:
        async with process(settings) as one, process(settings) as two:
            await one.staff(ANNA, BEN)
            for number in range(12):
                name, now = f"c{number}", datetime.now(UTC)
                await one.parts.log.start(started(name, at=now))
                handoff = HandoffRequested(
                    conversation_id=ConversationId(name), at=now, reason=Reason.ASKED_FOR_PERSON
                )
                said = wrote(f"m{number}", name, at=now)
                await one.parts.log.append(handoff.conversation_id, [said, handoff])
            await one.parts.cases.advance(limit=1000)
            both = [rounds_of(process_) for process_ in (one, two)]
            stop = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                for rounds in both:
                    group.create_task(rounds.run(stop))

                async def all_are_asked() -> object:
                    loads = await one.parts.cases.loads()
                    return sum(load.asked for load in loads) == ANNA.capacity + BEN.capacity

                await until(all_are_asked)
                stop.set()
            asked_for = Counter[AgentId]()
            for number in range(12):
                offers = [
                    event
                    for event in await one.past(f"c{number}")
                    if isinstance(event, ConversationAssigned) and event.agent_id
                ]
                assert len(offers) <= 1
                asked_for.update(event.agent_id for event in offers if event.agent_id)
            assert asked_for == {ANNA.agent_id: 5, BEN.agent_id: 3}

    async def test_go_on_where_one_that_died_was_on_duty(self, settings: Settings) -> None:
        async with process(settings) as one, process(settings) as two:
            dead, living = rounds_of(one), rounds_of(two)
            dead.duty.for_s = 0.2
            assert await dead.duty.is_ours()
            assert not await living.duty.is_ours()

            await until(living.duty.is_ours)


class TestAnAgentsReply:
    async def test_reaches_by_mail_who_has_left_the_page(self, settings: Settings) -> None:
        server = SmtpServer()
        with running_smtp(server) as port:
            mail = {"server": "127.0.0.1", "port": port, "security": "none"}
            settings = Settings.model_validate({**settings.model_dump(), "mail": mail})
            async with process(settings) as one:
                await answered(one)
                clock = HandClock(datetime.now(UTC) + timedelta(minutes=2))
                mailing = ReplyMail(
                    cases=one.parts.cases,
                    events=one.parts.log,
                    outlooks=one.outlooks,
                    customers=one.parts.broker.customers,
                    spool=one.parts.spool,
                    clock=clock,
                )

                letters = [await mailing.once() for _ in range(2)]
                sender = replace(assemble_sender(settings, one.parts), clock=clock)
                sent = [await sender.once() for _ in range(2)]

        assert (letters, sent) == ([1, 0], [1, 0])
        (envelope,) = server.taken
        assert envelope.rcpt_tos == ["lea@example.org"]
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=policy.default)
        assert "Anna" in letter["Subject"]
        body = letter.get_content()
        assert "Votre colis part demain." in body
        assert "https://shop.example/lampes" in body

    async def test_is_not_mailed_to_who_has_the_page_open(self, settings: Settings) -> None:
        async with process(settings) as one:
            await answered(one)
            clock = HandClock(datetime.now(UTC) + timedelta(minutes=2))
            await one.parts.broker.customers.seen(C1, clock.at)
            mailing = ReplyMail(
                cases=one.parts.cases,
                events=one.parts.log,
                outlooks=one.outlooks,
                customers=one.parts.broker.customers,
                spool=one.parts.spool,
                clock=clock,
            )

            assert await mailing.once() == 0


async def answered(one: Process) -> None:
    """Let a customer leave an address and go, and an agent answer them."""
    now = datetime.now(UTC)
    await one.parts.log.start(replace(started(at=now), page_url="https://shop.example/lampes"))
    handoff = HandoffRequested(conversation_id=C1, at=now, reason=Reason.ASKED_FOR_PERSON)
    given = ContactAddressGiven(conversation_id=C1, at=now, email="lea@example.org")
    await one.parts.log.append(C1, [wrote("m1", at=now), handoff, given])
    writing = AgentMessage(text="Votre colis part demain.", language="fr", client_id="page-1")
    await assemble_desk(one.parts, default_language="fr").make(
        C1, claim(ANNA), reply(ANNA, writing)
    )
