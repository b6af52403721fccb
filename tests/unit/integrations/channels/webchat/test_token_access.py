from datetime import UTC, datetime, timedelta

from assistant.conversation.events import ConversationStarted
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
    return TokenAccess(log, clock=clock or HandClock(BEGUN), quiet_days=90, cached=cached)


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
