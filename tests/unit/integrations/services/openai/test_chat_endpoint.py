import asyncio
import json
import logging
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from assistant.kit.model.model_budget import Prices
from assistant.kit.model.ports import (
    Completed,
    Finish,
    Format,
    Message,
    MessageRole,
    ModelAnswerError,
    ModelRefusedError,
    ModelUnavailableError,
    Purpose,
    Request,
    ToolCall,
)
from integrations.services.openai.chat_endpoint import OpenAIChat
from tests.support.simulators.model.requests import CANCEL, ask, calls_of, client, collect, text_of
from tests.support.simulators.model.script import Asked, Call, Said
from tests.support.simulators.model.server import KEY, ModelServer

NUMBERS = ("BM1", "BM2", "BM1")  # as a weak model repeats itself
SCHEMA = Format(
    name="answer",
    schema={
        "type": "object",
        "properties": {"yes": {"type": "boolean"}},
        "required": ["yes"],
        "additionalProperties": False,
    },
)


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer().serve() as serving:
        yield serving


@pytest.fixture
async def chat(server: ModelServer) -> AsyncIterator[OpenAIChat]:
    async with client(server) as opened:
        yield opened


class TestWhole:
    async def test_gives_the_text_and_what_it_used(
        self, server: ModelServer, chat: OpenAIChat
    ) -> None:
        server.script = [Said(text="Hello there.", cached=2)]

        answer = await chat.complete(ask("How are you?"))

        assert answer.text == "Hello there."
        assert answer.end.finish is Finish.STOP
        assert (answer.end.usage.prompt, answer.end.usage.cached) == (5, 2)
        assert answer.end.usage.completion == 2
        assert answer.end.endpoint in server.url

    async def test_costs_what_the_prices_say(self, server: ModelServer) -> None:
        server.script = [Said(text="a b", cached=2)]
        prices = Prices(read=Decimal(1), cached=Decimal("0.5"), written=Decimal(10))

        async with client(server, prices=prices) as chat:
            answer = await chat.complete(ask("How are you?"))

        assert answer.end.usage.cost == Decimal(
            "0.000024"
        )  # 3 x 1 + 2 x 0.5 + 2 x 10, of a million

    async def test_calls_tools(self, server: ModelServer, chat: OpenAIChat) -> None:
        server.script = [Said(calls=(Call(name="cancel_order", arguments={"number": "BM1"}),))]

        answer = await chat.complete(ask(tools=(CANCEL,)))

        assert answer.end.finish is Finish.TOOLS
        assert answer.calls == (
            ToolCall(call_id="call_0", name="cancel_order", arguments='{"number": "BM1"}'),
        )
        assert server.asked[0].tools == ["cancel_order"]

    async def test_takes_a_tools_result_back(self, server: ModelServer, chat: OpenAIChat) -> None:
        call = ToolCall(call_id="call_7", name="cancel_order", arguments="{}")
        messages = (
            Message(role=MessageRole.USER, text="Cancel it"),
            Message(role=MessageRole.ASSISTANT, calls=(call,)),
            Message(role=MessageRole.TOOL, text="done", answers="call_7"),
        )

        await chat.complete(Request(messages=messages, purpose=Purpose.DIALOGUE, tools=(CANCEL,)))

        _, second, third = server.asked[0].messages
        assert second["tool_calls"][0]["id"] == "call_7"
        assert (third["role"], third["tool_call_id"], third["content"]) == (
            "tool",
            "call_7",
            "done",
        )

    async def test_gives_json_where_it_has_to(self, server: ModelServer, chat: OpenAIChat) -> None:
        server.script = [Said(text='```json\n{"yes": true}\n```')]

        answer = await chat.complete(ask(format=SCHEMA))

        assert json.loads(answer.text) == {"yes": True}
        asked = server.asked[0].body["response_format"]
        assert (asked["type"], asked["json_schema"]["strict"]) == ("json_schema", True)

    async def test_that_is_no_json_is_no_answer(
        self, server: ModelServer, chat: OpenAIChat
    ) -> None:
        server.script = [Said(text="Yes, of course")]

        with pytest.raises(ModelAnswerError, match="no JSON"):
            await chat.complete(ask(format=SCHEMA))

    async def test_estimates_what_the_endpoint_does_not_count(
        self, server: ModelServer, chat: OpenAIChat
    ) -> None:
        server.script = [Said(text="Hello there.", no_usage=True)]

        answer = await chat.complete(ask("x" * 400))

        assert answer.end.usage.estimated
        assert answer.end.usage.prompt > 100


class TestStreamed:
    async def test_text_comes_in_pieces_and_then_the_end(
        self, server: ModelServer, chat: OpenAIChat
    ) -> None:
        server.script = [Said(text="You have 30 days to return it.")]

        parts = await collect(chat, ask())

        assert len(parts) > 3
        assert text_of(parts) == "You have 30 days to return it."
        assert isinstance(parts[-1], Completed)
        assert parts[-1].usage.completion == 7

    async def test_calls_are_put_together(self, server: ModelServer, chat: OpenAIChat) -> None:
        wanted = (
            Call(name="cancel_order", arguments={"number": "BM1004711", "reason": "too late"}),
            Call(name="cancel_order", arguments={"number": "BM2"}),
        )
        server.script = [Said(text="One moment.", calls=wanted, piece=3)]

        parts = await collect(chat, ask(tools=(CANCEL,)))

        assert text_of(parts) == "One moment."
        assert [json.loads(one.arguments) for one in calls_of(parts)] == [
            one.arguments for one in wanted
        ]

    async def test_that_breaks_off_is_not_whole(
        self, server: ModelServer, chat: OpenAIChat
    ) -> None:
        server.script = [Said(text="You have 30 days to return it.", cut_after=1)]

        with pytest.raises(ModelUnavailableError, match="connection"):
            await collect(chat, ask())

    async def test_that_has_no_end_is_not_whole(
        self, server: ModelServer, chat: OpenAIChat
    ) -> None:
        server.script = [Said(text="You have 30 days", no_end=True)]

        with pytest.raises(ModelAnswerError, match="before its end"):
            await collect(chat, ask())

    async def test_that_is_garbled_is_no_answer(
        self, server: ModelServer, chat: OpenAIChat
    ) -> None:
        server.script = [Said(text="You have", garbled=True)]

        with pytest.raises(ModelAnswerError, match="makes no sense"):
            await collect(chat, ask())

    async def test_that_never_ends_is_cut_off(self, server: ModelServer, chat: OpenAIChat) -> None:
        server.script = [Said(text="word " * 100_000, piece=10_000)]

        with pytest.raises(ModelAnswerError, match="too long"):
            await collect(chat, ask(max_tokens=100))

    async def test_closed_early_leaves_nothing_open(
        self, server: ModelServer, chat: OpenAIChat
    ) -> None:
        server.script = [Said(text="a b c d e f", stall_after=1, stall=asyncio.Event())]

        parts = chat.stream(ask())
        await anext(parts)
        await parts.aclose()

        server.script = [Said(text="again")]
        assert (await chat.complete(ask())).text == "again"


class TestFailures:
    @pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
    async def test_may_pass(self, server: ModelServer, chat: OpenAIChat, status: int) -> None:
        server.script = [Said(status=status, headers={"Retry-After": "7"})]

        with pytest.raises(ModelUnavailableError) as caught:
            await chat.complete(ask())

        assert caught.value.retry_after_s == 7.0

    @pytest.mark.parametrize(
        ("status", "advice"),
        [(401, "API_KEY"), (403, "may not"), (404, "/v1"), (402, "credit"), (400, "window")],
    )
    async def test_say_what_to_mend(
        self, server: ModelServer, chat: OpenAIChat, status: int, advice: str
    ) -> None:
        server.script = [Said(status=status, error="no")]

        with pytest.raises(ModelRefusedError, match=advice):
            await chat.complete(ask())

    async def test_of_a_server_that_is_not_there(self) -> None:
        async with client(ModelServer(url="http://127.0.0.1:9/v1")) as chat:
            with pytest.raises(ModelUnavailableError, match="connection"):
                await chat.complete(ask())

    async def test_of_a_body_that_is_no_json(self, server: ModelServer, chat: OpenAIChat) -> None:
        server.script = [Said(text="x", garbled=True)]

        with pytest.raises(ModelAnswerError):
            await chat.complete(ask())

    async def test_never_name_the_key_or_the_question(
        self, server: ModelServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        server.key = "another"
        async with client(server) as chat:
            with pytest.raises(ModelRefusedError) as caught:
                await chat.complete(ask("my secret question"))

        assert KEY not in str(caught.value) + repr(caught.value.__dict__)
        assert "secret question" not in str(caught.value)
        assert KEY not in caplog.text


class TestWhatAnEndpointLacks:
    async def test_schema_is_replaced_by_words(self, server: ModelServer, chat: OpenAIChat) -> None:
        server.lacks = frozenset({"response_format"})
        server.persona = lambda _: Said(text='{"yes": true}')

        first = await chat.complete(ask(format=SCHEMA))
        second = await chat.complete(ask(format=SCHEMA))

        assert first.text == second.text == '{"yes": true}'
        assert len(server.asked) == 4  # schema, object, words; then words at once
        assert "response_format" not in server.asked[-1].body
        assert '"yes"' in server.asked[-1].messages[1]["content"]
        assert server.asked[-1].messages[0]["content"] == "You answer."

    async def test_tools_are_replaced_by_json(self, server: ModelServer, chat: OpenAIChat) -> None:
        server.lacks = frozenset({"tools"})
        wish = {
            "calls": [{"tool": "cancel_order", "arguments": {"number": one}} for one in NUMBERS],
            "say": "Sure.",
        }
        server.persona = lambda _: Said(text=json.dumps(wish))

        answer = await chat.complete(ask(tools=(CANCEL,)))
        parts = await collect(chat, ask(tools=(CANCEL,)))

        assert answer.text == text_of(parts) == "Sure."
        assert [json.loads(one.arguments) for one in (*answer.calls, *calls_of(parts))] == [
            {"number": "BM1"},
            {"number": "BM2"},
        ] * 2
        assert "Cancel an order." in server.asked[-1].system

    async def test_tools_are_found_lacking_in_a_stream_too(
        self, server: ModelServer, chat: OpenAIChat
    ) -> None:
        server.lacks = frozenset({"tools"})
        server.persona = lambda _: Said(text='{"calls": [], "say": "Hello."}')

        parts = await collect(chat, ask(tools=(CANCEL,)))

        assert text_of(parts) == "Hello."
        assert calls_of(parts) == []
        assert isinstance(parts[-1], Completed)
        assert len(server.asked) == 2  # refused, and in words

    async def test_tools_that_are_taken_and_never_shown_the_model_are_described(
        self, server: ModelServer, chat: OpenAIChat
    ) -> None:
        wish = json.dumps({"calls": [{"tool": "cancel_order", "arguments": {}}], "say": ""})
        server.persona = lambda asked: Said(text="Which tools?" if asked.tools else wish)

        first = await chat.complete(ask(tools=(CANCEL,)))
        second = await chat.complete(ask(tools=(CANCEL,)))
        third = await chat.complete(ask(tools=(CANCEL,)))

        assert (first.text, first.calls) == ("Which tools?", ())
        assert [one.name for one in (*second.calls, *third.calls)] == ["cancel_order"] * 2
        assert second.end.finish is Finish.TOOLS
        assert [bool(one.tools) for one in server.asked] == [True, False, False]
        assert chat.able.lacks == {"tools"}

    async def test_tools_that_were_called_once_are_no_longer_doubted(
        self, server: ModelServer, chat: OpenAIChat
    ) -> None:
        server.script = [Said(calls=(Call(name="cancel_order"),))]
        server.persona = lambda _: Said(text="Nothing to do.")

        answers = [await chat.complete(ask(tools=(CANCEL,))) for _ in range(3)]

        assert answers[-1].text == "Nothing to do."
        assert all(one.tools for one in server.asked)

    async def test_tools_are_doubted_a_few_times_only(
        self, server: ModelServer, chat: OpenAIChat
    ) -> None:
        server.persona = lambda _: Said(text="No.")

        for _ in range(8):
            await chat.complete(ask(tools=(CANCEL,)))

        sent = [bool(one.tools) for one in server.asked]
        assert sent == [True, False] * 3 + [True, True]
        assert chat.able.lacks == set()

    async def test_calls_of_tools_count_where_tools_were_sent(
        self, server: ModelServer, chat: OpenAIChat
    ) -> None:
        def learns_meanwhile(_: Asked) -> Said:
            chat.able.lacks.add("tools")  # from another request
            return Said(calls=(Call(name="cancel_order"),))

        server.persona = learns_meanwhile
        answer = await chat.complete(ask(tools=(CANCEL,)))

        assert [one.name for one in answer.calls] == ["cancel_order"]

    @pytest.mark.parametrize("name", ["stream_options", "temperature", "max_tokens"])
    async def test_other_parameters_are_left_out(
        self, server: ModelServer, chat: OpenAIChat, name: str
    ) -> None:
        server.lacks = frozenset({name})
        server.persona = lambda _: Said(text="Hello.")

        parts = await collect(chat, ask())

        assert text_of(parts) == "Hello."
        assert name not in server.asked[-1].body
        assert ("max_completion_tokens" in server.asked[-1].body) == (name == "max_tokens")

    async def test_a_refusal_of_something_else_is_no_lack(
        self, server: ModelServer, chat: OpenAIChat
    ) -> None:
        server.script = [Said(status=400, error="the conversation is too long")]

        with pytest.raises(ModelRefusedError):
            await chat.complete(ask(format=SCHEMA, tools=(CANCEL,)))

        assert chat.able.lacks == set()
