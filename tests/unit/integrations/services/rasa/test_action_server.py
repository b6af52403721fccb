import httpx
import pytest
from fastapi import FastAPI

from assistant.kit.web import web_errors
from integrations.services.rasa.action_server import PATH, ActionCall, Tracker, routes, run
from integrations.services.rasa.rasa_protocol import AskSlot, Digress, Leave, Rephrase, Step, Submit

SECRET = "a secret of sixteen"


def called(action: str, form: str | None = "cancel_order_form") -> ActionCall:
    tracker = Tracker.model_validate({"active_loop": {"name": form}})
    return ActionCall(next_action=action, tracker=tracker)


async def post(action: str, secret: str = SECRET) -> httpx.Response:
    app = FastAPI()
    web_errors.install(app)
    app.include_router(routes(secret=SECRET))
    transport = httpx.ASGITransport(app=app)
    body = {
        "next_action": action,
        "sender_id": "c1",
        "tracker": {"active_loop": {"name": "cancel_order_form"}, "slots": {}, "events": []},
        "domain": {},
        "version": "3.6.21",
    }
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        return await client.post(PATH, json=body, headers={"Authorization": f"Bearer {secret}"})


class TestAnAction:
    @pytest.mark.parametrize(
        ("action", "step"),
        [
            ("action_ask_reason", AskSlot(operation="cancel_order", slot="reason")),
            ("action_ask_confirmation", AskSlot(operation="cancel_order", slot="confirmation")),
            ("action_submit_cancel_order", Submit(operation="cancel_order")),
            ("action_drop", Leave(why="stopped")),
            ("action_decline", Leave(why="declined")),
            ("action_digress", Digress()),
            ("action_rephrase", Rephrase()),
        ],
    )
    def test_stands_for_a_step(self, action: str, step: Step) -> None:
        assert run(called(action)) == step

    def test_that_nobody_knows_stands_for_none(self) -> None:
        assert run(called("action_refund_everything")) is None

    def test_that_asks_in_no_form_stands_for_none(self) -> None:
        assert run(called("action_ask_reason", form=None)) is None


class TestTheRoute:
    async def test_answers_in_the_form_that_rasa_reads(self) -> None:
        response = await post("action_ask_reason")

        assert response.json() == {
            "events": [],
            "responses": [{"custom": {"do": "ask", "operation": "cancel_order", "slot": "reason"}}],
        }

    async def test_refuses_whoever_does_not_know_the_secret(self) -> None:
        assert (await post("action_ask_reason", secret="guessed")).status_code == 401

    async def test_refuses_an_action_that_nobody_knows(self) -> None:
        assert (await post("action_refund_everything")).status_code == 404
