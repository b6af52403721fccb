import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from assistant.kit.model.failover import FailoverModel, ModelLimits
from assistant.kit.model.ports import (
    ModelAnswerError,
    ModelError,
    ModelRefusedError,
    ModelUnavailableError,
    TextDelta,
)
from tests.support.simulators.model.requests import ask, client, collect, text_of
from tests.support.simulators.model.script import Said
from tests.support.simulators.model.server import ModelServer

LIMITS = ModelLimits(first_word_s=10.0, total_s=20.0, tries=2, pause_s=0.01)
HASTY = ModelLimits(first_word_s=0.1, total_s=20.0, tries=2, pause_s=0.01)
PATIENT = ModelLimits(first_word_s=1.0, total_s=20.0, tries=2, pause_s=0.01)


@asynccontextmanager
async def over(
    *servers: ModelServer, limits: ModelLimits = LIMITS, pauses: list[float] | None = None
) -> AsyncIterator[FailoverModel]:
    """Yield a model of scripted servers; how long it would have paused is put into `pauses`."""

    async def sleep(seconds: float) -> None:
        if pauses is not None:
            pauses.append(seconds)

    async with AsyncExitStack() as stack:
        for server in servers:
            await stack.enter_async_context(server.serve())
        chats = [await stack.enter_async_context(client(one)) for one in servers]
        yield FailoverModel(chats, limits=limits, sleep=sleep)


class TestOneEndpoint:
    async def test_is_tried_again_after_a_fault_that_may_pass(self) -> None:
        pauses: list[float] = []
        server = ModelServer(script=[Said(status=500), Said(text="Hello.")])

        async with over(server, pauses=pauses) as model:
            answer = await model.complete(ask())

        assert answer.text == "Hello."
        assert len(pauses) == 1
        assert 0.005 <= pauses[0] <= 0.015

    async def test_is_given_the_time_it_asks_for(self) -> None:
        pauses: list[float] = []
        busy = Said(status=429, headers={"Retry-After": "2.5"})

        async with over(ModelServer(script=[busy, Said(text="Hi.")]), pauses=pauses) as model:
            with pytest.raises(ModelUnavailableError):  # its breaker waits that long, too
                await model.complete(ask())

        assert pauses == [2.5]

    async def test_that_asks_for_more_time_than_there_is_is_not_waited_for(self) -> None:
        pauses: list[float] = []
        busy = Said(status=429, headers={"Retry-After": "60"})

        async with over(ModelServer(script=[busy]), pauses=pauses) as model:
            with pytest.raises(ModelUnavailableError, match="too many requests"):
                await model.complete(ask())

        assert pauses == []

    async def test_is_not_tried_again_after_a_refusal(self) -> None:
        server = ModelServer(persona=lambda _: Said(status=401, error="no"))

        async with over(server) as model:
            with pytest.raises(ModelRefusedError):
                await model.complete(ask())

        assert len(server.asked) == 1

    async def test_is_left_alone_after_three_failures_in_a_row(self) -> None:
        server = ModelServer(persona=lambda _: Said(status=500))

        async with over(server) as model:
            for _ in range(4):
                with pytest.raises(ModelUnavailableError):
                    await model.complete(ask())

        assert len(server.asked) == 3


class TestTimeOuts:
    async def test_a_server_that_never_begins_is_given_up(self) -> None:
        server = ModelServer(persona=lambda _: Said(before=asyncio.Event()))

        async with over(server, limits=HASTY) as model:
            with pytest.raises(ModelUnavailableError, match="in time"):
                await collect(model, ask())

        assert len(server.asked) <= 1  # a second try would take as long

    async def test_a_server_that_hangs_after_the_first_word_is_given_up(self) -> None:
        server = ModelServer(
            script=[Said(text="You have 30 days.", piece=5, stall_after=2, stall=asyncio.Event())]
        )
        heard: list[str] = []

        async def listen(model: FailoverModel) -> None:
            async for part in model.stream(ask()):
                heard.extend([part.text] if isinstance(part, TextDelta) else [])

        async with over(server, limits=PATIENT) as model:
            with pytest.raises(ModelUnavailableError, match="in time"):
                await listen(model)

        assert "".join(heard) == "You have 3"

    async def test_a_whole_answer_may_take_all_of_the_time(self) -> None:
        limits = ModelLimits(first_word_s=0.05, total_s=5.0, tries=1)
        late = asyncio.Event()
        server = ModelServer(script=[Said(text="Hello.", before=late)])

        async with over(server, limits=limits) as model:
            asking = asyncio.create_task(model.complete(ask()))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asyncio.shield(asking), 0.1)
            late.set()
            answer = await asking

        assert answer.text == "Hello."


class TestSeveralEndpoints:
    async def test_the_next_is_asked_when_the_first_fails(self) -> None:
        first = ModelServer(persona=lambda _: Said(status=500))
        second = ModelServer(persona=lambda _: Said(text="Hello."))

        async with over(first, second) as model:
            parts = await collect(model, ask())

        assert text_of(parts) == "Hello."
        assert len(first.asked) == 2

    async def test_the_next_is_asked_when_the_first_hangs(self) -> None:
        first = ModelServer(persona=lambda _: Said(before=asyncio.Event()))
        second = ModelServer(persona=lambda _: Said(text="Hello."))

        async with over(first, second, limits=PATIENT) as model:
            assert (await collect(model, ask()))[0] == TextDelta(text="Hello.")

    async def test_the_next_is_asked_at_once_while_the_first_is_left_alone(self) -> None:
        first = ModelServer(persona=lambda _: Said(status=401, error="no"))
        second = ModelServer(persona=lambda _: Said(text="Hello."))

        async with over(first, second) as model:
            for _ in range(5):
                await model.complete(ask())

        assert len(first.asked) == 3
        assert len(second.asked) == 5

    async def test_no_other_is_asked_once_words_were_passed_on(self) -> None:
        first = ModelServer(persona=lambda _: Said(text="You have 30 days.", cut_after=1))
        second = ModelServer()

        async with over(first, second) as model:
            with pytest.raises(ModelError):
                await collect(model, ask())

        assert second.asked == []

    async def test_the_last_ones_error_is_told(self) -> None:
        first = ModelServer(persona=lambda _: Said(status=500))
        second = ModelServer(persona=lambda _: Said(text="x", no_end=True, piece=1))

        async with over(first, second) as model:
            with pytest.raises(ModelAnswerError):
                await collect(model, ask())

    async def test_nobody_is_asked_while_all_are_left_alone(self) -> None:
        server = ModelServer(persona=lambda _: Said(status=403, error="no"))

        async with over(server) as model:
            for _ in range(3):
                with pytest.raises(ModelRefusedError):
                    await model.complete(ask())
            with pytest.raises(ModelUnavailableError, match="left alone"):
                await model.complete(ask())
