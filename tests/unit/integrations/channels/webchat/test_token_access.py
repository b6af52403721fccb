from datetime import UTC, datetime, timedelta

import pytest

from assistant.conversation.events import ConversationErased, ConversationStarted
from assistant.conversation.ids import AccountId, ContactId, ConversationId
from assistant.conversation.message import ChannelKind
from integrations.channels.webchat.token_access import TokenAccess, digest, mint_token
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.seeds.conversation_events import replied

BEGUN = datetime(2026, 11, 24, tzinfo=UTC)
C1 = ConversationId("c1")


def access_to(
    log: MemoryEventLog, *, clock: HandClock | None = None, cached: int = 9
) -> TokenAccess:
    clock = clock or HandClock(BEGUN)
    return TokenAccess(log, clock=clock, quiet_days=90, key=bytes(32), cached=cached)


def started(name: str, token: str) -> ConversationStarted:
    return ConversationStarted(
        conversation_id=ConversationId(name),
        at=BEGUN,
        channel=ChannelKind.WEBCHAT,
        account_id=AccountId("webchat"),
        contact_id=ContactId("k1"),
        token_sha256=digest(token) if token else "",
    )


class TestAToken:
    async def test_opens_its_conversation_and_no_other(self) -> None:
        log = MemoryEventLog()
        mine, yours = mint_token(), mint_token()
        await log.start(started("mine", mine))
        await log.start(started("yours", yours))
        access = access_to(log)

        assert await access.opens(ConversationId("mine"), mine)
        assert not await access.opens(ConversationId("yours"), mine)
        assert not await access.opens(ConversationId("never-was"), mine)

    async def test_opens_nothing_where_none_was_given(self) -> None:
        log = MemoryEventLog()
        await log.start(started("of another channel", ""))

        assert not await access_to(log).opens(ConversationId("of another channel"), "")

    def test_is_never_the_same(self) -> None:
        assert len({mint_token() for _ in range(100)}) == 100


class TestAQuietConversation:
    async def test_is_opened_by_its_token_for_ninety_days(self) -> None:
        log, clock = MemoryEventLog(), HandClock(BEGUN + timedelta(days=90))
        await log.start(started("c1", "a"))

        assert await access_to(log, clock=clock).opens(C1, "a")
        clock.at += timedelta(seconds=1)
        assert not await access_to(log, clock=clock).opens(C1, "a")

    async def test_is_closed_to_a_page_that_was_let_in_before(self) -> None:
        log, clock = MemoryEventLog(), HandClock(BEGUN)
        access = access_to(log, clock=clock)
        await log.start(started("c1", "a"))
        assert await access.opens(C1, "a")

        clock.at += timedelta(days=91)

        assert not access.knows(C1, "a")
        assert not await access.opens(C1, "a")

    async def test_is_opened_again_by_whoever_was_there_when_it_went_on(self) -> None:
        log, clock = MemoryEventLog(), HandClock(BEGUN)
        access = access_to(log, clock=clock)
        await log.start(started("c1", "a"))
        assert await access.opens(C1, "a")
        await log.append(C1, [replied("r1", at=BEGUN + timedelta(days=80))])

        clock.at += timedelta(days=91)

        assert await access.opens(C1, "a")
        assert access.knows(C1, "a")


class TestAnOldToken:
    """Somebody writes in the conversation all along, so that it is never quiet."""

    @pytest.fixture
    async def log(self) -> MemoryEventLog:
        log = MemoryEventLog()
        await log.start(started("c1", "a"))
        for day in range(0, 400, 30):
            await log.append(C1, [replied(f"r{day}", at=BEGUN + timedelta(days=day))])
        return log

    async def test_is_replaced_in_the_second_half_of_its_days(self, log: MemoryEventLog) -> None:
        clock = HandClock(BEGUN + timedelta(days=44))
        access = access_to(log, clock=clock)
        assert await access.opens(C1, "a")
        assert access.renewed(C1, "a") == ""

        clock.at += timedelta(days=1)
        new = access.renewed(C1, "a")

        assert await access.opens(C1, new)
        assert access.renewed(C1, new) == ""
        assert access.renewed(C1, "a") == new  # to a page that has not heard of it
        assert await access.opens(C1, "a")  # for a little longer

    async def test_opens_nothing_after_half_as_long_again(self, log: MemoryEventLog) -> None:
        clock = HandClock(BEGUN + timedelta(days=135))
        access = access_to(log, clock=clock)
        assert await access.opens(C1, "a")

        clock.at += timedelta(days=1)

        assert not await access.opens(C1, "a")

    async def test_of_a_page_that_comes_now_and_then_is_never_the_last(
        self, log: MemoryEventLog
    ) -> None:
        clock, token = HandClock(BEGUN), "a"
        access, used = access_to(log, clock=clock), {"a"}
        for _ in range(9):
            clock.at += timedelta(days=40)
            assert await access.opens(C1, token)
            token = access.renewed(C1, token) or token
            used.add(token)

        assert len(used) == 5
        assert not await access.opens(C1, "a")

    async def test_of_another_conversation_or_installation_opens_nothing(
        self, log: MemoryEventLog
    ) -> None:
        clock = HandClock(BEGUN + timedelta(days=60))
        await log.start(started("c2", "b"))
        access = access_to(log, clock=clock)
        others = TokenAccess(log, clock=clock, quiet_days=90, key=b"another" * 5)
        assert await access.opens(C1, "a")
        assert await others.opens(C1, "a")
        new, day = access.renewed(C1, "a"), access.renewed(C1, "a").split(".")[0]

        assert not await access.opens(ConversationId("c2"), new)
        assert not await others.opens(C1, new)
        assert not await access.opens(C1, new.replace(day, str(int(day) + 1)))
        assert not await access.opens(C1, f"{day}.")

    async def test_opens_nothing_once_its_conversation_was_erased(
        self, log: MemoryEventLog
    ) -> None:
        clock = HandClock(BEGUN + timedelta(days=60))
        access = access_to(log, clock=clock)
        assert await access.opens(C1, "a")
        new = access.renewed(C1, "a")

        await log.erase(ConversationErased(conversation_id=C1, at=clock.at))

        assert not await access_to(log, clock=clock).opens(C1, new)


class TestTheCache:
    async def test_keeps_the_conversations_used_last(self) -> None:
        log = MemoryEventLog()
        access = access_to(log, cached=2)
        for name in ("a", "b", "c"):
            await log.start(started(name, name))
        await access.opens(ConversationId("a"), "a")
        await access.opens(ConversationId("b"), "b")
        await access.opens(ConversationId("a"), "a")
        await access.opens(ConversationId("c"), "c")

        known = [n for n in ("a", "b", "c") if access.knows(ConversationId(n), n)]
        assert known == ["a", "c"]

    async def test_does_not_grow_by_conversations_that_never_were(self) -> None:
        log = MemoryEventLog()
        access = access_to(log, cached=1)
        await log.start(started("a", "a"))
        await access.opens(ConversationId("a"), "a")

        await access.opens(ConversationId("never-was"), "guess")

        assert access.knows(ConversationId("a"), "a")
        assert not access.knows(ConversationId("never-was"), "guess")
