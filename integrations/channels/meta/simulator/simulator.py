"""Run the simulator for tests, benchmarks and the demo: a server on loopback, and its customers."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import uvicorn
from starlette.applications import Starlette

from integrations.channels.meta.simulator.messenger_customer import MessengerCustomer
from integrations.channels.meta.simulator.simulated_graph import VERSION, Graph
from integrations.channels.meta.simulator.simulated_world import World
from integrations.channels.meta.simulator.types import (
    PAGE,
    WHATSAPP,
    Fault,
    Number,
    SimulatedCustomer,
    SimulatedPage,
)
from integrations.channels.meta.simulator.webhook_carrier import (
    Carrier,
    Habits,
    SimulatedHook,
    shake_hands,
)
from integrations.channels.meta.simulator.whatsapp_customer import WhatsAppCustomer


@contextlib.asynccontextmanager
async def serving(app: Starlette, *, port: int = 0) -> AsyncIterator[str]:
    """Serve until the block ends; yields the address. Any free port unless one is named."""
    # The protocol is named: only then does asyncio turn Nagle off for what it accepts.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    config = uvicorn.Config(app, log_level="error", lifespan="off", access_log=False)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listening])
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        for one in server.servers:
            one.close()
        for connection in list(server.server_state.connections):
            connection.shutdown()
        async with asyncio.timeout(5):
            while server.server_state.connections:  # noqa: ASYNC110  # uvicorn sets no event
                await asyncio.sleep(0.005)


VERIFY_TOKEN = "verify-token-of-the-shop"  # noqa: S105  # of nothing real


class HandshakeError(Exception):
    """Say that a callback address did not give its challenge back."""


@dataclass(slots=True, kw_only=True)
class Simulator:
    """Hold an app with a number and a page, unless others are added."""

    world: World
    graph: Graph
    number: Number = field(default_factory=Number)
    page: SimulatedPage = field(default_factory=SimulatedPage)

    @property
    def api_url(self) -> str:
        """Return the Graph API's base address, with its version."""
        return f"{self.world.url}/{VERSION}"

    @property
    def faults(self) -> list[Fault]:
        """Return the faults of the next requests, a list to add to."""
        return self.graph.faults

    @property
    def carrier(self) -> Carrier:
        """Return the carrier that posts webhooks."""
        return self.world.carrier

    async def subscribe(self, base_url: str, *, verify_token: str = VERIFY_TOKEN) -> None:
        """Register a server's two webhooks, each after its handshake.

        Raises:
            HandshakeError: one did not give its challenge back.
        """
        for name, path in ((WHATSAPP, "whatsapp"), (PAGE, "messenger")):
            url = f"{base_url}/webhooks/{path}"
            if not await shake_hands(self.carrier.http, url, verify_token):
                raise HandshakeError(url)
            self.carrier.hooks[name] = SimulatedHook(url=url, secret=self.world.app.secret)

    def register(self, base_url: str) -> None:
        """Register a server's two webhooks without a handshake, even before the server listens.

        Deliveries that fail until then are repeated.
        """
        for name, path in ((WHATSAPP, "whatsapp"), (PAGE, "messenger")):
            url = f"{base_url}/webhooks/{path}"
            self.carrier.hooks[name] = SimulatedHook(url=url, secret=self.world.app.secret)

    def whatsapp(
        self, person: SimulatedCustomer | None = None, *, number: Number | None = None
    ) -> WhatsAppCustomer:
        """Return a customer in WhatsApp; a new one unless one is given."""
        who = person or self.world.add(SimulatedCustomer(name=f"Ana {len(self.world.people) + 1}"))
        return WhatsAppCustomer(world=self.world, account=number or self.number, person=who)

    def messenger(
        self, person: SimulatedCustomer | None = None, *, page: SimulatedPage | None = None
    ) -> MessengerCustomer:
        """Return a customer in Messenger; a new one unless one is given."""
        who = person or self.world.add(SimulatedCustomer(name=f"Ana {len(self.world.people) + 1}"))
        return MessengerCustomer(world=self.world, account=page or self.page, person=who)

    def settings(self) -> dict[str, str]:
        """Return the environment that sets the channels of a server under test."""
        app = self.world.app
        shared = {
            "APP_SECRET": app.secret,
            "VERIFY_TOKEN": VERIFY_TOKEN,
            "ACCESS_TOKEN": app.token,
            "API_URL": self.api_url,
        }
        whatsapp = {
            **shared,
            "PHONE_NUMBER_ID": self.number.id,
            "BUSINESS_ACCOUNT_ID": self.number.waba_id,
        }
        messenger = {**shared, "PAGE_ID": self.page.id}
        return {
            **{f"COMPTOIR_WHATSAPP__{name}": value for name, value in whatsapp.items()},
            **{f"COMPTOIR_MESSENGER__{name}": value for name, value in messenger.items()},
        }


@contextlib.asynccontextmanager
async def simulating(*, habits: Habits | None = None, port: int = 0) -> AsyncIterator[Simulator]:
    """Serve a simulator until the block ends."""
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=100)
    async with httpx.AsyncClient(trust_env=False, timeout=20, limits=limits) as http:
        world = World(carrier=Carrier(http=http, habits=habits or Habits()))
        simulator = Simulator(world=world, graph=Graph(world=world))
        world.numbers[simulator.number.id] = simulator.number
        world.pages[simulator.page.id] = simulator.page
        async with serving(simulator.graph.app(), port=port) as world.url:
            world.carrier.start()
            try:
                yield simulator
            finally:
                await world.carrier.stop()
