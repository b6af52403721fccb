"""What all `Envelopes` and every `MediaQueue` do. Inherit, and override `envelopes` or `queue`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.conversation.ids import AccountId, ConversationId, MessageId
from assistant.conversation.message import ChannelKind, MediaReference
from assistant.messages.channels.ports import DueMedia, Envelopes, MediaQueue
from assistant.messages.channels.updates import AccountContact, ContactKeys, UnknownUpdate
from tests.support.seeds.conversation_events import NOON

LATER = NOON + timedelta(seconds=1)
UNKNOWN = UnknownUpdate(
    channel=ChannelKind.WHATSAPP,
    account_id=AccountId("111"),
    what="poll",
    raw='{"type":"poll","é":1}',
    user_id="FR.1",
)
DUE = DueMedia(
    conversation_id=ConversationId("c1"),
    message_id=MessageId("m1"),
    channel=ChannelKind.WHATSAPP,
    account_id=AccountId("111"),
    media=MediaReference(media_id="9", media_type="image/jpeg", sha256="ab", name="é.jpg"),
    since=NOON,
)


class EnvelopesContract:
    @pytest.fixture
    def envelopes(self) -> Envelopes:
        raise NotImplementedError

    async def test_what_came_waits_until_it_is_done(self, envelopes: Envelopes) -> None:
        body = b'{"object":"\xc3\xa9\x00"}'
        first = await envelopes.keep(ChannelKind.WHATSAPP, body, at=NOON)
        second = await envelopes.keep(ChannelKind.MESSENGER, b"{}", at=NOON)

        assert await envelopes.waiting(NOON, limit=9) in ((), [])
        assert list(await envelopes.waiting(LATER, limit=9)) == [first, second]
        assert list(await envelopes.waiting(LATER, limit=1)) == [first]
        past = await envelopes.waiting(LATER, limit=9, after=first.envelope_id)
        assert list(past) == [second]
        assert first.body == body

        await envelopes.done([first.envelope_id], at=LATER)

        assert list(await envelopes.waiting(LATER, limit=9)) == [second]

    async def test_what_nobody_knew_is_kept_as_it_came(self, envelopes: Envelopes) -> None:
        kept = await envelopes.keep(ChannelKind.WHATSAPP, b"{}", at=NOON)

        await envelopes.done([kept.envelope_id], at=NOON, aside=[UNKNOWN])

        assert list(await envelopes.aside(limit=9)) == [UNKNOWN]
        assert await envelopes.drop_before(NOON) == 0
        assert await envelopes.drop_before(LATER) == 1
        assert list(await envelopes.aside(limit=9)) == []

    async def test_what_is_set_aside_at_once_is_found_by_whose_it_is(
        self, envelopes: Envelopes
    ) -> None:
        ana = AccountContact(
            channel=UNKNOWN.channel,
            account_id=UNKNOWN.account_id,
            keys=ContactKeys(user_id="FR.1", phone="336"),
        )
        again, newer = replace(UNKNOWN, raw='"again"'), replace(UNKNOWN, raw='"newer"')
        others = [
            replace(UNKNOWN, user_id="FR.2"),
            replace(UNKNOWN, what="other"),
            replace(UNKNOWN, account_id=AccountId("112")),
            replace(UNKNOWN, channel=ChannelKind.MESSENGER),
        ]
        for one in (UNKNOWN, again, newer, *others):
            await envelopes.set_aside(one, at=NOON)

        assert list(await envelopes.aside_of(ana, "poll", limit=2)) == [newer, again]
        assert await envelopes.drop_before(LATER) == 7


class MediaQueueContract:
    @pytest.fixture
    def queue(self) -> MediaQueue:
        raise NotImplementedError

    async def test_a_file_is_due_until_it_is_done(self, queue: MediaQueue) -> None:
        await queue.put(DUE)
        await queue.put(DUE)

        assert list(await queue.due(NOON, limit=9)) == [DUE]

        await queue.done(DUE.message_id)

        assert list(await queue.due(NOON, limit=9)) == []

    async def test_a_file_that_was_postponed_counts_its_tries(self, queue: MediaQueue) -> None:
        await queue.put(DUE)

        await queue.postpone(DUE.message_id, until=LATER)

        assert list(await queue.due(NOON, limit=9)) == []
        (due,) = await queue.due(LATER, limit=9)
        assert due.tries == 1
