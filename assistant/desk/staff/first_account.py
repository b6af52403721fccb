"""Let the first person in, with a code that the server prints, as long as nobody has an account."""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from assistant.conversation.people import Role, is_email
from assistant.desk.staff.agent_sign_in import (
    OpenedSession,
    SignIn,
    TooManyTries,
    UncountedTries,
    WeakPassword,
    WrongCredentials,
)
from assistant.desk.staff.credentials import find_weakness
from assistant.desk.staff.ports import Directory
from assistant.desk.staff.sessions import Means
from assistant.desk.staff.staff_management import StaffManagement
from assistant.ports import Leases

_BY = "set-up"
_BYTES = 10  # 80 bits, in 16 letters and digits
_ADDING_S = 30.0


class TakenError(Exception):
    """Say that somebody has an account already: they add others."""


class NoAddressError(ValueError):
    """Say that a name or an address is missing."""


def first_code(key: bytes) -> str:
    """Return the code of an installation: the same at every start, made of its key."""
    made = hmac.new(key, b"first account", hashlib.sha256).digest()[:_BYTES]
    text = base64.b32encode(made).decode()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


async def is_unclaimed(directory: Directory) -> bool:
    """Return whether nobody has an account yet."""
    return not await directory.agents()


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAccount:
    """Make the account of the first person, an admin."""

    key: bytes
    managing: StaffManagement
    signing_in: SignIn
    leases: Leases

    async def claim(
        self, code: str, *, name: str, email: str, password: str, network: str
    ) -> OpenedSession | WrongCredentials | WeakPassword | TooManyTries | UncountedTries:
        """Return the session of the first person, or why there is none.

        Raises:
            TakenError: somebody has an account; the code is worth nothing any more.
            NoAddressError: see there.
            BrokerUnavailableError: nobody knows whether another does the same just now.
        """
        if not name or not is_email(email):
            raise NoAddressError
        if weakness := find_weakness(password, about=(email, name)):
            return WeakPassword(weakness=weakness)
        if refused := await self.signing_in.count_network(network):
            return refused
        given = "".join(filter(str.isalnum, code.upper()))
        wanted = first_code(self.key).replace("-", "")
        if not hmac.compare_digest(given.encode(), wanted.encode()):
            return WrongCredentials()
        lease = await self.leases.acquire("first account", for_s=_ADDING_S)
        if lease is None or not await is_unclaimed(self.managing.directory):
            raise TakenError
        try:
            agent = await self.managing.add(
                email, name=name, role=Role.ADMIN, by=_BY, password=password
            )
        finally:
            await self.leases.release(lease)
        return await self.signing_in.open(agent, Means.PASSWORD)
