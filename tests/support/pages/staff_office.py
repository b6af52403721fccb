"""The shop's people for tests: agents of every role, and the console's pages in process."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import httpx
from argon2 import PasswordHasher
from fastapi import APIRouter, FastAPI
from starlette.types import Receive, Scope, Send

from assistant.console.account import access_refusals, second_factor_pages, sign_in_pages
from assistant.console.shell.access import Access, attach
from assistant.conversation.ids import AgentId
from assistant.conversation.people import Account, Agent, Credentials, Role
from assistant.desk.staff.agent_sign_in import SignIn
from assistant.desk.staff.credentials import Passwords
from assistant.desk.staff.second_step import SecondStep
from assistant.desk.staff.sessions import Lifetimes, Means, csrf_token
from assistant.desk.staff.staff_management import StaffManagement
from assistant.desk.staff.token_seal import TokenSeal
from assistant.kit.web import middleware, web_errors
from integrations.stores.memory.rate_limits import MemoryOneUse, MemoryRateLimits
from tests.support.memory.assemblies.worker_shop import HandClock
from tests.support.memory.staff_directory import (
    MemoryAudit,
    MemoryDirectory,
    MemorySecondFactors,
    MemorySessions,
)

PASSWORD = "seven ducks cross a bridge"
ORIGIN = "http://127.0.0.1:8000"
LIFETIMES = Lifetimes(idle=timedelta(hours=2), absolute=timedelta(hours=12))
HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # quick, and good for nothing


def agent(name: str, role: Role = Role.AGENT) -> Agent:
    """Return an agent called after `name`."""
    return Agent(agent_id=AgentId(name), email=f"{name}@shop.example", name=name.title(), role=role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Everything that the staff's pages stand on, in memory."""

    directory: MemoryDirectory = field(default_factory=MemoryDirectory)
    sessions: MemorySessions = field(default_factory=MemorySessions)
    audit: MemoryAudit = field(default_factory=MemoryAudit)
    limits: MemoryRateLimits = field(default_factory=MemoryRateLimits)
    passwords: Passwords = field(default_factory=lambda: Passwords(hasher=HASHER))
    clock: HandClock = field(default_factory=HandClock)
    factors: MemorySecondFactors = field(default_factory=MemorySecondFactors)
    used: MemoryOneUse = field(default_factory=MemoryOneUse)

    @property
    def signing_in(self) -> SignIn:
        return SignIn(
            directory=self.directory,
            sessions=self.sessions,
            audit=self.audit,
            limits=self.limits,
            passwords=self.passwords,
            clock=self.clock,
            lifetimes=LIFETIMES,
            factors=self.factors,
            seal=TokenSeal(b"k" * 32, self.clock),
        )

    @property
    def second_step(self) -> SecondStep:
        return SecondStep(signing_in=self.signing_in, used=self.used)

    @property
    def managing(self) -> StaffManagement:
        return StaffManagement(
            directory=self.directory,
            sessions=self.sessions,
            audit=self.audit,
            passwords=self.passwords,
            clock=self.clock,
        )

    @property
    def access(self) -> Access:
        return Access(
            directory=self.directory,
            sessions=self.sessions,
            audit=self.audit,
            clock=self.clock,
            lifetimes=LIFETIMES,
        )

    async def hire(
        self, name: str = "lea", role: Role = Role.AGENT, *, password: str = PASSWORD
    ) -> Agent:
        """Add an agent who signs in with `password`."""
        kept = Credentials(password_hash=await self.passwords.keep(password))
        await self.directory.add(Account(agent=agent(name, role), credentials=kept))
        return agent(name, role)

    async def dismiss(self, who: Agent) -> None:
        """Let an agent in no longer, and leave their sessions."""
        await self.directory.change(replace(who, active=False))

    def app(self, pages: APIRouter | None = None) -> FastAPI:
        """Return the application with the pages of signing in; tests add routes of their own."""
        app = FastAPI()
        middleware.install(app)
        web_errors.install(app)
        attach(app, self.access)
        access_refusals.install(app)
        shop = "Maison Coton"
        include_later(
            app,
            lambda: pages or sign_in_pages.routes(self.signing_in, shop=shop),
            lambda: second_factor_pages.routes(self.second_step, shop=shop),
        )
        return app

    @asynccontextmanager
    async def browser(
        self, app: FastAPI, who: Agent | None = None
    ) -> AsyncIterator[httpx.AsyncClient]:
        """Yield what asks as a browser does, signed in as `who`."""
        transport = httpx.ASGITransport(app=app)
        headers = {"Accept": "text/html", "Origin": ORIGIN, "Accept-Language": "en"}
        async with httpx.AsyncClient(
            transport=transport, base_url=ORIGIN, headers=headers
        ) as client:
            if who is not None:
                opened = await self.signing_in.open(who, Means.PASSWORD)
                client.cookies.set("comptoir", opened.token, domain="127.0.0.1")
                client.headers["X-CSRF-Token"] = csrf_token(opened.token)
            yield client


def include_later(app: FastAPI, *makers: Callable[[], APIRouter]) -> None:
    """Include routers once a request finds no other route: most tests need few of some hundred."""
    left, not_found = list(makers), app.router.default

    async def make_next(scope: Scope, receive: Receive, send: Send) -> None:
        if not left:
            await not_found(scope, receive, send)
            return
        app.include_router(left.pop(0)())
        await app.router(scope, receive, send)

    app.router.default = make_next
