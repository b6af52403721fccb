"""Serve the actions that Rasa calls, and answer with the step that each stands for.

An action has no effect and looks nothing up: it says which step Rasa chose, and the worker that
holds the conversation takes it. So Rasa's calls need no customer's data, and may be repeated.
"""

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, JsonValue

from assistant.kit.web.web_errors import ErrorCode, RefusedError
from assistant.operations.operation_register import OPERATIONS
from integrations.services.rasa.rasa_protocol import (
    AskSlot,
    Digress,
    Leave,
    Rephrase,
    Step,
    Submit,
    form_of,
    slot_names,
)

PATH = "/rasa/actions"

_ASKS = {f"action_ask_{name}": name for name in slot_names()}
_SUBMITS = {f"action_submit_{name}": name for name in OPERATIONS}
_OPERATIONS = {form_of(name): name for name in OPERATIONS}
_OTHERS: dict[str, Step] = {
    "action_drop": Leave(why="stopped"),
    "action_decline": Leave(why="declined"),
    "action_digress": Digress(),
    "action_rephrase": Rephrase(),
}

_Bearer = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(auto_error=False, description="the secret shared with Rasa")),
]


class ActiveLoop(BaseModel):
    """Hold the form that is active; Rasa's other fields are ignored."""

    name: str | None = None


class Tracker(BaseModel):
    """Hold the part of Rasa's tracker that an action needs."""

    active_loop: ActiveLoop = ActiveLoop()


class ActionCall(BaseModel):
    """Hold Rasa's request to run an action."""

    next_action: str
    tracker: Tracker = Tracker()


class ActionResponse(BaseModel):
    """Hold a step in the form of Rasa's responses, for the engine that sent the message."""

    custom: Step


class ActionResult(BaseModel):
    """Hold the result of an action; it changes nothing in Rasa's tracker."""

    events: list[dict[str, JsonValue]] = []
    responses: list[ActionResponse]


def run(called: ActionCall) -> Step | None:
    """Return the step that an action stands for; None if the action is unknown."""
    if (slot := _ASKS.get(called.next_action)) is not None:
        operation = _OPERATIONS.get(called.tracker.active_loop.name or "")
        return AskSlot(operation=operation, slot=slot) if operation else None
    if (operation := _SUBMITS.get(called.next_action)) is not None:
        return Submit(operation=operation)
    return _OTHERS.get(called.next_action)


def routes(*, secret: str) -> APIRouter:
    """Return the route `POST /rasa/actions`, for requests with `secret`."""
    router = APIRouter(tags=["rasa"])
    expected = secret.encode()

    @router.post(PATH, summary="Run an action for Rasa")
    async def act(called: ActionCall, bearer: _Bearer) -> ActionResult:
        given = bearer.credentials.encode() if bearer else b""
        if not hmac.compare_digest(given, expected):
            raise RefusedError(ErrorCode.UNAUTHORIZED)
        step = run(called)
        if step is None:
            raise RefusedError(ErrorCode.NOT_FOUND)
        return ActionResult(responses=[ActionResponse(custom=step)])

    return router
