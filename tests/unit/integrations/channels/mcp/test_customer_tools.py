"""What a program's calls become: messages of the customer, in the log."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from assistant.conversation.conversation import Conversation
from assistant.conversation.events import Author, CustomerWrote, OperationProposed
from assistant.conversation.ids import ConversationId, CustomerId
from assistant.messages.load_gate import Pressure
from assistant.operations.identity.attempts import (
    Attempt,
    AttemptOutcome,
    BySignIn,
    Proven,
    TokenRefused,
)
from assistant.ports import LogUnavailableError, Record
from tests.support.memory.assemblies.completions_api import CLIENTS, Api, GoingAway, conversation
from tests.support.memory.assemblies.mcp_counter import Counter
from tests.support.memory.assemblies.web_chat import Limits, a_reply
from tests.support.memory.fanout import MemoryFanout
from tests.support.memory.work_queue import FixedGate

PROPOSAL = "p-1"


class Page:
    """Says who the customer is once `takes`; remembers what it was shown."""

    def __init__(self) -> None:
        self.takes = False
        self.shown: list[str] = []

    async def attempt(self, conversation: Conversation, attempt: Attempt) -> AttemptOutcome:
        del conversation
        assert isinstance(attempt, BySignIn)
        self.shown.append(attempt.token)
        return Proven(customer_id=CustomerId("lea")) if self.takes else TokenRefused(reason="used")


class Followed(MemoryFanout):
    """Counts who follows now."""

    followers = 0

    @asynccontextmanager
    async def subscribe(
        self, conversation_id: ConversationId
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        self.followers += 1
        try:
            async with super().subscribe(conversation_id) as notices:
                yield notices
        finally:
            self.followers -= 1


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

    async def test_comes_again_later_while_too_many_messages_come(self) -> None:
        counter = Counter(api=Api(load=FixedGate(found=Pressure(wait_s=3.2, is_shut=True))))
        async with counter.program(counter.for_customers()) as program:
            why = await program.fail("ask", message="How long?")

        assert "more messages come than are answered now" in why
        assert counter.api.heard == []

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

    async def test_without_a_name_is_of_the_conversation_that_was_last(
        self, counter: Counter
    ) -> None:
        async with counter.program() as program:
            begun = await program.call("ask", message="Hello")
            again = await program.call("get_replies")
            await program.call("ask", message="Hello", conversation_id="v2")
            other = await program.call("get_replies")

        assert again["conversation_id"] == begun["conversation_id"]
        assert other["conversation_id"] == "v2"

    async def test_after_a_first_answer_that_took_too_long_is_told_where(self) -> None:
        counter = Counter(api=Api(wait_s=0.05, says=""))
        async with counter.program() as program:
            why = await program.fail("ask", message="How long?")

        [wrote] = counter.api.heard
        [called] = [word for word in why.split() if conversation(word) == wrote.conversation_id]
        assert f"get_replies with conversation_id {called}" in why

    @pytest.mark.parametrize("given", [{}, {"conversation_id": ""}])
    async def test_without_any_conversation_says_what_is_missing(
        self, counter: Counter, given: dict[str, str]
    ) -> None:
        async with counter.program() as program:
            assert "conversation_id is missing" in await program.fail("get_replies", **given)

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

    async def test_without_a_name_is_said_in_the_conversation_that_was_last(
        self, counter: Counter
    ) -> None:
        async with counter.program() as program:
            await program.call("ask", message="Hello", conversation_id="v1")
            await read_back(counter)

            await program.call("confirm_operation", confirmation_id=PROPOSAL, words="yes")

            assert counter.api.heard[-1].conversation_id == conversation("v1")

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


class TestAReply:
    async def test_leads_to_the_shops_pages(self, counter: Counter) -> None:
        counter.api.says_where_it_stands()
        async with counter.program() as program:
            told = await program.call("ask", message="How long?")

        assert told["sources"][0]["url"] == "https://shop.example/returns"
        assert told["cards"][0]["url"] == "https://shop.example/mug"
        assert told["cards"][0]["image_url"] == "https://shop.example/mug.jpg"


class TestACallThatIsMadeAgain:
    async def test_is_one_message_with_one_answer(self, counter: Counter) -> None:
        asking = {"message": "How long?", "conversation_id": "v1"}
        answers = []
        for _ in range(2):  # a connection each
            async with counter.program(counter.for_customers(key="k1")) as program:
                answers.append(await program.call("ask", **asking))

        assert len(counter.api.heard) == 1
        assert answers[0] == answers[1]

    async def test_comes_to_the_conversation_that_it_began(self, counter: Counter) -> None:
        called = []
        for _ in range(2):
            async with counter.program(counter.for_customers(key="k1")) as program:
                called.append((await program.call("ask", message="How long?"))["conversation_id"])

        assert called[0] == called[1]
        assert len(counter.api.heard) == 1

    async def test_of_another_customer_comes_to_a_conversation_of_its_own(
        self, counter: Counter
    ) -> None:
        page = counter.api.identifier = Page()
        page.takes = True
        called = []
        for token in ("token of Ana", ""):
            caller = counter.for_customers(key="1", token=token)
            async with counter.program(caller) as program:
                answer = await program.call("ask", message="Where is my order?")
                called.append(answer["conversation_id"])

        assert called[0] != called[1]
        assert len(counter.api.heard) == 2

    async def test_is_known_by_its_id_in_its_session(self, counter: Counter) -> None:
        for session in ("s1", "s1", "s2"):  # the SDK counts a session's requests from 0
            async with counter.program(counter.for_customers(session=session)) as program:
                await program.call("ask", message="Yes", conversation_id="v1")

        assert len(counter.api.heard) == 2

    async def test_with_other_words_is_another(self, counter: Counter) -> None:
        async with counter.program(counter.for_customers(key="the only one")) as program:
            await program.call("ask", message="How long?", conversation_id="v1")
            await program.call("ask", message="And who pays?", conversation_id="v1")

        assert len(counter.api.heard) == 2

    async def test_is_a_yes_that_was_said_once(self, counter: Counter) -> None:
        yes = {"conversation_id": "v1", "confirmation_id": PROPOSAL, "words": "yes"}
        async with counter.program() as program:
            await program.call("ask", message="Hello", conversation_id="v1")
        await read_back(counter)
        for _ in range(2):
            async with counter.program(counter.for_customers(key="k1")) as program:
                answer = await program.call("confirm_operation", **yes)

        assert answer["reply"] == counter.api.says
        assert [wrote.text for wrote in counter.api.heard] == ["Hello", "yes"]


class TestATokenOverPipes:
    async def test_is_shown_until_it_was_taken(self, counter: Counter) -> None:
        page = Page()
        counter.api.identifier = page
        async with counter.program(counter.for_customers(token="t1")) as program:
            assert "X-Customer-Token" in await program.fail("ask", message="Hello")
            page.takes = True
            await program.call("ask", message="Hello")
            await program.call("ask", message="Where is my order?")

        assert page.shown == ["t1", "t1"]


class TestALog:
    async def test_is_read_from_its_beginning_once_a_call(
        self, counter: Counter, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read_from = []
        log, read = counter.api.log, counter.api.log.read

        async def counted(conversation_id: ConversationId, *, after: int = 0) -> Record:
            read_from.append(after)
            return await read(conversation_id, after=after)

        async with counter.program() as program:
            await program.call("ask", message="Hello", conversation_id="v1")
            await read_back(counter)
            monkeypatch.setattr(log, "read", counted)
            for name, given in (
                ("confirm_operation", {"confirmation_id": PROPOSAL, "words": "yes"}),
                ("ask", {"message": "And now?"}),
                ("get_replies", {}),
            ):
                await program.call(name, **given)

        assert read_from.count(0) == 3

    async def test_is_followed_no_longer_than_a_call_takes(self) -> None:
        fanout = Followed()
        counter = Counter(api=Api(fanout=fanout))

        await counter.desk().customers.call(counter.for_customers(), "ask", {"message": "Hello"})

        assert fanout.followers == 0


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

    async def test_in_the_log_once_the_words_are_kept_is_not_worth_saying_them_again(self) -> None:
        log = GoingAway()
        log.goes = True
        counter = Counter(api=Api(says="", log=log))
        async with counter.program(counter.for_customers()) as program:
            why = await program.fail("ask", message="How long?", conversation_id="v1")

        assert "do not say it again" in why
        assert "conversation_id v1" in why

    async def test_in_our_code_is_told_without_its_words(
        self, counter: Counter, capsys: pytest.CaptureFixture[str]
    ) -> None:
        async with counter.program() as program:
            counter.shelf.error = RuntimeError("secret words of a customer")

            why = await program.fail("search_products", query="mug")

            written = capsys.readouterr()
            assert "secret" not in why + written.out + written.err
            assert "RuntimeError" in written.out + written.err
