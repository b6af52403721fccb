"""Send a signal to Rasa, and read the steps that it decides on."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus

import httpx
from pydantic import BaseModel, Field, JsonValue, ValidationError

from integrations.services.rasa.rasa_protocol import RasaError, RasaSignal, RasaStand, Step, form_of

_CHANNEL = "/webhooks/comptoir"


class _TurnSteps(BaseModel):
    steps: list[Step] = Field(min_length=1)


class RasaClient:
    """Send requests to a Rasa server with the generated project, as `rasa_protocol.Decider`."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    @property
    def url(self) -> str:
        """Return the server's address."""
        return str(self._http.base_url)

    async def turn(self, sender: str, stand: RasaStand, signal: RasaSignal) -> list[Step]:
        try:
            response = await self._http.post(
                f"{_CHANNEL}/turn", json=_written(sender, stand, signal)
            )
        except httpx.HTTPError as error:
            raise RasaError(type(error).__name__) from None
        if response.status_code != HTTPStatus.OK:
            message = f"status {response.status_code}"
            raise RasaError(message)
        try:
            return _TurnSteps.model_validate_json(response.content).steps
        except ValidationError:
            message = f"no step for {signal.intent}"
            raise RasaError(message) from None

    async def check(self) -> str:
        """Return the name of the model that is loaded.

        Raises:
            RasaError: the server does not answer, or has no model.
        """
        try:
            response = await self._http.get(f"{_CHANNEL}/")
            response.raise_for_status()
            return str(response.json()["model"])
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise RasaError(type(error).__name__) from None


@asynccontextmanager
async def open_client(url: str, *, secret: str, timeout_s: float) -> AsyncIterator[RasaClient]:
    """Yield a client of the server at `url`; `timeout_s` is for a whole request."""
    async with httpx.AsyncClient(
        base_url=url,
        headers={"Authorization": f"Bearer {secret}"},
        timeout=timeout_s,
        trust_env=False,  # a proxy for the web is none for the server beside us
    ) as http:
        yield RasaClient(http)


def _written(sender: str, stand: RasaStand, signal: RasaSignal) -> Mapping[str, JsonValue]:
    entities: list[JsonValue] = [
        {"entity": name, "value": value} for name, value in signal.slots.items()
    ]
    return {
        "sender": sender,
        "stand": {
            "operation": stand.operation,
            "form": form_of(stand.operation) if stand.operation else "",
            "slots": dict(stand.slots),
            "requested": stand.requested,
        },
        "nlu": {"intent": {"name": signal.intent, "confidence": 1.0}, "entities": entities},
    }
