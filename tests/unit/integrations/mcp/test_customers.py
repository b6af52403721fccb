"""What a program's calls become: messages of the customer, in the log."""

import json

import pytest

from assistant.conversation.events import Author, CustomerWrote, OperationProposed
from assistant.conversation.ids import CustomerId
from assistant.ports import LogUnavailableError
from tests.infra.completions import CLIENTS, Api, conversation
from tests.infra.mcp_desk import Counter
from tests.infra.webchat import Limits, a_reply

PROPOSAL = "p-1"


@pytest.fixture
def counter() -> Counter:
    return Counter()


async def read_back(counter: Counter, called: str = "v1") -> None:
    """Have something read back in a conversation."""
    cid = conversation(called)
    await counter.api.log.append(
        cid,
        [
            OperationProposed(
                conversation_id=cid,
                at=counter.api.clock.now(),
                proposal_id=PROPOSAL,
                operation="cancel_order",
                parameters="{}",
                fingerprint="f",
                customer_id=CustomerId("lea"),
            ),
            a_reply(cid, "Cancel #1001?"),
        ],
    )


class TestACall:
    async def test_is_the_customers_words_with_what_is_called_for(self, counter: Counter) -> None:
        async with counter.program() as program:
            await program.call(
                "return_items",
                words="The mug broke.",
                order_number="#1001",
                items="the blue mug",
                reason="too_small",
                conversation_id="v1",
            )

            [wrote] = counter.api.heard
            assert wrote.text == "The mug broke."
            assert wrote.call is not None
            assert wrote.call.operation == "return_items"
            assert json.loads(wrote.call.slots)["order_number"] == "#1001"
            assert json.loads(wrote.call.described) == {"line_ids": "the blue mug"}

    async def test_of_words_only_is_a_message_like_any_other(self, counter: Counter) -> None:
        async with counter.program() as program:
            answer = await program.call("ask", message="How long?", conversation_id="v1")

            assert counter.api.heard[0].call is None
            assert answer["reply"] == "You have 30 days. Returns are free."
            assert answer["conversation_id"] == "v1"

    async def test_without_words_is_refused(self, counter: Counter) -> None:
        async with counter.program() as program:
            assert "empty" in await program.fail("ask", message="   ")
            assert counter.api.heard == []

    async def test_that_gets_no_answer_in_time_says_how_to_get_it(self) -> None:
        counter = Counter(api=Api(wait_s=0.05, says=""))
        async with counter.program(counter.for_customers()) as program:
            why = await program.fail("ask", message="How long?")

        assert "the message is kept" in why

    async def test_brings_what_people_wrote_meanwhile(self, counter: Counter) -> None:
        async with counter.program() as program:
            await program.call("ask", message="Hello", conversation_id="v1")
            cid = conversation("v1")
            await counter.api.log.append(cid, [a_reply(cid, "Léa here.", author=Author.AGENT)])

            answer = await program.call("ask", message="Still there?", conversation_id="v1")

            assert answer["reply"].startswith("Léa here.")

    async def test_counts_with_the_programs_other_requests(self) -> None:
        counter = Counter(api=Api(limits=Limits(refused=("completions:kiosk",))))
        async with counter.program(counter.for_customers()) as program:
            why = await program.fail("ask", message="How long?")

        assert "more than 60 calls a minute: wait 2 s" in why

    async def test_passes_where_nobody_can_count(self) -> None:
        counter = Counter(api=Api(limits=Limits(broken=True)))
        async with counter.program(counter.for_customers()) as program:
            assert (await program.call("ask", message="How long?"))["reply"]


class TestReadingOn:
    async def test_brings_the_answer_that_took_too_long(self) -> None:
        counter = Counter(api=Api(wait_s=0.05, says=""))
        async with counter.program() as program:
            why = await program.fail("ask", message="How long?", conversation_id="v1")
            cid, [wrote] = conversation("v1"), counter.api.heard
            late = a_reply(cid, "30 days.", answers=(wrote.message_id,))
            await counter.api.log.append(cid, [late])
            answer = await program.call("get_replies", conversation_id="v1")

        assert "get_replies" in why
        assert answer["reply"] == "30 days."
        assert len(counter.api.heard) == 1

    async def test_brings_what_a_person_wrote(self, counter: Counter) -> None:
        async with counter.program() as program:
            await program.call("ask", message="Hello", conversation_id="v1")
            cid = conversation("v1")
            await counter.api.log.append(cid, [a_reply(cid, "Léa here.", author=Author.AGENT)])
            answer = await program.call("get_replies", conversation_id="v1")

        assert answer["reply"].endswith("Léa here.")
        assert answer["author"] == "agent"

    @pytest.mark.parametrize("called", ["", "never-begun"])
    async def test_of_no_conversation_says_so(self, counter: Counter, called: str) -> None:
        async with counter.program() as program:
            assert "conversation" in await program.fail("get_replies", conversation_id=called)


class TestAYes:
    async def test_is_said_to_the_read_back_that_it_names(self, counter: Counter) -> None:
        async with counter.program() as program:
            await program.call("ask", message="Hello", conversation_id="v1")
            await read_back(counter)

            await program.call(
                "confirm_operation", conversation_id="v1", confirmation_id=PROPOSAL, words="yes"
            )

            assert counter.api.heard[-1].text == "yes"
            assert counter.api.heard[-1].confirms == PROPOSAL

    @pytest.mark.parametrize("confirmation_id", ["other", PROPOSAL])
    async def test_to_nothing_that_waits_is_not_passed_on(
        self, counter: Counter, confirmation_id: str
    ) -> None:
        async with counter.program() as program:
            await program.call("ask", message="Hello", conversation_id="v1")
            await read_back(counter)
            await counter.api.log.append(conversation("v1"), [a_reply(conversation("v1"), "Else?")])

            why = await program.fail(
                "confirm_operation",
                conversation_id="v1",
                confirmation_id=confirmation_id,
                words="yes",
            )

            assert "Nothing was done" in why
            assert len(counter.api.heard) == 1

    async def test_needs_a_conversation(self, counter: Counter) -> None:
        async with counter.program() as program:
            why = await program.fail(
                "confirm_operation", conversation_id="", confirmation_id=PROPOSAL, words="yes"
            )

            assert "conversation_id is missing" in why

    async def test_of_another_programs_conversation_is_of_none(self, counter: Counter) -> None:
        async with counter.program(counter.for_customers()) as program:
            await program.call("ask", message="Hello", conversation_id="v1")
        await read_back(counter)
        async with counter.program(counter.for_customers(CLIENTS[1])) as other:
            why = await other.fail(
                "confirm_operation", conversation_id="v1", confirmation_id=PROPOSAL, words="yes"
            )

        assert "no such conversation" in why


class TestAReadBack:
    async def test_comes_with_what_a_yes_has_to_name(self, counter: Counter) -> None:
        async def propose(wrote: CustomerWrote) -> None:
            counter.api.heard.append(wrote)
            await read_back(counter)

        counter.api.inbox.on_message = propose
        async with counter.program(counter.for_customers()) as program:
            answer = await program.call("cancel_order", words="cancel it", conversation_id="v1")

        assert answer["reply"] == "Cancel #1001?"
        assert answer["confirmation"] == {"id": PROPOSAL, "operation": "cancel_order"}


class TestWhatGoesWrong:
    async def test_in_the_log_is_told_without_its_words(
        self, counter: Counter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with counter.program() as program:

            async def away(*_: object) -> None:
                raise LogUnavailableError

            monkeypatch.setattr(counter.api.inbox, "receive", away)

            assert "in a moment" in await program.fail("ask", message="How long?")

    async def test_in_our_code_is_told_without_its_words(
        self, counter: Counter, capsys: pytest.CaptureFixture[str]
    ) -> None:
        async with counter.program() as program:
            counter.shelf.error = RuntimeError("secret words of a customer")

            why = await program.fail("search_products", query="mug")

            written = capsys.readouterr()
            assert "secret" not in why + written.out + written.err
            assert "RuntimeError" in written.out + written.err
