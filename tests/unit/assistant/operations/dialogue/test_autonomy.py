"""What the dialogue does as the autonomy table says."""

from assistant.conversation.events import ApprovalRequested, NoteWritten, Reason, ReplyKind
from assistant.operations.dialogue.engine_moves import RecordedYes, Reply
from tests.support.seeds.shop_records import LEA, RECORDS
from tests.unit.assistant.operations.dialogue.talking import YES, Talk, heard


class TestWhatIsLeftToPeople:
    async def test_is_handed_over_before_anything_is_asked(self) -> None:
        talk = Talk()
        await talk.put(cancel_order="human_only")
        talk.write("cancel it")

        move = await talk.engine.advance(talk.conversation, heard("cancel it", "cancel_order"))

        assert isinstance(move, Reply)
        assert (move.draft.kind, move.draft.reason) == (ReplyKind.HANDED_OFF, Reason.HUMAN_ONLY)
        assert move.draft.rule == "operation_cancel_order"
        assert "A person from the team" in move.draft.text

    async def test_is_noted_with_all_that_is_known_of_it(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.put(cancel_order={"level": "suggest", "max_minor": {"EUR": 100}})

        await talk.say(heard("cancel order 1001, ordered by mistake", "cancel_order", "balance"))

        [noted] = talk.of(NoteWritten)
        assert isinstance(noted, NoteWritten)
        assert "cancel an order (order_number #1001, reason ordered_by_mistake)" in noted.text
        assert "gift card balance" in noted.text
        assert "€46.00" in noted.text
        assert talk.conversation.dealings.dialogue == ""


class TestWhatNeedsApproval:
    async def test_is_asked_for_after_the_yes_and_not_done(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.put(cancel_order={"level": "suggest", "approver": "lead"})
        await talk.say(heard("cancel order 1001, ordered by mistake", "cancel_order"))
        talk.write("yes")
        recorded = await talk.engine.advance(talk.conversation, YES)
        assert isinstance(recorded, RecordedYes)
        talk.fold(*recorded.events)

        move = await talk.engine.advance(talk.conversation, YES)

        assert isinstance(move, Reply)
        assert (move.draft.kind, move.draft.reason) == (ReplyKind.NOTICE, Reason.NEEDS_APPROVAL)
        [asked] = [event for event in move.events if isinstance(event, ApprovalRequested)]
        assert (asked.operation, asked.role) == ("cancel_order", "lead")
        assert asked.rule == "operation_cancel_order"
        assert talk.shop.records() == RECORDS

    async def test_is_said_of_a_look_up_that_a_person_sees_first(self) -> None:
        talk = Talk()
        talk.sign_in(LEA)
        await talk.put(balance="suggest")
        talk.write("what is left?")

        move = await talk.engine.advance(talk.conversation, heard("what is left?", "balance"))

        assert isinstance(move, Reply)
        assert move.verdict is not None
        assert move.verdict.rule == "operation_balance"
