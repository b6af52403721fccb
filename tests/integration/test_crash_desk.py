"""The desk's rounds and the helpdesk's loop, killed at each of their writes in turn.

Whoever comes next finds the rest to do: nothing is left undone, and nothing is done twice.
"""

import shutil
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from assistant.conversation.events import (
    AbsenceAnnounced,
    ContactAddressGiven,
    ConversationAssigned,
    ConversationEvent,
    ConversationReopened,
    CustomerWrote,
    RepliesMailed,
    ReplyWritten,
)
from assistant.conversation.ids import ConversationId
from assistant.desk.handoff.agent_routing import Availability
from integrations.stores.redis.redis_broker import open_broker
from integrations.stores.sql import open_event_log
from integrations.stores.sql.database import open_database
from integrations.stores.sql.kit.mail_spool import SqlMailSpool
from tests.support.processes.desk_processes import (
    PEOPLE,
    Scene,
    follow,
    go_round,
    start_loop,
    start_round,
)
from tests.support.processes.valkey_server import Valkey, running_valkey
from tests.support.processes.worker_processes import ended
from tests.support.seeds.conversation_events import WIDGET, replied, started, wrote
from tests.support.seeds.people_events import agent_replied, assigned, claimed, of, snoozed
from tests.support.simulators.chatwoot.server import ChatwootSimulator
from tests.unit.assistant.desk.handoff.opening import paris
from tests.unit.assistant.desk.serving import MORNING, asks

pytestmark = pytest.mark.slow  # rounds that are killed at each of their writes

EVENING = paris(2026, 11, 24, 19)  # nobody is there any more
MOST = 200  # writes of a round: more is a round that does not end
C1, C2, C3 = (ConversationId(name) for name in ("c1", "c2", "c3"))
Story = dict[ConversationId, Sequence[ConversationEvent]]


class Theatre:
    """Sets the same scene as often as it is wanted."""

    def __init__(self, folder: Path, server: Valkey) -> None:
        self._folder = folder
        self._server = server
        self._scenes = 0

    async def write(self, story: Story) -> None:
        """Write what every scene begins with."""
        async with open_event_log(self._scene(MORNING, "template").url) as log:
            for name, events in story.items():
                await log.start(started(name, at=MORNING))
                for event in events:
                    if isinstance(event, CustomerWrote):
                        await log.accept(
                            event, account_id=WIDGET, provider_message_id=event.message_id
                        )
                    else:
                        await log.append(name, [event])

    async def set(self, now: datetime) -> Scene:
        """Return a new scene at that time, with Redis empty and, by day, the agents there."""
        self._scenes += 1
        scene = self._scene(now, f"scene-{self._scenes}")
        shutil.copytree(self._folder / "template", scene.folder, dirs_exist_ok=True)
        self._server.flush()
        async with open_broker(scene.redis_url) as broker:
            for one in PEOPLE if now < EVENING else ():
                await broker.agents.beat(one.agent_id, Availability.ONLINE, for_s=600)
        return scene

    def _scene(self, now: datetime, name: str) -> Scene:
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        return Scene(folder=folder, redis_url=self._server.url, now=now)


@pytest.fixture(scope="module")
def server() -> Iterator[Valkey]:
    with running_valkey() as valkey:
        yield valkey


@pytest.fixture
def theatre(server: Valkey, tmp_path: Path) -> Theatre:
    server.flush()
    return Theatre(tmp_path, server)


async def events_of(scene: Scene, name: ConversationId) -> list[ConversationEvent]:
    async with open_event_log(scene.url) as log:
        return [stored.event for stored in (await log.read(name)).events]


async def count(scene: Scene, name: ConversationId, kind: type[ConversationEvent]) -> int:
    return sum(isinstance(event, kind) for event in await events_of(scene, name))


async def die_everywhere(
    theatre: Theatre,
    name: str,
    now: datetime,
    check: Callable[[Scene], Awaitable[None]],
) -> int:
    """Kill a round at every write in turn, let another go twice, and check; return how many."""
    for at in range(1, MOST):
        scene = await theatre.set(now)
        code = await ended(start_round(scene, name, dies_at=at))
        for _ in range(2):
            await go_round(scene, name)
        await check(scene)
        if code == 0:  # there was no such write
            return at - 1
        assert code == -signal.SIGKILL
    message = "it never ends"
    raise AssertionError(message)


class TestDispatchThatIsKilled:
    async def test_asks_each_agent_once_ends_each_offer_once_and_wakes_once(
        self, theatre: Theatre
    ) -> None:
        later = MORNING + timedelta(minutes=3)
        over = of(C2, assigned("ben", accept_by=MORNING + timedelta(minutes=1), at=MORNING))
        put_away = of(C3, replace(snoozed(later - timedelta(minutes=1)), at=MORNING))
        answered = (
            of(C3, claimed("anna", at=MORNING)),
            of(C3, replace(agent_replied("r3", "m-c3"), at=MORNING)),
        )
        await theatre.write(
            {
                C1: asks("c1"),
                C2: (*asks("c2"), over),
                C3: (*asks("c3"), *answered, put_away),
            }
        )

        async def check(scene: Scene) -> None:
            asked = Counter(
                [
                    (name, event.agent_id)
                    for name in (C1, C2)
                    for event in await events_of(scene, name)
                    if isinstance(event, ConversationAssigned)
                ]
            )
            by = {name: [a for n, a in asked.elements() if n == name] for name in (C1, C2)}
            assert len(by[C1]) == 1
            assert by[C2] == ["ben", None, "anna"]  # passed on to who did not let it pass
            assert await count(scene, C3, ConversationReopened) == 1
            nudges = Counter(scene.nudges())
            assert max(nudges.values(), default=0) <= 1  # one that is lost is in the lists

        assert await die_everywhere(theatre, "dispatch", later, check) >= 20


class TestWatchThatIsKilled:
    async def test_tells_each_customer_once_that_nobody_is_there_and_warns_at_most_once(
        self, theatre: Theatre
    ) -> None:
        await theatre.write({C1: asks("c1")})

        async def check(scene: Scene) -> None:
            assert await count(scene, C1, AbsenceAnnounced) == 1
            assert await count(scene, C1, ReplyWritten) == 1
            assert max(Counter(scene.nudges()).values(), default=0) <= 1

        assert await die_everywhere(theatre, "watch", EVENING, check) >= 10


class TestMailingThatIsKilled:
    async def test_puts_one_letter_for_what_a_person_answered(self, theatre: Theatre) -> None:
        answered = MORNING + timedelta(minutes=5)
        story: Story = {}
        for name in (C1, C2):
            given = ContactAddressGiven(
                conversation_id=name, at=MORNING, email=f"{name}@example.org"
            )
            reply = replace(agent_replied(f"r-{name}", f"m-{name}"), at=answered)
            story[name] = (*asks(name), given, of(name, reply))
        await theatre.write(story)

        async def check(scene: Scene) -> None:
            async with open_database(scene.url) as database:
                taken = await SqlMailSpool(database).take(
                    scene.now, until=scene.now + timedelta(hours=1), limit=10
                )
            assert sorted(one.letter.recipient for one in taken) == [
                "c1@example.org",
                "c2@example.org",
            ]
            for name in (C1, C2):
                assert await count(scene, name, RepliesMailed) == 1

        at = answered + timedelta(minutes=2)
        assert await die_everywhere(theatre, "mailing", at, check) >= 8


class TestTheHelpdesksLoopThatIsKilled:
    async def test_shows_everything_there_once_in_its_order(self, theatre: Theatre) -> None:
        said, handoff = asks("c1", minutes=1)
        await theatre.write(
            {C1: (wrote("m0", text="Bonjour", at=MORNING), replied("r0", "m0"), said, handoff)}
        )
        for at in range(1, MOST):
            scene = await theatre.set(MORNING + timedelta(minutes=2))
            async with ChatwootSimulator().serve() as chatwoot:
                code = await ended(start_loop(scene, chatwoot.url, dies_at=at))
                await follow(scene, chatwoot.url)

                written = chatwoot.only.written()
                assert [who for who, _ in written] == ["customer", "Comptoir", "customer", "note"]
                assert chatwoot.only.status == "open"
                assert len(chatwoot.store.contacts) == 1
            if code == 0:
                assert at > 15
                return
            assert code == -signal.SIGKILL
        message = "it never ends"
        raise AssertionError(message)
