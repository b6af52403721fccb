"""Put the chat completions API together: its clients, and the way of their messages."""

from fastapi import APIRouter

from assistant.app.compose.clock import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.shop import public_url
from assistant.kit.settings.settings import SettingError, Settings
from integrations.channels.completions.completions_clients import Client
from integrations.channels.completions.routes import Completions, routes
from integrations.channels.completions.client_conversations import CompletionsIdentifier, CompletionsInbox, ClientConversations


def completions_routes(
    settings: Settings, parts: Parts, inbox: CompletionsInbox, identifier: CompletionsIdentifier | None
) -> APIRouter:
    """Return the API's routes.

    Raises:
        SettingError: two clients have one name or one key.
        ShopFileError: the shop's file is missing or does not fit.
    """
    return routes(
        Completions(
            talk=ClientConversations(
                events=parts.log,
                inbox=inbox,
                fanout=parts.broker.fanout,
                clock=SystemClock(),
                identifier=identifier,
            ),
            clients=read_clients(settings),
            limits=parts.broker.limits,
            max_chars=settings.webchat.max_chars,
            wait_s=settings.completions.wait_s,
            shop_url=public_url(settings.shop),
        )
    )


def read_clients(settings: Settings) -> tuple[Client, ...]:
    """Return who may ask.

    Raises:
        SettingError: two of them have one name or one key.
    """
    clients = tuple(Client(**one.model_dump()) for one in settings.completions.clients)
    names, keys = {one.name for one in clients}, {one.key_sha256 for one in clients}
    if len(names) < len(clients) or len(keys) < len(clients):
        msg = "COMPTOIR_COMPLETIONS__CLIENTS: two clients have the same name or the same key"
        raise SettingError(msg)
    return clients
