import asyncio
from dataclasses import replace

import pytest
from argon2 import PasswordHasher

from assistant.conversation.people import Role
from assistant.desk.staff.agent_sign_in import (
    TRIES,
    TRIES_PER_EMAIL,
    TRIES_PER_NETWORK,
    OpenedSession,
    SignIn,
    TooManyTries,
    UncountedTries,
    WeakPassword,
    WrongCredentials,
)
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.credentials import Passwords, Weakness
from assistant.desk.staff.sessions import Means, digest
from assistant.ports import Allowance, BrokerUnavailableError
from tests.support.pages.staff_office import HASHER, PASSWORD, Office

HERE, THERE = "203.0.113.7", "198.51.100.9"
OTHER = "a walk in warm rain"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def signing_in(office: Office) -> SignIn:
    return office.signing_in


class AwayLimits:
    """Counts nothing."""

    async def allow(self, key: str, *, limit: int, per_s: float) -> Allowance:
        raise BrokerUnavailableError(key, limit, per_s)


class NotingLimits:
    """Lets everything through, and keeps the keys."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    async def allow(self, key: str, *, limit: int, per_s: float) -> Allowance:
        self.keys.append(f"{key} {limit} {per_s}")
        return Allowance(allowed=True, retry_after_s=0.0)


class TestAPassword:
    async def test_opens_a_session_whose_token_is_stored_nowhere(
        self, office: Office, signing_in: SignIn
    ) -> None:
        who = await office.hire()

        opened = await signing_in.with_password(" Lea@Shop.Example ", PASSWORD, network=HERE)

        assert isinstance(opened, OpenedSession)
        assert opened.agent == who
        session = await office.sessions.find(digest(opened.token))
        assert session is not None
        assert (session.agent_id, session.means) == (who.agent_id, Means.PASSWORD)
        assert opened.token not in repr(vars(office.sessions))

    async def test_opens_nothing_for_anybody_else(self, office: Office, signing_in: SignIn) -> None:
        await office.dismiss(await office.hire("sam"))
        await office.hire()

        for email, password in (
            ("lea@shop.example", OTHER),
            ("lea@shop.example", ""),
            ("sam@shop.example", PASSWORD),
            ("nobody@shop.example", PASSWORD),
            ("nobody@shop.example", "nobody's"),
        ):
            assert (
                await signing_in.with_password(email, password, network=HERE) == WrongCredentials()
            )

    async def test_that_was_kept_by_weaker_parameters_is_kept_anew(self, office: Office) -> None:
        who = await office.hire()
        stronger = Passwords(hasher=PasswordHasher(time_cost=2, memory_cost=64, parallelism=1))
        signing_in = replace(office.signing_in, passwords=stronger)

        assert isinstance(
            await signing_in.with_password(who.email, PASSWORD, network=HERE), OpenedSession
        )

        account = await office.directory.account(who.email)
        assert account is not None
        assert "m=64,t=2,p=1" in account.credentials.password_hash
        assert isinstance(
            await signing_in.with_password(who.email, PASSWORD, network=HERE), OpenedSession
        )


class TestTries:
    async def test_are_few_from_one_network_for_one_address(
        self, office: Office, signing_in: SignIn
    ) -> None:
        who = await office.hire()
        for _ in range(TRIES):
            await signing_in.with_password(who.email, OTHER, network=HERE)

        locked = await signing_in.with_password(who.email, PASSWORD, network=HERE)

        assert isinstance(locked, TooManyTries)
        assert 0 < locked.retry_after_s <= 180
        # The person themselves is somewhere else, and not locked out by a stranger.
        assert isinstance(
            await signing_in.with_password(who.email, PASSWORD, network=THERE), OpenedSession
        )

    async def test_are_counted_together_however_they_are_spelt_or_made(
        self, office: Office, signing_in: SignIn
    ) -> None:
        who = await office.hire()
        code = await office.managing.give_code(who.email, by="ada")
        for number in range(TRIES):
            if number % 2:
                await signing_in.with_password(f" {who.email.upper()}", OTHER, network=HERE)
            else:
                await signing_in.with_code(who.email, "AAAA", OTHER, network=HERE)

        assert isinstance(
            await signing_in.with_code(who.email, code, OTHER, network=HERE), TooManyTries
        )

    async def test_are_bounded_for_an_address_from_everywhere(
        self, office: Office, signing_in: SignIn
    ) -> None:
        who = await office.hire()
        for number in range(TRIES_PER_EMAIL):
            await signing_in.with_password(who.email, OTHER, network=f"192.0.2.{number}")

        assert isinstance(
            await signing_in.with_password(who.email, PASSWORD, network=THERE), TooManyTries
        )

    async def test_are_bounded_for_a_network_whomever_they_are_for(
        self, signing_in: SignIn
    ) -> None:
        for number in range(TRIES_PER_NETWORK):
            await signing_in.with_password(f"a{number}@shop.example", OTHER, network=HERE)

        assert isinstance(
            await signing_in.with_password("b@shop.example", OTHER, network=HERE), TooManyTries
        )

    async def test_are_not_taken_when_they_cannot_be_counted(self, office: Office) -> None:
        who = await office.hire()
        signing_in = replace(office.signing_in, limits=AwayLimits())

        assert await signing_in.with_password(who.email, PASSWORD, network=HERE) == UncountedTries()

    async def test_are_counted_under_no_ones_address(self, office: Office) -> None:
        limits = NotingLimits()
        signing_in = replace(office.signing_in, limits=limits)

        await signing_in.with_password("lea@shop.example", OTHER, network=HERE)

        assert len(limits.keys) == 3
        assert not any("lea" in key or "@" in key for key in limits.keys)


class TestACode:
    async def test_is_spent_once_however_many_try_at_once(
        self, office: Office, signing_in: SignIn
    ) -> None:
        who = await office.hire()
        code = await office.managing.give_code(who.email, by="ada")

        outcomes = await asyncio.gather(
            *(
                signing_in.with_code(who.email, code, f"{OTHER} {n}", network=f"192.0.2.{n}")
                for n in range(5)
            )
        )

        assert sum(isinstance(one, OpenedSession) for one in outcomes) == 1

    async def test_ends_what_was_signed_in_before(self, office: Office, signing_in: SignIn) -> None:
        who = await office.hire()
        before = await signing_in.open(who, Means.PASSWORD)
        code = await office.managing.give_code(who.email, by="ada")

        await signing_in.with_code(who.email, code, OTHER, network=HERE)

        assert await office.sessions.find(digest(before.token)) is None
        assert (
            await signing_in.with_password(who.email, PASSWORD, network=HERE) == WrongCredentials()
        )

    async def test_is_not_counted_against_a_weak_password(
        self, office: Office, signing_in: SignIn
    ) -> None:
        who = await office.hire()
        code = await office.managing.give_code(who.email, by="ada")
        for _ in range(TRIES + 1):
            weak = await signing_in.with_code(who.email, code, "short", network=HERE)

        assert weak == WeakPassword(weakness=Weakness.TOO_SHORT)
        assert isinstance(
            await signing_in.with_code(who.email, code, OTHER, network=HERE), OpenedSession
        )

    async def test_that_was_never_given_is_none(self, office: Office, signing_in: SignIn) -> None:
        who = await office.hire()

        assert await signing_in.with_code(who.email, "", OTHER, network=HERE) == WrongCredentials()


class TestSessions:
    async def test_that_are_over_are_erased_when_somebody_signs_in(
        self, office: Office, signing_in: SignIn
    ) -> None:
        who = await office.hire("ada", Role.ADMIN)
        old = await signing_in.open(who, Means.PASSWORD)
        office.clock.move(13 * 3600)

        await signing_in.open(who, Means.PASSWORD)

        assert await office.sessions.find(digest(old.token)) is None

    async def test_begin_in_the_audit_or_not_at_all(self, office: Office) -> None:
        who = await office.hire()
        signing_in = office.signing_in

        await signing_in.open(who, Means.PROVIDER)

        [entry] = await office.audit.read()
        assert (entry.deed.actor, entry.deed.action) == ("lea", Action.SIGNED_IN)

    async def test_does_not_outlive_a_reset_that_came_while_the_password_was_checked(
        self, office: Office
    ) -> None:
        who = await office.hire()
        managing = office.managing

        class Resetting(Passwords):
            """Has the account reset once the old password was found right."""

            async def is_right(self, password: str, kept: str) -> bool:
                right = await office.passwords.is_right(password, kept)
                await managing.give_code(who.email, by="ada")
                return right

        signing_in = replace(office.signing_in, passwords=Resetting(hasher=HASHER))

        assert (
            await signing_in.with_password(who.email, PASSWORD, network=HERE) == WrongCredentials()
        )
        assert await office.sessions.end_all(who.agent_id) == 0
