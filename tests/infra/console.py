"""The console over parts in memory, and who is signed in by a cookie."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fastapi import FastAPI, Request

from assistant.app.clock import SystemClock
from assistant.console.parts import Console
from assistant.console.routes import routes
from assistant.console.signing import SignedIn
from assistant.conversation.ids import AgentId, TeamId
from assistant.desk.ports import Cases
from assistant.desk.service import Desk
from assistant.memory import MemoryFanout
from assistant.memory_broker import MemoryWorkQueue
from assistant.memory_viewers import MemoryViewers
from assistant.ports import Clock, EventLog, Fanout, WorkQueue
from assistant.staff.types import Agent, Role
from assistant.web import errors, middleware
from assistant.web.errors import Code, RefusedError
from integrations.webchat.channel import WebChatChannel

ANNA = Agent(
    agent_id=AgentId("anna"),
    email="anna@shop.example",
    name="Anna Martin",
    role=Role.ADMIN,
    public_name="Anna",
    teams=frozenset({TeamId("orders")}),
)
BEN = Agent(agent_id=AgentId("ben"), email="ben@shop.example", name="Ben Keller", role=Role.AGENT)
CLEO = Agent(agent_id=AgentId("cleo"), email="cleo@shop.example", name="Cléo Roux", role=Role.LEAD)
EVERYONE = (ANNA, BEN, CLEO)


@dataclass(frozen=True, slots=True)
class Colleagues:
    """A `People` that never changes."""

    agents: Sequence[Agent] = EVERYONE

    async def everyone(self) -> Sequence[Agent]:
        return self.agents


def require(permission: str):
    """Let in whoever the cookie `agent` names."""
    del permission

    async def signed_in(request: Request) -> SignedIn:
        found = [one for one in EVERYONE if one.agent_id == request.cookies.get("agent")]
        if not found:
            raise RefusedError(Code.UNAUTHORIZED)
        return SignedIn(agent=found[0], csrf="token")

    return signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Desktop:
    """The console beside a log."""

    log: EventLog
    cases: Cases
    fanout: Fanout = field(default_factory=MemoryFanout)
    queue: WorkQueue = field(default_factory=MemoryWorkQueue)
    clock: Clock = field(default_factory=SystemClock)

    def console(self) -> Console:
        """Put it together."""
        desk = Desk(events=self.log, queue=self.queue, fanout=self.fanout, clock=self.clock)
        return Console.assemble(
            log=self.log,
            cases=self.cases,
            people=Colleagues(),
            desk=desk,
            viewers=MemoryViewers(self.clock),
            typing=WebChatChannel(fanout=self.fanout),
            fanout=self.fanout,
            clock=self.clock,
        )


def app_of(console: Console) -> FastAPI:
    """Return an application with the console alone."""
    app = FastAPI()
    app.include_router(routes(console, require))
    errors.install(app)
    middleware.install(app)
    return app
