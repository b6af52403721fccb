"""Sign agents in: read this file first. Every way in ends in a new session with a new token.

An address that nobody has, an agent who may not sign in and a wrong password give the same outcome
after the same work. Tries are counted before anything is looked up: for one address and one
network, for an address from everywhere, and for a network. Strangers lock nobody out who knows
their password: a browser that an agent signed in with before has a counter of its own, and so have
agents who are signed in. Codes are not counted from everywhere: they are too long to be guessed.
Without a counter nobody can sign in, because guesses could not be noticed; open sessions stay open.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace

import structlog

from assistant.conversation.ids import AgentId
from assistant.conversation.people import Account, Agent, normal_email
from assistant.desk.staff.audit_chain import Action, Deed
from assistant.desk.staff.credentials import Passwords, Weakness, find_weakness, is_code
from assistant.desk.staff.ports import Audit, Directory, SecondFactors, Sessions
from assistant.desk.staff.sessions import Lifetimes, Means, Session, digest, mint
from assistant.desk.staff.token_seal import TokenSeal
from assistant.ports import BrokerUnavailableError, Clock, RateLimits

TRIES = 5
"""For one address from one network, in a quarter of an hour."""

TRIES_PER_EMAIL = 50
"""Passwords for one address from everywhere, in an hour."""

TRIES_PER_NETWORK = 60
"""From one network, in a quarter of an hour: a whole office may sign in."""

DEVICE_S = 180 * 86_400
"""For which a browser is known after a sign-in."""

SECOND_STEP = "second step"
STEP_S = 600
_DEVICE = "device"
_QUARTER_S = 900.0
_HOUR_S = 3600.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSession:
    """Say that the sign-in succeeded, with the new session's token."""

    agent: Agent
    token: str  # for the cookie, and for nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCredentials:
    """Say that address and password, or code, do not belong to an agent who may sign in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyTries:
    """Say that an address or a network had too many tries."""

    retry_after_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakPassword:
    """Say that the new password may not be chosen."""

    weakness: Weakness


@dataclass(frozen=True, slots=True, kw_only=True)
class UncountedTries:
    """Say that tries cannot be counted now, so nobody can sign in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorNeeded:
    """Say that the password is right, and that a second factor is to be shown."""

    token: str  # for the second step, ten minutes long
    has_app: bool  # else passkeys and recovery codes only


SignInRefusal = WrongCredentials | TooManyTries | WeakPassword | UncountedTries
Attempted = OpenedSession | SecondFactorNeeded | SignInRefusal
Changed = OpenedSession | SignInRefusal


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Sign agents in and out."""

    directory: Directory
    sessions: Sessions
    audit: Audit
    limits: RateLimits
    passwords: Passwords
    clock: Clock
    lifetimes: Lifetimes
    factors: SecondFactors
    seal: TokenSeal

    async def with_password(
        self, email: str, password: str, *, network: str, device: str = ""
    ) -> Attempted:
        """Sign an agent in with a password; tries are counted for the address and for `network`.

        `device` is the token of a browser that was signed in before.
        """
        email = normal_email(email)
        if refused := await self._count(email, network, device):
            return refused
        account = await self.directory.account(email)
        kept = account.credentials.password_hash if account else ""
        right = await self.passwords.is_right(password, kept)
        if account is None or not right or not account.agent.active:
            return await self._wrong(account, Means.PASSWORD)
        opened = await self._let_in(account, Means.PASSWORD)
        if isinstance(opened, SecondFactorNeeded):
            return opened
        again = await self.directory.account(email)
        if again is None or again.credentials.password_hash != kept or not again.agent.active:
            # Reset or disabled while it was checked, which ended all sessions but this one.
            await self.sessions.end(digest(opened.token))
            return WrongCredentials()
        if self.passwords.is_outdated(kept):
            await self._keep_password(again, password)
        return opened

    async def with_code(
        self,
        email: str,
        code: str,
        password: str,
        *,
        network: str,
        device: str = "",
        about: Iterable[str] = (),
    ) -> Attempted:
        """Choose a password with a one-time code, and sign in; that ends every other session.

        `about` are words of the shop that a password must not be made of. Strangers keep nobody
        from a code: a million networks that try it for its 48 hours guess one in 500 million.
        """
        email = normal_email(email)
        if weakness := find_weakness(password, about=(email, *about)):
            return WeakPassword(
                weakness=weakness
            )  # says nothing about anybody, so it is not counted
        if refused := await self._count(email, network, device, everywhere=False):
            return refused
        account = await self.directory.account(email)
        now = self.clock.now()
        valid = account is not None and is_code(code, account.credentials, now)
        kept = await self.passwords.keep(password)  # whoever it is: it takes the same time
        if account is None or not valid or not account.agent.active:
            return await self._wrong(account, Means.CODE)
        old = account.credentials
        new = replace(old, password_hash=kept, code_sha256="", code_expires_at=None)
        if not await self.directory.exchange(account.agent.agent_id, old, new):
            return await self._wrong(account, Means.CODE)  # it was spent meanwhile
        await self.sessions.end_all(account.agent.agent_id)
        await self._note(account.agent.agent_id, Action.PASSWORD_CHANGED)
        return await self._let_in(replace(account, credentials=new), Means.CODE)

    async def change_password(
        self, agent: Agent, old: str, new: str, *, session: str, about: Iterable[str] = ()
    ) -> Changed:
        """Replace a signed-in agent's password: a new session here, none anywhere else.

        `session` is the hash of the session's token, by which tries are counted.
        """
        if weakness := find_weakness(new, about=(agent.email, agent.name, *about)):
            return WeakPassword(weakness=weakness)
        if refused := await self._count_signed_in(session):
            return refused
        account = await self.directory.account(agent.email)
        kept = account.credentials.password_hash if account else ""
        right = await self.passwords.is_right(old, kept)
        if account is None or not right or not account.agent.active:
            return await self._wrong(account, Means.PASSWORD)
        if not await self._keep_password(account, new):
            return WrongCredentials()
        await self.sessions.end_all(agent.agent_id)
        await self._note(agent.agent_id, Action.PASSWORD_CHANGED)
        return await self.open(account.agent, Means.PASSWORD)

    async def confirm(
        self, agent: Agent, password: str, *, session: str
    ) -> WrongCredentials | TooManyTries | UncountedTries | None:
        """Return None if a signed-in agent knows their password, for a change of their account.

        `session` is the hash of the session's token, by which tries are counted.
        """
        if refused := await self._count_signed_in(session):
            return refused
        account = await self.directory.account(agent.email)
        kept = account.credentials.password_hash if account else ""
        right = await self.passwords.is_right(password, kept)
        return None if right else await self._wrong(account, Means.PASSWORD)

    async def count_step(self, agent_id: AgentId) -> TooManyTries | UncountedTries | None:
        """Count a try of an agent's second step."""
        return await self._count_all(((f"staff:second:{agent_id}", TRIES, _QUARTER_S),))

    async def count_network(self, network: str) -> TooManyTries | UncountedTries | None:
        """Count a try that names nobody."""
        return await self._count_all(((f"staff:network:{network}", TRIES_PER_NETWORK, _QUARTER_S),))

    async def refuse_step(self, agent_id: AgentId, means: Means) -> WrongCredentials:
        """Record a second step or a passkey that failed."""
        agent = await self.directory.agent(agent_id)
        return await self._wrong(Account(agent=agent) if agent else None, means)

    def device_token(self, agent: Agent) -> str:
        """Return the token by which the agent's browser is known from now on."""
        device = secrets.token_urlsafe(9)
        who = _pseudonym(agent.email)
        return self.seal.seal(_DEVICE, for_s=DEVICE_S, who=who, device=device)

    async def open(self, agent: Agent, means: Means) -> OpenedSession:
        """Start a session for an agent whose identity is proven."""
        token, now = mint(), self.clock.now()
        session = Session(
            token_sha256=digest(token),
            agent_id=agent.agent_id,
            means=means,
            started_at=now,
            seen_at=now,
        )
        # First: a sign-in that is not in the audit does not happen.
        await self._note(agent.agent_id, Action.SIGNED_IN, means=means)
        await self.sessions.forget(
            started_before=now - self.lifetimes.absolute, seen_before=now - self.lifetimes.idle
        )
        await self.sessions.start(session)
        return OpenedSession(agent=agent, token=token)

    async def leave(self, session: Session) -> None:
        """Sign out of this browser."""
        await self.sessions.end(session.token_sha256)
        await self._note(session.agent_id, Action.SIGNED_OUT)

    async def leave_everywhere(self, agent_id: AgentId) -> None:
        """Sign an agent out of every browser."""
        ended = await self.sessions.end_all(agent_id)
        await self._note(agent_id, Action.SESSIONS_ENDED, sessions=str(ended))

    async def _let_in(self, account: Account, means: Means) -> OpenedSession | SecondFactorNeeded:
        agent = account.agent
        factor = await self.factors.find(agent.agent_id)
        if not factor.is_asked:
            return await self.open(agent, means)
        token = self.seal.seal(
            SECOND_STEP,
            for_s=STEP_S,
            agent=agent.agent_id,
            means=means,
            password=digest(account.credentials.password_hash),
        )
        return SecondFactorNeeded(token=token, has_app=bool(factor.totp_key))

    async def _count(
        self, email: str, network: str, device: str, *, everywhere: bool = True
    ) -> TooManyTries | UncountedTries | None:
        """Count a try; the keys of the counters hold no address."""
        who = _pseudonym(email)
        known = self.seal.open(_DEVICE, device)
        if known.get("who") == who:
            return await self._count_all(((f"staff:device:{known['device']}", TRIES, _QUARTER_S),))
        counts = [
            (f"staff:network:{network}", TRIES_PER_NETWORK, _QUARTER_S),
            (f"staff:both:{who}:{network}", TRIES, _QUARTER_S),
        ]
        if everywhere:
            counts.append((f"staff:email:{who}", TRIES_PER_EMAIL, _HOUR_S))
        return await self._count_all(counts)

    async def _count_signed_in(self, session: str) -> TooManyTries | UncountedTries | None:
        """Count a try by its session: a stolen session keeps no agent out of another session."""
        return await self._count_all(((f"staff:signed-in:{session}", TRIES, _QUARTER_S),))

    async def _count_all(
        self, counts: Iterable[tuple[str, int, float]]
    ) -> TooManyTries | UncountedTries | None:
        try:
            for key, limit, per_s in counts:
                allowance = await self.limits.allow(key, limit=limit, per_s=per_s)
                if not allowance.allowed:
                    return TooManyTries(retry_after_s=allowance.retry_after_s)
        except BrokerUnavailableError:
            log.warning("staff.not_counted")
            return UncountedTries()
        return None

    async def _wrong(self, account: Account | None, means: Means) -> WrongCredentials:
        """Record a failed sign-in in the audit, with the agent's id if the account is known."""
        who = account.agent.agent_id if account else ""
        deed = Deed(
            at=self.clock.now(),
            actor="",
            action=Action.SIGN_IN_FAILED,
            subject=who,
            detail={"means": means},
        )
        await self.audit.write(deed)
        return WrongCredentials()

    async def _keep_password(self, account: Account, password: str) -> bool:
        kept = await self.passwords.keep(password)
        new = replace(account.credentials, password_hash=kept)
        return await self.directory.exchange(account.agent.agent_id, account.credentials, new)

    async def _note(self, agent_id: AgentId, action: Action, **detail: str) -> None:
        deed = Deed(
            at=self.clock.now(), actor=agent_id, action=action, subject=agent_id, detail=detail
        )
        await self.audit.write(deed)


def _pseudonym(email: str) -> str:
    return hashlib.sha256(email.encode(errors="replace")).hexdigest()[:32]
