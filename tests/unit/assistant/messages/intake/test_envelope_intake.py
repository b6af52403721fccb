"""What a webhook posted, from its storing to its conversations, on the ports in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import orjson
import pytest
import structlog

from assistant.conversation.conversation import Conversation, ConversationStatus, is_elsewhere
from assistant.conversation.events import (
    Author,
    ConversationErased,
    ConversationEvent,
    ConversationReleased,
    CustomerReacted,
    CustomerReferred,
    CustomerWrote,
    HandoffRequested,
    Reason,
    ReplyStatusReported,
    ReplyWritten,
)
from assistant.conversation.ids import AccountId, MessageId
from assistant.conversation.message import (
    ChannelKind,
    DeliveryStatus,
    MediaReference,
    MessageKind,
    Referral,
)
from assistant.messages.channels.ports import SendKey
from assistant.messages.channels.updates import (
    AccountContact,
    ContactKeys,
    ControlMoved,
    EchoArrived,
    EditArrived,
    MessageArrived,
    ReactionArrived,
    ReferralArrived,
    RevocationArrived,
    StatusArrived,
    UnknownUpdate,
    Update,
)
from assistant.messages.inbox import Inbox
from assistant.messages.intake.envelope_intake import Intake, IntakeLimits
from assistant.messages.intake.update_applier import UpdateApplier
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.channel_books import (
    MemoryContactBook,
    MemoryEnvelopes,
    MemoryMediaQueue,
    MemoryStatusBook,
)
from tests.support.memory.work_queue import MemoryWorkQueue
from tests.support.seeds.conversation_events import NOON, minute
from tests.support.seeds.conversation_events import replied as reply_event

NUMBER = AccountId("111")
ANA = AccountContact(
    channel=ChannelKind.WHATSAPP, account_id=NUMBER, keys=ContactKeys(user_id="FR.1", phone="336")
)

BEN = replace(ANA, keys=ContactKeys(user_id="FR.2", phone="337"))


def said(text: str, number: int, *, at: datetime = NOON) -> MessageArrived:
    return MessageArrived(place=ANA, provider_message_id=f"wamid.{number}", at=at, text=text)


class Forgetful:
    """A store that counts how often it is asked to forget."""

    asked = 0

    async def drop_before(self, before: datetime) -> int:
        del before
        self.asked += 1
        return 0


@dataclass(slots=True)
class House:
    """An intake whose bodies name the updates that a test gave."""

    clock: HandClock = field(default_factory=HandClock)
    log: MemoryEventLog = field(default_factory=MemoryEventLog)
    contacts: MemoryContactBook = field(default_factory=MemoryContactBook)
    envelopes: MemoryEnvelopes = field(default_factory=MemoryEnvelopes)
    media: MemoryMediaQueue = field(default_factory=MemoryMediaQueue)
    queue: MemoryWorkQueue = field(default_factory=MemoryWorkQueue)
    given: list[Update] = field(default_factory=list)
    statuses: MemoryStatusBook = field(init=False)

    def __post_init__(self) -> None:
        self.statuses = MemoryStatusBook(self.log)

    def taking(self) -> UpdateApplier:
        return UpdateApplier(
            events=self.log,
            inbox=Inbox(events=self.log, queue=self.queue, clock=self.clock),
            queue=self.queue,
            contacts=self.contacts,
            statuses=self.statuses,
            media=self.media,
            envelopes=self.envelopes,
            clock=self.clock,
        )

    def intake(self) -> Intake:
        return Intake(
            envelopes=self.envelopes,
            parsers={ChannelKind.WHATSAPP: self.parse},
            applies=self.taking(),
            clock=self.clock,
            limits=IntakeLimits(tries=2),
        )

    def parse(self, body: bytes) -> Sequence[Update]:
        return [self.given[number] for number in orjson.loads(body)]

    async def post(self, intake: Intake, *updates: Update) -> None:
        numbers = range(len(self.given), len(self.given) + len(updates))
        self.given += updates
        await intake.take(ChannelKind.WHATSAPP, orjson.dumps(list(numbers)))

    async def deliver(self, *updates: Update) -> None:
        intake = self.intake()
        await self.post(intake, *updates)
        await intake.drain()

    async def conversation(self) -> Conversation:
        contact = await self.contacts.find(ANA)
        assert contact is not None
        return Conversation.fold(contact.conversation_id, await self.events())

    async def events(self) -> list[ConversationEvent]:
        return [stored.event for stored in await self.log.tail(0, limit=1000)]

    async def texts(self) -> list[str]:
        return [wrote.text for wrote in (await self.conversation()).unanswered]


class TestABatch:
    async def test_is_taken_whole_and_forgotten(self) -> None:
        house = House()

        await house.deliver(said("un", 1), said("deux", 2), said("trois", 3))

        assert await house.texts() == ["un", "deux", "trois"]
        assert await house.envelopes.waiting(minute(9), limit=9) == ()

    async def test_is_stored_before_anything_is_made_of_it(self) -> None:
        house = House()
        intake = house.intake()

        await house.post(intake, said("un", 1))

        assert len(await house.envelopes.waiting(minute(9), limit=9)) == 1
        assert await house.events() == []

    async def test_is_found_by_the_next_process_if_one_died(self) -> None:
        house = House()
        await house.post(house.intake(), said("un", 1))
        house.clock.move(60)
        survivor = house.intake()

        await survivor.look(after_s=15)
        await survivor.drain()

        assert await house.texts() == ["un"]

    async def test_waits_in_the_store_alone_when_too_much_has_arrived(self) -> None:
        house = House()
        full = Intake(
            envelopes=house.envelopes,
            parsers={ChannelKind.WHATSAPP: house.parse},
            applies=house.taking(),
            clock=house.clock,
            limits=IntakeLimits(in_memory=1, batch=1),
        )
        for number in range(3):
            await house.post(full, said(f"{number}", number))
        await full.drain()
        assert await house.texts() == ["0"]

        house.clock.move(60)
        while await full.look(after_s=15):
            await full.drain()

        assert await house.texts() == ["0", "1", "2"]

    async def test_that_is_old_is_forgotten_though_too_much_has_arrived(self) -> None:
        house = House()
        forgetful = Forgetful()
        full = Intake(
            envelopes=house.envelopes,
            parsers={ChannelKind.WHATSAPP: house.parse},
            applies=house.taking(),
            clock=house.clock,
            limits=IntakeLimits(in_memory=1),
            tidies=[forgetful],
        )
        await house.post(full, said("un", 1))

        await full.look(after_s=15)

        assert forgetful.asked == 1

    async def test_is_found_behind_what_this_process_is_still_at(self) -> None:
        house = House()
        intake = Intake(
            envelopes=house.envelopes,
            parsers={ChannelKind.WHATSAPP: house.parse},
            applies=house.taking(),
            clock=house.clock,
            limits=IntakeLimits(batch=2),
        )
        for number in range(2):
            await house.post(intake, said(f"{number}", number))
        await house.post(house.intake(), said("left by another", 2))
        house.clock.move(60)

        looks = [await intake.look(after_s=15) for _ in range(2)]
        await intake.drain()

        assert looks == [True, False]
        assert await house.texts() == ["0", "1", "left by another"]

    async def test_repeated_whole_or_split_changes_nothing(self) -> None:
        house = House()
        await house.deliver(said("un", 1), said("deux", 2))
        before = await house.events()

        await house.deliver(said("un", 1), said("deux", 2))
        await house.deliver(said("deux", 2))

        assert await house.events() == before

    async def test_is_put_in_the_order_in_which_it_was_written(self) -> None:
        house = House()

        await house.deliver(said("deux", 2, at=minute(2)), said("un", 1, at=minute(1)))
        await house.deliver(said("zéro", 0, at=minute(0)))

        assert await house.texts() == ["zéro", "un", "deux"]

    async def test_loses_no_sibling_of_what_nobody_knows(self) -> None:
        house = House()
        unknown = UnknownUpdate(
            channel=ChannelKind.WHATSAPP, account_id=NUMBER, what="poll", raw='{"type":"poll"}'
        )

        await house.deliver(said("un", 1), unknown, said("deux", 2))

        assert await house.texts() == ["un", "deux"]
        assert await house.envelopes.aside(limit=9) == (unknown,)

    async def test_that_cannot_be_read_is_kept_as_it_came(self) -> None:
        house = House()
        intake = house.intake()

        await intake.take(ChannelKind.WHATSAPP, b"[99]")
        await intake.drain()

        (aside,) = await house.envelopes.aside(limit=9)
        assert (aside.what, aside.raw) == ("unreadable", "[99]")


class TestAMessage:
    async def test_opens_one_conversation_a_contact(self) -> None:
        house = House()
        other = replace(ANA, keys=ContactKeys(user_id="FR.2"))

        await house.deliver(said("un", 1), replace(said("deux", 2), place=other))

        assert len(await house.log.unanswered(minute(9), limit=9)) == 2

    async def test_with_a_file_has_it_fetched(self) -> None:
        house = House()
        photo = MediaReference(media_id="9", media_type="image/jpeg")

        await house.deliver(replace(said("", 1), kind=MessageKind.IMAGE, media=(photo,)))

        (due,) = await house.media.due(minute(9), limit=9)
        assert due.media == photo
        assert (await house.conversation()).unanswered[0].message_id == due.message_id

    async def test_of_whoever_was_erased_begins_anew(self) -> None:
        house = House()
        await house.deliver(said("un", 1))
        first = await house.conversation()
        await house.log.erase(
            ConversationErased(conversation_id=first.conversation_id, at=minute(1))
        )

        await house.deliver(said("deux", 2))

        again = await house.conversation()
        assert again.conversation_id != first.conversation_id
        assert await house.texts() == ["deux"]


class TestChanges:
    async def test_of_a_message_are_made_once(self) -> None:
        house = House()
        await house.deliver(said("un", 1))
        like = ReactionArrived(place=ANA, at=NOON, target="wamid.1", emoji="👍")
        edit = EditArrived(place=ANA, at=NOON, target="wamid.1", text="uno")

        for _ in range(2):
            await house.deliver(like, edit)

        assert await house.texts() == ["uno"]
        reactions = [e for e in await house.events() if isinstance(e, CustomerReacted)]
        assert [one.emoji for one in reactions] == ["👍"]

    async def test_take_a_reaction_away(self) -> None:
        house = House()
        like = ReactionArrived(place=ANA, at=NOON, target="wamid.1", emoji="👍")

        await house.deliver(said("un", 1), like, replace(like, emoji="", at=minute(1)))

        reactions = [e for e in await house.events() if isinstance(e, CustomerReacted)]
        assert [one.emoji for one in reactions] == ["👍", ""]

    async def test_take_a_message_back(self) -> None:
        house = House()

        await house.deliver(said("un", 1), said("deux", 2))
        await house.deliver(RevocationArrived(place=ANA, at=NOON, target="wamid.1"))

        assert await house.texts() == ["deux"]

    async def test_wait_for_the_message_that_they_are_of(self) -> None:
        house = House()
        intake = house.intake()
        await house.post(intake, EditArrived(place=ANA, at=NOON, target="wamid.1", text="uno"))
        await intake.drain()
        assert await house.envelopes.aside(limit=9) == ()

        house.clock.move(60)
        await house.deliver(said("un", 1))
        survivor = house.intake()
        await survivor.look(after_s=1)
        await survivor.drain()

        assert await house.texts() == ["uno"]

    async def test_that_never_fit_are_set_aside(self) -> None:
        house = House()
        intake = house.intake()
        await house.post(intake, EditArrived(place=ANA, at=NOON, target="wamid.1", text="uno"))
        batch = intake.arrived()

        again = await intake.apply_batch(batch)
        assert again == batch
        assert await intake.apply_batch(again) == []

        (aside,) = await house.envelopes.aside(limit=9)
        assert aside.what == "unapplied_EditArrived"
        assert "uno" in aside.raw


class TestSomebodyElse:
    async def test_who_writes_at_the_phone_takes_over(self) -> None:
        house = House()
        echo = EchoArrived(place=ANA, provider_message_id="wamid.9", at=minute(1), text="J'arrive")

        await house.deliver(said("un", 1))
        for _ in range(2):
            await house.deliver(echo)

        conversation = await house.conversation()
        assert conversation.status is ConversationStatus.OPEN
        assert conversation.unanswered == ()
        assert is_elsewhere(conversation)
        replies = [e for e in await house.events() if isinstance(e, ReplyWritten)]
        assert [one.text for one in replies] == ["J'arrive"]
        assert await house.log.undelivered(minute(9), limit=9) == ()

    async def test_is_not_us(self) -> None:
        house = House()
        ours = EchoArrived(
            place=ANA, provider_message_id="wamid.9", at=NOON, text="Bonjour", callback="c/r/0"
        )

        await house.deliver(said("un", 1), ours)

        assert (await house.conversation()).status is ConversationStatus.PENDING

    async def test_who_has_the_thread_is_listened_to(self) -> None:
        house = House()

        await house.deliver(replace(said("un", 1), standby=True))

        conversation = await house.conversation()
        assert conversation.status is ConversationStatus.OPEN
        assert is_elsewhere(conversation)
        assert await house.log.unanswered(NOON + timedelta(hours=1), limit=9) == ()

    async def test_who_passes_the_thread_has_the_assistant_go_on(self) -> None:
        house = House()
        passed = ControlMoved(place=ANA, at=minute(1), ours=True, rule="passed")
        taken = replace(passed, at=minute(2), ours=False, rule="taken")

        await house.deliver(replace(said("un", 1), standby=True))
        await house.deliver(passed)
        assert (await house.conversation()).status is ConversationStatus.PENDING
        assert len(await house.log.unanswered(minute(9), limit=9)) == 1

        await house.deliver(taken)
        assert (await house.conversation()).status is ConversationStatus.OPEN


class TestAReferral:
    CAME = ReferralArrived(
        place=ANA, at=minute(2), referral=Referral(source="ADS", headline="Les manteaux")
    )

    async def test_is_noted_once_beside_what_was_said(self) -> None:
        house = House()
        await house.deliver(said("un", 1))

        for _ in range(2):
            await house.deliver(self.CAME)

        came = [e for e in await house.events() if isinstance(e, CustomerReferred)]
        assert [one.referral.headline for one in came] == ["Les manteaux"]

    async def test_that_came_with_a_first_message_is_noted_after_it(self) -> None:
        house = House()

        await house.deliver(self.CAME, said("un", 1))

        assert [type(e) for e in await house.events()][-1] is CustomerReferred

    async def test_of_a_stranger_is_taken_once_and_no_conversation_opened(self) -> None:
        house = House()

        with structlog.testing.capture_logs() as logged:
            await house.deliver(self.CAME)

        assert await house.envelopes.waiting(minute(9), limit=9) == ()
        assert await house.contacts.find(ANA) is None
        assert logged == []

    @pytest.mark.parametrize("apart", [False, True])
    async def test_of_a_stranger_stands_before_their_first_message(
        self,
        apart: bool,  # noqa: FBT001
    ) -> None:
        house = House()
        arrived: list[Update] = [self.CAME, self.CAME, said("un", 3, at=minute(3))]

        for updates in [[one] for one in arrived] if apart else [arrived]:
            await house.deliver(*updates)

        events = await house.events()
        assert [type(e) for e in events][1:] == [CustomerReferred, CustomerWrote]
        [came] = [e for e in events if isinstance(e, CustomerReferred)]
        assert (came.referral, came.came_at) == (self.CAME.referral, self.CAME.at)

    async def test_of_a_stranger_is_nobody_elses(self) -> None:
        house = House()
        await house.deliver(replace(self.CAME, place=BEN))

        await house.deliver(said("un", 3))

        assert CustomerReferred not in [type(e) for e in await house.events()]

    async def test_of_a_stranger_is_forgotten_some_day(self) -> None:
        house = House()
        await house.deliver(self.CAME)
        await house.envelopes.drop_before(minute(9) + timedelta(days=1))

        await house.deliver(said("un", 3))

        assert CustomerReferred not in [type(e) for e in await house.events()]


class TestAFailure:
    async def fail(self, house: House, of: str, *, passing: bool = True) -> None:
        await house.deliver(
            StatusArrived(
                channel=ChannelKind.WHATSAPP,
                account_id=NUMBER,
                provider_message_id=f"wamid.{of}",
                status=DeliveryStatus.FAILED,
                at=minute(3),
                code="131056",
                passing=passing,
            )
        )

    async def replied(self, house: House, message: str, *, by: Author = Author.ASSISTANT) -> None:
        await house.deliver(said("un", 1))
        contact = await house.contacts.find(ANA)
        assert contact is not None
        key = SendKey(conversation_id=contact.conversation_id, message_id=MessageId(message))
        reply = replace(reply_event(message), conversation_id=contact.conversation_id, author=by)
        await house.log.append(contact.conversation_id, [reply])
        await house.statuses.sent(key, NUMBER, f"wamid.{message}", at=minute(2))

    async def test_that_passes_has_the_reply_sent_again_as_another_message(self) -> None:
        house = House()
        await self.replied(house, "r1")

        for _ in range(2):
            await self.fail(house, "r1")

        replies = [e for e in await house.events() if isinstance(e, ReplyWritten)]
        assert [one.message_id for one in replies] == ["r1", "r1~2"]
        assert replies[1].answers == ()
        assert replies[1].text == replies[0].text

    async def test_is_not_tried_for_ever(self) -> None:
        house = House()
        await self.replied(house, "r1~3")

        await self.fail(house, "r1~3")

        assert len([e for e in await house.events() if isinstance(e, ReplyWritten)]) == 1
        assert (await house.conversation()).status is ConversationStatus.OPEN

    async def test_that_does_not_pass_is_told_to_people_once(self) -> None:
        house = House()
        await self.replied(house, "r1")

        for _ in range(2):
            await self.fail(house, "r1", passing=False)

        *_, told, asked = await house.events()
        assert type(told) is ReplyStatusReported
        assert isinstance(asked, HandoffRequested)
        assert asked.reason is Reason.UNDELIVERED

    async def test_is_seen_to_after_a_crash_that_came_once_it_was_stored(self) -> None:
        house = House()
        await self.replied(house, "r1")
        failed = StatusArrived(
            channel=ChannelKind.WHATSAPP,
            account_id=NUMBER,
            provider_message_id="wamid.r1",
            status=DeliveryStatus.FAILED,
            at=minute(3),
            code="131053",
        )
        await house.statuses.report(failed)

        await house.deliver(failed)

        assert (await house.conversation()).status is ConversationStatus.OPEN

    async def test_that_a_delivery_overtook_is_none(self) -> None:
        house = House()
        await self.replied(house, "r1")
        await house.deliver(
            StatusArrived(
                channel=ChannelKind.WHATSAPP,
                account_id=NUMBER,
                provider_message_id="wamid.r1",
                status=DeliveryStatus.DELIVERED,
                at=minute(3),
            )
        )

        await self.fail(house, "r1")
        await self.fail(house, "r1", passing=False)

        assert (await house.conversation()).status is ConversationStatus.PENDING
        assert len([e for e in await house.events() if isinstance(e, ReplyWritten)]) == 1

    async def test_of_the_assistants_words_is_not_mended_after_a_persons(self) -> None:
        house = House()
        await self.replied(house, "r1")
        contact = await house.contacts.find(ANA)
        assert contact is not None
        theirs = replace(
            reply_event("r2"), conversation_id=contact.conversation_id, author=Author.AGENT
        )
        await house.log.append(contact.conversation_id, [theirs])

        await self.fail(house, "r1")

        replies = [e for e in await house.events() if isinstance(e, ReplyWritten)]
        assert [one.message_id for one in replies] == ["r1", "r2"]

    async def test_of_a_persons_words_does_not_take_the_conversation_back(self) -> None:
        house = House()
        await self.replied(house, "r1", by=Author.AGENT)
        contact = await house.contacts.find(ANA)
        assert contact is not None
        back = ConversationReleased(conversation_id=contact.conversation_id, at=minute(3))
        await house.log.append(contact.conversation_id, [back])

        await self.fail(house, "r1")

        assert (await house.conversation()).status is ConversationStatus.PENDING


class TestAStatus:
    async def test_of_a_message_that_nobody_sent_waits(self) -> None:
        house = House()
        read = StatusArrived(
            channel=ChannelKind.WHATSAPP,
            account_id=NUMBER,
            provider_message_id="wamid.7",
            status=DeliveryStatus.READ,
            at=NOON,
        )

        await house.deliver(read, said("un", 1))

        assert await house.texts() == ["un"]
        assert [type(e) for e in await house.events()][-1] is CustomerWrote
