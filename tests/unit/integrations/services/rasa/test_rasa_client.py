from collections.abc import Callable

import httpx
import pytest

from integrations.services.rasa.rasa_client import RasaClient, open_client
from integrations.services.rasa.rasa_protocol import AskSlot, RasaError, RasaSignal, RasaStand

STAND = RasaStand(operation="cancel_order", slots={"identity": "known"}, requested="order_number")
SIGNAL = RasaSignal(intent="inform", slots={"identity": "known", "order_number": "o1"})
ASK = {"do": "ask", "operation": "cancel_order", "slot": "reason"}


def client(answer: Callable[[httpx.Request], httpx.Response]) -> RasaClient:
    return RasaClient(
        httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://rasa")
    )


def refuse(request: httpx.Request) -> httpx.Response:
    message = "slow"
    raise httpx.ReadTimeout(message, request=request)


class TestATurn:
    async def test_states_where_the_dialogue_stands_and_what_was_understood(self) -> None:
        sent: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            sent.append(request)
            return httpx.Response(200, json={"steps": [ASK]})

        steps = await client(answer).turn("c1", STAND, SIGNAL)

        assert steps == [AskSlot(operation="cancel_order", slot="reason")]
        assert sent[0].url.path == "/webhooks/comptoir/turn"
        assert httpx.Response(200, content=sent[0].content).json() == {
            "sender": "c1",
            "stand": {
                "operation": "cancel_order",
                "form": "cancel_order_form",
                "slots": {"identity": "known"},
                "requested": "order_number",
            },
            "nlu": {
                "intent": {"name": "inform", "confidence": 1.0},
                "entities": [
                    {"entity": "identity", "value": "known"},
                    {"entity": "order_number", "value": "o1"},
                ],
            },
        }

    @pytest.mark.parametrize(
        "answer",
        [
            httpx.Response(500),
            httpx.Response(401, json={"error": "unauthorized"}),
            httpx.Response(200, text="not json"),
            httpx.Response(200, json={"steps": []}),
            httpx.Response(200, json={"steps": [{"do": "refund"}]}),
            httpx.Response(200, json={"steps": [{**ASK, "amount": 3}]}),
        ],
        ids=["broken", "unauthorized", "no json", "nothing", "unknown", "too much"],
    )
    async def test_that_gives_no_step_is_an_error(self, answer: httpx.Response) -> None:
        with pytest.raises(RasaError):
            await client(lambda _: answer).turn("c1", STAND, SIGNAL)

    async def test_that_takes_too_long_is_an_error_without_an_address_in_it(self) -> None:
        with pytest.raises(RasaError, match=r"^ReadTimeout$"):
            await client(refuse).turn("c1", STAND, SIGNAL)


class TestACheck:
    async def test_names_the_model(self) -> None:
        answering = client(lambda _: httpx.Response(200, json={"model": "m1"}))

        assert await answering.check() == "m1"

    async def test_finds_a_server_without_a_model(self) -> None:
        with pytest.raises(RasaError):
            await client(lambda _: httpx.Response(503, json={"model": ""})).check()

    async def test_finds_a_server_that_is_down(self) -> None:
        async with open_client("http://127.0.0.1:9", secret="s", timeout_s=1) as down:
            with pytest.raises(RasaError, match="ConnectError"):
                await down.check()
