"""Add and change the people of the console from the command line; only the database is needed."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from assistant.app.compose.local_installation import SystemClock
from assistant.conversation.people import Agent, Role, is_email, normal_email
from assistant.desk.staff.audit_chain import COMMAND_LINE
from assistant.desk.staff.credentials import (
    MAX_CHARS,
    MIN_CHARS,
    Passwords,
    Weakness,
    find_weakness,
)
from assistant.desk.staff.ports import EmailTakenError, UnknownAgentError
from assistant.desk.staff.second_factor import SecondFactor
from assistant.desk.staff.staff_management import LastAdminError, StaffManagement
from assistant.kit.private_folder import make_private
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.database import open_database
from integrations.stores.sql.staff.staff_audit import SqlAudit
from integrations.stores.sql.staff.staff_directory import SqlDirectory
from integrations.stores.sql.staff.staff_second_factors import SqlSecondFactors
from integrations.stores.sql.staff.staff_sessions import SqlSessions


class StaffError(ValueError):
    """Say why a command on the staff cannot be done, and how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Hold the directory of the staff, its management and the audit, over an open database."""

    managing: StaffManagement
    directory: SqlDirectory
    audit: SqlAudit
    factors: SqlSecondFactors


@asynccontextmanager
async def open_staff(settings: Settings) -> AsyncIterator[Staff]:
    """Open the database's staff until the block ends.

    Raises:
        LogUnavailableError: no database answers.
    """
    make_private(settings.data_dir)
    async with open_database(settings.log_url, settings.archive_folder) as database:
        directory, audit = SqlDirectory(database), SqlAudit(database)
        managing = StaffManagement(
            directory=directory,
            sessions=SqlSessions(database),
            audit=audit,
            passwords=Passwords(),
            clock=SystemClock(),
        )
        yield Staff(
            managing=managing, directory=directory, audit=audit, factors=SqlSecondFactors(database)
        )


async def add_agent(staff: Staff, email: str, name: str, role: Role, password: str | None) -> str:
    """Add somebody with a password; without one, return the one-time code to tell them.

    Raises:
        StaffError: the address is none, or taken.
    """
    if not is_email(email) or not name.strip():
        msg = f"{email!r} is no e-mail address" if name.strip() else "the name is empty: --name"
        raise StaffError(msg)
    try:
        await staff.managing.add(email, name=name.strip(), role=role, by=COMMAND_LINE)
    except EmailTakenError:
        msg = f"{email} is there already: see comptoir staff list, role and reset"
        raise StaffError(msg) from None
    if password is None:
        return await staff.managing.give_code(email, by=COMMAND_LINE)
    await staff.managing.set_password(email, password, by=COMMAND_LINE)
    return ""


async def reset_agent(staff: Staff, email: str) -> str:
    """Return a new one-time code for an agent, and forget their second factor.

    Raises:
        StaffError: nobody has that address.
    """
    with _expected(email):
        code = await staff.managing.give_code(email, by=COMMAND_LINE)
    agent_id = (await find_agent(staff, email)).agent_id
    await staff.factors.exchange(agent_id, await staff.factors.find(agent_id), SecondFactor())
    return code


async def find_agent(staff: Staff, email: str) -> Agent:
    """Return the agent who has an address.

    Raises:
        StaffError: nobody has.
    """
    wanted = normal_email(email)
    found = [one for one in await staff.directory.agents() if one.email == wanted]
    if not found:
        msg = f"nobody has the address {email}: see comptoir staff list"
        raise StaffError(msg)
    return found[0]


async def set_role(staff: Staff, email: str, role: Role) -> None:
    """Change the role of an agent.

    Raises:
        StaffError: nobody has that address, or nobody would be left to manage the staff.
    """
    with _expected(email):
        await staff.managing.set_role(email, role, by=COMMAND_LINE)


async def set_active(staff: Staff, email: str, *, active: bool) -> None:
    """Let an agent sign in, or no longer.

    Raises:
        StaffError: nobody has that address, or nobody would be left to manage the staff.
    """
    with _expected(email):
        await staff.managing.set_active(email, active=active, by=COMMAND_LINE)


def check_password(password: str, email: str, name: str) -> None:
    """Refuse a password that others would guess.

    Raises:
        StaffError: the message says what to choose instead.
    """
    weakness = find_weakness(password, about=(email, name))
    if weakness is not None:
        raise StaffError(_WEAK[weakness])


_WEAK = {
    Weakness.TOO_SHORT: f"the password is too short: it takes {MIN_CHARS} characters or more",
    Weakness.TOO_LONG: f"the password is too long: it takes {MAX_CHARS} characters at most",
    Weakness.GUESSABLE: "the password would be guessed: choose one that is not common, and not"
    " close to the name or the address",
}


@contextmanager
def _expected(email: str) -> Iterator[None]:
    try:
        yield
    except UnknownAgentError:
        msg = f"nobody has the address {email}: see comptoir staff list"
        raise StaffError(msg) from None
    except LastAdminError:
        msg = f"{email} is the last admin: make somebody else one first"
        raise StaffError(msg) from None
