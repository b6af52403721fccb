"""Open the connection to the Rasa server: its secret, its client, its state."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from assistant.kit.settings.settings import SettingError, Settings
from integrations.services.rasa.rasa_client import RasaClient, open_client
from integrations.services.rasa.rasa_protocol import RasaError


def find_secret(settings: Settings) -> str:
    """Return the secret that is shared with the Rasa server.

    Raises:
        SettingError: none is set.
    """
    if settings.rasa.secret is None:
        msg = "COMPTOIR_RASA__SECRET is not set: 16 characters or more, as Rasa's RASA_SECRET"
        raise SettingError(msg)
    return settings.rasa.secret.get_secret_value()


@asynccontextmanager
async def open_rasa(settings: Settings) -> AsyncIterator[RasaClient]:
    """Yield a client of the settings' server.

    Raises:
        SettingError: no secret is set.
    """
    async with open_client(
        settings.rasa.url, secret=find_secret(settings), timeout_s=settings.rasa.timeout_s
    ) as client:
        yield client


async def describe_rasa(settings: Settings) -> str:
    """Return the state of the server, for a public page; no failure is raised where it is down."""
    try:
        async with open_rasa(settings) as client:
            await client.check()
    except RasaError:
        return "rasa is down, embedded instead"
    return "rasa"
