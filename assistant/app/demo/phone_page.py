"""Serve the demo's phone: a simulator of Meta's servers beside the API, and its page.

The simulator posts to the API's own webhooks; nothing goes round HTTP.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.app.compose.local_installation import own_address
from assistant.app.compose.shop_profile import load_shop
from assistant.app.demo.demo_phone import has_phone, revealed
from assistant.kit.settings.settings import Settings

if TYPE_CHECKING:
    from integrations.channels.meta.simulator.phone.routes import Phone


@asynccontextmanager
async def open_phone(
    settings: Settings, sockets: list[socket], *, demo: bool
) -> AsyncIterator["Phone | None"]:
    """Serve the simulator until the block ends; yields the page, None without a phone."""
    if not demo or not has_phone(settings):
        yield None
        return
    from assistant.app.demo.demo_outreach import approved_templates  # noqa: PLC0415
    from integrations.channels.meta.simulator.phone.phone_visitors import (  # noqa: PLC0415
        CALM,
        TEMPLATES,
    )
    from integrations.channels.meta.simulator.phone.routes import phone_of  # noqa: PLC0415
    from integrations.channels.meta.simulator.simulator import simulating  # noqa: PLC0415

    port = urlsplit(settings.whatsapp.api_url).port or 0
    async with simulating(habits=CALM, port=port) as simulator:
        app, name = simulator.world.app, load_shop(settings.shop.profile_source).name
        app.secret = revealed(settings.whatsapp.app_secret[0])
        app.token = revealed(settings.whatsapp.access_token)
        simulator.number.name = simulator.page.name = name
        simulator.number.templates += (*TEMPLATES, *approved_templates())
        simulator.world.status_pause_s = 0.3  # as long as one can see
        simulator.register(own_address(sockets[0]))
        yield phone_of(simulator, shop=name)
