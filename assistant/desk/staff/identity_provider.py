"""Ask the shop's identity provider, and admit the people that it vouches for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from assistant.conversation.people import Account, Role, normal_email
from assistant.desk.staff.agent_sign_in import OpenedSession, SignIn
from assistant.desk.staff.sessions import Means
from assistant.desk.staff.staff_management import StaffManagement
from assistant.ports import PortError

PROVIDER = "identity provider"
"""Who acts in the audit when a group there gives somebody another role."""


class ProviderUnavailableError(PortError):
    """Say that the provider does not answer, or not as documented; the same may work later."""


class Doubt(StrEnum):
    """Name the reason why the provider's answer proves nothing."""

    OTHER_STATE = "other_state"  # the browser did not leave with this one
    STATE_USED = "state_used"
    NOT_COUNTED = "not_counted"  # whether the state was used cannot be told
    NO_CODE = "no_code"
    OTHER_ISSUER = "other_issuer"
    CODE_REFUSED = "code_refused"
    NO_TOKEN = "no_token"  # noqa: S105  # or one that is not as the standard has it
    OTHER_ALGORITHM = "other_algorithm"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    CLAIM_MISSING = "claim_missing"
    CLAIM_WRONG = "claim_wrong"  # for somebody else, from somebody else, or of another sign-in
    EXPIRED = "expired"
    NOT_VERIFIED = "not_verified"  # that the address is theirs


class ProviderRefusedError(PortError):
    """Say that the provider's answer proves nothing."""

    def __init__(self, reason: Doubt) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """Hold the secrets that one browser must come back with; nobody else may see them."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)  # of PKCE, RFC 7636


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderPerson:
    """Hold a person as the provider describes them."""

    subject: str  # issuer and its id of them: the same for ever
    email: str  # verified by the provider
    name: str
    groups: frozenset[str] = frozenset()


class IdentityProvider(Protocol):
    """Identify people by OpenID Connect's authorization code flow.

    Both methods may raise `ProviderUnavailableError`.
    """

    async def begin(self, handshake: Handshake, *, redirect_uri: str) -> str:
        """Return the address that the browser is sent to."""
        ...

    async def finish(self, handshake: Handshake, *, code: str, redirect_uri: str) -> ProviderPerson:
        """Return the person that came back with `code`; the handshake's state was checked before.

        Raises:
            ProviderRefusedError: see there.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionRules:
    """Hold the rights that the provider's groups give. No group makes anybody an admin."""

    roles: Mapping[str, Role] = field(
        default_factory=dict
    )  # by group; the first that somebody has counts
    creates: bool = False  # an agent of who is not one yet and has such a group

    def __post_init__(self) -> None:
        """Refuse a group that would make admins.

        Raises:
            ValueError: a group has the role of an admin.
        """
        if Role.ADMIN in self.roles.values():
            msg = "no group makes an admin: comptoir staff role EMAIL admin does"
            raise ValueError(msg)

    def role_of(self, person: ProviderPerson) -> Role | None:
        """Return the role that a person's groups give; None: they give none."""
        found = (role for group, role in self.roles.items() if group in person.groups)
        return next(found, None)


class Obstacle(StrEnum):
    """Name the reason why a person that the provider knows has no access here."""

    UNKNOWN = "unknown"  # no agent, and none is made of them
    DISABLED = "disabled"
    SOMEBODY_ELSE = "somebody_else"  # who has had the address there before
    NO_GROUP = "no_group"  # that gives a role


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAdmitted:
    """Say that the provider knows the person, and they have no access here."""

    reason: Obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Admit people that the provider knows, if they work here."""

    signing_in: SignIn
    managing: StaffManagement
    rules: AdmissionRules

    async def admit(self, person: ProviderPerson) -> OpenedSession | NotAdmitted:
        """Sign a person in: by their address the first time, by the provider's id ever after.

        Where groups give roles, a person without such a group is not let in, except admins: their
        role is
        given here alone.
        """
        directory, email = self.signing_in.directory, normal_email(person.email)
        role, account = self.rules.role_of(person), await directory.account(email)
        if account is None:
            if not self.rules.creates or role is None:
                return NotAdmitted(reason=Obstacle.UNKNOWN)
            await self.managing.add(email, name=person.name or email, role=role, by=PROVIDER)
            account = await directory.account(email)
        if account is None or not account.agent.active:
            return NotAdmitted(reason=Obstacle.DISABLED)
        if not await self._is_same(account, person):
            return NotAdmitted(reason=Obstacle.SOMEBODY_ELSE)
        agent = account.agent
        if self.rules.roles and agent.role is not Role.ADMIN:
            if role is None:
                return NotAdmitted(reason=Obstacle.NO_GROUP)
            agent = await self.managing.set_role(email, role, by=PROVIDER)
        return await self.signing_in.open(agent, Means.PROVIDER)

    async def _is_same(self, account: Account, person: ProviderPerson) -> bool:
        """Return whether the account is the person's; the first person with its address gets it."""
        known = account.credentials
        if known.subject:
            return known.subject == person.subject
        mine = replace(known, subject=person.subject)
        return await self.signing_in.directory.exchange(account.agent.agent_id, known, mine)
