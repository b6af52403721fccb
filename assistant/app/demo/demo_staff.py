"""Add the demo shop's people: one of each role, with a password that is new at each start."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from assistant.app.commands.staff_administration import open_staff
from assistant.conversation.people import Role
from assistant.desk.staff.audit_chain import COMMAND_LINE
from assistant.desk.staff.credentials import mint_code
from assistant.desk.staff.ports import EmailTakenError
from assistant.kit.settings.settings import Settings

PEOPLE = (
    ("camille@brisemare.example", "Camille Roux", Role.AGENT),
    ("sacha@brisemare.example", "Sacha Lebrun", Role.LEAD),
    ("noor@brisemare.example", "Noor Haddad", Role.OPERATIONS),
    ("maya@brisemare.example", "Maya Petit", Role.MERCHANDISER),
    ("alex@brisemare.example", "Alex Morel", Role.ADMIN),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStaff:
    """Hold the addresses that may sign in, and their password."""

    people: Sequence[tuple[str, Role]]  # addresses
    password: str


async def hire_demo(settings: Settings) -> DemoStaff:
    """Add the demo's people where they are not there yet, and give them all one new password."""
    password = mint_code()
    async with open_staff(settings) as staff:
        for email, name, role in PEOPLE:
            with suppress(EmailTakenError):
                await staff.managing.add(email, name=name, role=role, by=COMMAND_LINE)
            await staff.managing.set_password(email, password, by=COMMAND_LINE)
    return DemoStaff(people=[(email, role) for email, _, role in PEOPLE], password=password)
