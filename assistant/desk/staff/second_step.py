"""Take the second step of a sign-in, let passkeys in, and change an agent's second factor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.conversation.ids import AgentId
from assistant.conversation.people import Agent
from assistant.desk.staff import passkeys
from assistant.desk.staff.agent_sign_in import (
    SECOND_STEP,
    STEP_S,
    Changed,
    SignIn,
    WrongCredentials,
)
from assistant.desk.staff.audit_chain import Action, Deed
from assistant.desk.staff.passkeys import PasskeyRefusedError, PasskeySite
from assistant.desk.staff.second_factor import SecondFactor, mint_key, mint_recovery
from assistant.desk.staff.sessions import Means, digest
from assistant.operations.identity.ports import OneUse
from assistant.ports import BrokerUnavailableError

_NEW_APP = "new app"
_NEW_PASSKEY = "new passkey"
_PASSKEY = "passkey"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyQuestion:
    """Hold the options for the browser, as JSON, and the token that its answer comes with."""

    options: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondStep:
    """Check second factors and change them."""

    signing_in: SignIn
    used: OneUse

    async def with_code(self, token: str, code: str) -> Changed:
        """Sign in with a code of the app, or a recovery code, after the password."""
        signing_in = self.signing_in
        facts = signing_in.seal.open(SECOND_STEP, token)
        agent_id = AgentId(facts.get("agent", ""))
        agent = await signing_in.directory.agent(agent_id)
        if agent is None or not agent.active:
            return WrongCredentials()
        if refused := await signing_in.count_step(agent_id):
            return refused
        account = await signing_in.directory.account(agent.email)
        kept = account.credentials.password_hash if account else ""
        factor = await self.find(agent_id)
        key = signing_in.seal.decrypt(factor.totp_key) if factor.totp_key else ""
        after = factor.after_code(code, key, signing_in.clock.now())
        means = Means(facts["means"])
        if digest(kept) != facts["password"] or after is None:
            return await signing_in.refuse_step(agent_id, means)
        if not await signing_in.factors.exchange(agent_id, factor, after):
            return await signing_in.refuse_step(agent_id, means)  # used meanwhile
        return await signing_in.open(agent, means)

    def ask_passkey(self, site: PasskeySite) -> PasskeyQuestion:
        """Return the question for any passkey of the site."""
        challenge = passkeys.mint_challenge()
        token = self.signing_in.seal.seal(_PASSKEY, for_s=STEP_S, challenge=challenge)
        return PasskeyQuestion(options=passkeys.ask_known(site, challenge), token=token)

    async def with_passkey(
        self, token: str, answer: str, site: PasskeySite, *, network: str
    ) -> Changed:
        """Sign in with a passkey, which is both factors: the device, and a finger or a code."""
        signing_in = self.signing_in
        if refused := await signing_in.count_network(network):
            return refused
        challenge = signing_in.seal.open(_PASSKEY, token).get("challenge", "")
        try:
            agent_id = passkeys.whose(answer)
            factor = await self.find(agent_id)
            after = passkeys.check_known(answer, factor, site, challenge)
        except PasskeyRefusedError:
            return WrongCredentials()
        agent = await signing_in.directory.agent(agent_id)
        if agent is None or not agent.active or not await self._is_first(challenge):
            return await signing_in.refuse_step(agent_id, Means.PASSKEY)
        if not await signing_in.factors.exchange(agent_id, factor, after):
            return await signing_in.refuse_step(agent_id, Means.PASSKEY)
        return await signing_in.open(agent, Means.PASSKEY)

    async def find(self, agent_id: AgentId) -> SecondFactor:
        """Return an agent's second factor."""
        return await self.signing_in.factors.find(agent_id)

    def offer_app(self, agent: Agent) -> tuple[str, str]:
        """Return a new key for an app, and the token that it is confirmed with."""
        key = mint_key()
        stored = self.signing_in.seal.encrypt(key)
        token = self.signing_in.seal.seal(_NEW_APP, for_s=STEP_S, agent=agent.agent_id, key=stored)
        return key, token

    def offered_key(self, agent: Agent, token: str) -> str:
        """Return the key that was offered with a token; "": none, or too long ago."""
        facts = self.signing_in.seal.open(_NEW_APP, token)
        if facts.get("agent") != agent.agent_id:
            return ""
        return self.signing_in.seal.decrypt(facts["key"])

    async def add_app(self, agent: Agent, token: str, code: str) -> Sequence[str] | None:
        """Keep the app whose code is right; return the recovery codes, None: it was wrong.

        The codes are empty if the agent has some already.
        """
        key, now = self.offered_key(agent, token), self.signing_in.clock.now()
        proven = SecondFactor().after_code(code, key, now) if key else None
        if proven is None:
            return None
        old = await self.find(agent.agent_id)
        new = replace(old, totp_key=self.signing_in.seal.encrypt(key), last_step=proven.last_step)
        return await self._keep(agent, old, new)

    def ask_new_passkey(
        self, agent: Agent, factor: SecondFactor, site: PasskeySite
    ) -> PasskeyQuestion:
        """Return the question for a new passkey of an agent."""
        challenge = passkeys.mint_challenge()
        token = self.signing_in.seal.seal(
            _NEW_PASSKEY, for_s=STEP_S, agent=agent.agent_id, challenge=challenge
        )
        return PasskeyQuestion(
            options=passkeys.ask_new(agent, factor, site, challenge), token=token
        )

    async def add_passkey(
        self, agent: Agent, token: str, answer: str, site: PasskeySite, *, name: str
    ) -> Sequence[str] | None:
        """Keep a new passkey; return the recovery codes as `add_app`, None: it proves nothing."""
        facts = self.signing_in.seal.open(_NEW_PASSKEY, token)
        if facts.get("agent") != agent.agent_id:
            return None
        now = self.signing_in.clock.now()
        try:
            passkey = passkeys.read_new(answer, site, facts["challenge"], name=name, now=now)
        except PasskeyRefusedError:
            return None
        old = await self.find(agent.agent_id)
        return await self._keep(agent, old, old.with_passkey(passkey))

    async def remove(self, agent: Agent, *, credential_id: str = "") -> bool:
        """Remove a passkey, or the app if none is named; False: it was changed meanwhile."""
        old = await self.find(agent.agent_id)
        new = old.without_passkey(credential_id) if credential_id else old.without_app()
        return await self._change(agent, old, new)

    async def renew_codes(self, agent: Agent) -> Sequence[str] | None:
        """Return new recovery codes, which take the place of all others; None: no factor is set."""
        old = await self.find(agent.agent_id)
        if not old.is_asked:
            return None
        codes, hashes = mint_recovery()
        new = replace(old, recovery_sha256=hashes)
        return codes if await self._change(agent, old, new) else None

    async def _keep(
        self, agent: Agent, old: SecondFactor, new: SecondFactor
    ) -> Sequence[str] | None:
        codes: Sequence[str] = ()
        if not old.recovery_sha256:
            codes, hashes = mint_recovery()
            new = replace(new, recovery_sha256=hashes)
        return codes if await self._change(agent, old, new) else None

    async def _change(self, agent: Agent, old: SecondFactor, new: SecondFactor) -> bool:
        who, now = agent.agent_id, self.signing_in.clock.now()
        deed = Deed(at=now, actor=who, action=Action.SECOND_FACTOR_CHANGED, subject=who)
        await self.signing_in.audit.write(deed)
        return await self.signing_in.factors.exchange(who, old, new)

    async def _is_first(self, challenge: str) -> bool:
        try:
            return await self.used.claim(
                f"passkey:{digest(challenge)}", holder=passkeys.mint_challenge(), for_s=STEP_S
            )
        except BrokerUnavailableError:
            return False
