"""Comptoir's parts of the Rasa process: runs on Python 3.10 in Rasa's own environment.

A request states where the dialogue stands and what the message means, and gets back what to do
next. Nothing here is the record of a conversation: that is Comptoir's event log, and what Redis
holds is a working copy of one turn.
"""

import hmac
import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import redis
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.brokers.broker import EventBroker
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.lock_store import RedisLockStore
from rasa.core.tracker_store import TrackerStore
from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA
from rasa.shared.nlu.training_data.message import Message
from rasa.utils.endpoints import EndpointConfig
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as as_json

MAX_EVENTS = 200
"""A turn takes about 30; a tracker that grows past this is not kept, as if it had expired."""

KEEP_S = 3600
"""Only the requests of one turn lean on a tracker."""


_RESULT = validator_for(_SCHEMA := RemoteAction.action_response_format_spec())(_SCHEMA)


def _check_result(_: RemoteAction, result: "dict[str, Any]") -> bool:
    _RESULT.validate(result)
    return True


# Rasa checks its own schema with every answer of the action server: four fifths of a turn, 22 ms.
RemoteAction._validate_action_result = _check_result  # noqa: SLF001


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class GivenUnderstanding(GraphComponent):
    """Takes intent and entities from the message's metadata: Comptoir understood it already."""

    @classmethod
    def create(cls, *_: object) -> "GivenUnderstanding":
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            nlu = (message.get(METADATA) or {}).get("nlu")
            if nlu:
                message.set(INTENT, nlu["intent"], add_to_output=True)
                message.set(ENTITIES, nlu["entities"], add_to_output=True)
        return messages


class TurnChannel(InputChannel):
    """`POST /webhooks/comptoir/turn`: put the dialogue where it stands, and let it move once.

    The stock REST channel asks for no secret, and putting a tracker somewhere takes the HTTP API,
    which can load models, too. This is all of both that Comptoir needs.
    """

    def __init__(self, secret: str) -> None:
        self._expected = f"Bearer {secret}"

    @classmethod
    def name(cls) -> str:
        return "comptoir"

    @classmethod
    def from_credentials(cls, credentials: "dict[str, Any] | None") -> "TurnChannel":
        secret = (credentials or {}).get("secret", "")
        if not secret:
            message = "credentials.yml has no secret for the channel comptoir_rasa.TurnChannel"
            raise ValueError(message)
        return cls(secret)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("comptoir_turn")

        @blueprint.get("/")
        async def health(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            ready = agent is not None and agent.is_ready()
            return as_json({"model": agent.model_id if ready else ""}, 200 if ready else 503)

        @blueprint.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            given = request.headers.get("authorization", "")
            if not hmac.compare_digest(given.encode(), self._expected.encode()):
                return as_json({"error": "unauthorized"}, 401)
            asked, agent = request.json, request.app.ctx.agent
            tracker = DialogueStateTracker.from_events(
                asked["sender"], list(_standing(asked["stand"])), slots=agent.domain.slots
            )
            await agent.tracker_store.save(tracker)
            said = CollectingOutputChannel()
            await on_new_message(
                UserMessage(
                    asked["nlu"]["intent"]["name"],
                    said,
                    asked["sender"],
                    input_channel=self.name(),
                    metadata={"nlu": asked["nlu"]},
                )
            )
            steps = [one["custom"] for one in said.messages if "custom" in one]
            return as_json({"steps": steps})

        return blueprint


def _standing(stand: "dict[str, Any]") -> Iterable[Event]:
    """Yield the events that put a new tracker where the dialogue stands."""
    yield ActionExecuted("action_listen")
    form = stand["form"]
    if form:
        yield UserUttered(stand["operation"], {"name": stand["operation"], "confidence": 1.0})
        yield ActionExecuted(form)
        yield ActiveLoop(form)
    for name, value in stand["slots"].items():
        yield SlotSet(name, value)
    if form:
        yield SlotSet(REQUESTED_SLOT, stand["requested"])
        yield ActionExecuted("action_listen")


class TurnStore(TrackerStore):
    """Trackers on Redis: the last one counts, none is merged, and all expire.

    Rasa's own store reads, merges and writes back every event that a conversation ever had.
    """

    def __init__(
        self,
        domain: Domain,
        address: str,
        event_broker: "EventBroker | None" = None,
        **_: object,
    ) -> None:
        self._redis = redis.Redis.from_url(address, decode_responses=True)
        super().__init__(domain, event_broker)

    async def save(self, tracker: DialogueStateTracker) -> None:
        events = [event.as_dict() for event in tracker.events]
        if len(events) > MAX_EVENTS:
            self._redis.delete(_key(tracker.sender_id))
            return
        self._redis.set(_key(tracker.sender_id), json.dumps(events), ex=KEEP_S)

    async def retrieve(self, sender_id: str) -> "DialogueStateTracker | None":
        stored = self._redis.get(_key(sender_id))
        if stored is None:
            return None
        return DialogueStateTracker.from_dict(sender_id, json.loads(stored), self.domain.slots)

    async def keys(self) -> Iterable[str]:
        return list(self._redis.scan_iter(_key("*")))


def _key(sender_id: str) -> str:
    return f"rasa:turn:{sender_id}"


class TurnLocks(RedisLockStore):
    """Rasa's locks, at the same address."""

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        super().__init__()
        self.red = redis.Redis.from_url(endpoint_config.kwargs["address"])
