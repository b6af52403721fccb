"""Find the signed-in agent and check their permission: every route depends on `require`.

    @router.get("/console/conversations")
    async def conversations(signed_in: Annotated[SignedIn, Depends(require(Permission.X))]): ...

A request that changes something is taken only with the session's own token, in the header
`X-CSRF-Token` or the form's field `csrf`, and only from our own pages. A route that nobody need be
signed in for depends on `anyone`; a test finds those that depend on neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import FastAPI, Request

from assistant.console.shell.browser_session import read_token
from assistant.conversation.ids import TeamId
from assistant.conversation.people import Agent
from assistant.desk.ports import Case
from assistant.desk.staff.audit_chain import Action, Deed
from assistant.desk.staff.permissions import Permission, Sight, may, sees
from assistant.desk.staff.ports import Audit, Directory, Sessions
from assistant.desk.staff.sessions import Lifetimes, Session, csrf_token, digest, is_csrf_token
from assistant.ports import Clock, UnknownConversationError


def comes_from_us(request: Request, url: str = "", *, must_say: bool = False) -> bool:
    """Return whether a browser says that our own page made the request, or says nothing.

    `url` is our public origin; without one, our pages' host is the one that was called. With
    `must_say`, a request that says nothing is not ours: where no token proves it, either.
    """
    origin = request.headers.get("origin")
    if origin is not None:
        if url:
            return origin == url.rstrip("/")
        parts = urlsplit(origin)
        return parts.scheme in ("http", "https") and parts.netloc == request.headers.get("host", "")
    site = request.headers.get("sec-fetch-site")
    return not must_say if site is None else site in ("same-origin", "none")


CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_TOUCH_EVERY = timedelta(minutes=1)  # so that not every request writes


class SignInNeededError(Exception):
    """Say that the request has no session, or none that is still valid."""


class DeniedError(Exception):
    """Say that the agent's role does not have the permission."""


class ForgedError(Exception):
    """Say that a request that changes something does not prove that our own page made it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Hold the agent and the session of a request."""

    agent: Agent
    session: Session
    csrf: str  # the token that the page's forms carry in the field `csrf`

    def may(self, permission: Permission) -> bool:
        """Return whether the agent has a permission; pages ask, to offer only allowed moves."""
        return may(self.agent.role, permission)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Find the signed-in agent, and record their reads and deeds."""

    directory: Directory
    sessions: Sessions
    audit: Audit
    clock: Clock
    lifetimes: Lifetimes
    url: str = ""  # the console's public origin; "": whatever address it is called by
    sight: Sight = Sight.ALL
    put_away: frozenset[TeamId] = frozenset()  # teams; what is theirs is everybody's

    async def find(self, request: Request) -> SignedIn | None:
        """Return the agent and session of a request; None: nobody is signed in."""
        token = read_token(request)
        if not token:
            return None
        session, now = await self.sessions.find(digest(token)), self.clock.now()
        if session is None or not self.lifetimes.is_live(session, now):
            return None
        agent = await self.directory.agent(session.agent_id)
        if agent is None or not agent.active:
            return None
        if now - session.seen_at >= _TOUCH_EVERY:
            await self.sessions.touch(session.token_sha256, seen_at=now)
        return SignedIn(agent=agent, session=session, csrf=csrf_token(token))

    async def is_still(self, request: Request, agent: Agent) -> bool:
        """Return whether a long answer to `request` may go on.

        An agent whose role or teams changed sees other conversations: their page connects anew and
        is checked again.
        """
        found = await self.find(request)
        return found is not None and found.agent == agent

    async def note(
        self,
        who: SignedIn,
        action: Action,
        subject: str = "",
        detail: Mapping[str, str] | None = None,
    ) -> None:
        """Record a deed before the agent gets to see its result.

        `subject` is an id; `detail` has ids and words of ours, never anything personal.
        """
        deed = Deed(
            at=self.clock.now(),
            actor=who.agent.agent_id,
            action=action,
            subject=subject,
            detail=detail or {},
        )
        await self.audit.write(deed)

    def open(self, who: SignedIn, case: Case | None) -> Case:
        """Return the case that was looked up for an address, if `who` may open it.

        Raises:
            UnknownConversationError: there is none, or it is not for them: nobody can tell which.
        """
        if case is None or not self.may_open(who, case):
            raise UnknownConversationError
        return case

    def may_open(self, who: SignedIn, case: Case) -> bool:
        """Return whether a conversation is for `who`, as far as lists know."""
        return sees(
            who.agent,
            holder=case.agent_id,
            team=case.team,
            sight=self.sight,
            put_away=self.put_away,
        )

    async def admit(self, request: Request, permission: Permission) -> SignedIn:
        """Return the agent and session of a request, if they have the permission.

        Raises:
            SignInNeededError, ForgedError, DeniedError: see there.
        """
        signed_in = await self.find(request)
        if signed_in is None:
            raise SignInNeededError
        if request.method not in SAFE_METHODS and not comes_from_us(request, self.url):
            raise ForgedError
        if not signed_in.may(permission):  # first: a form may be hundreds of megabytes
            await self.note(signed_in, Action.DENIED, detail={"permission": permission})
            raise DeniedError
        if request.method not in SAFE_METHODS:
            await self._check_token(request)
        return signed_in

    async def _check_token(self, request: Request) -> None:
        given = request.headers.get(CSRF_HEADER, "")
        if not given and "form" in request.headers.get("content-type", ""):
            field = (await request.form()).get(CSRF_FIELD, "")  # read once, kept for the route
            given = field if isinstance(field, str) else ""
        if not is_csrf_token(given, read_token(request)):
            raise ForgedError


@dataclass(frozen=True, slots=True)
class Requirement:
    """Let through requests of agents who have the permission: a dependency of a route."""

    permission: Permission

    async def __call__(self, request: Request) -> SignedIn:
        """Return the agent and session of the request."""
        return await access_of(request).admit(request, self.permission)


def require(permission: Permission) -> Requirement:
    """Return the dependency that lets through agents with `permission`, as `SignedIn`."""
    return Requirement(permission)


async def anyone() -> None:
    """Let every request through: for signing in, and for files that are no secret."""


def access_of(request: Request) -> Access:
    """Return the application's `Access`."""
    access: Access = request.app.state.console_access
    return access


def attach(app: FastAPI, access: Access) -> None:
    """Let the application's requirements ask `access`."""
    app.state.console_access = access
