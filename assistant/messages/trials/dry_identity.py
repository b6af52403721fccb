"""Hold the parts of an identifier in a trial, where nothing is mailed and nothing is counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assistant.commerce.customer import Customer
from assistant.commerce.shop_ids import CustomerId
from assistant.kit.mail.letter import Letter, LetterId, TakenLetter
from assistant.ports import Allowance


@dataclass(slots=True)
class DrySpool:
    """Hold the letters that would be sent, while a turn of a trial lasts: a `MailSpool`."""

    letters: list[Letter] = field(default_factory=list)

    async def put(self, letter: Letter) -> bool:
        self.letters.append(letter)
        return True

    async def take(self, now: datetime, *, until: datetime, limit: int) -> Sequence[TakenLetter]:
        """Return nothing: no letter of a trial is sent."""
        del now, until, limit
        return ()

    async def settle(self, letter_id: LetterId, *, how: str, at: datetime) -> None:
        """Do nothing: no letter was taken."""

    async def postpone(self, letter_id: LetterId, *, until: datetime) -> None:
        """Do nothing: no letter was taken."""

    async def forget(self, before: datetime) -> int:
        """Return that nothing was kept."""
        del before
        return 0


@dataclass(frozen=True, slots=True)
class DryCounters:
    """Count nothing and allow everything: `RateLimits`, and a `OneUse`."""

    async def allow(self, key: str, *, limit: int, per_s: float) -> Allowance:
        del key, limit, per_s
        return Allowance(allowed=True, retry_after_s=0.0)

    async def claim(self, key: str, *, holder: str, for_s: float) -> bool:
        del key, holder, for_s
        return True


@dataclass(frozen=True, slots=True)
class NoCustomers:
    """Find no customer, so that nobody can prove to be one: `Customers`."""

    async def with_id(self, customer_id: CustomerId) -> Customer | None:
        del customer_id
        return None

    async def with_email(self, email: str) -> Customer | None:
        del email
        return None

    async def named(self, given_name: str, family_name: str, postcode: str) -> tuple[Customer, ...]:
        del given_name, family_name, postcode
        return ()
