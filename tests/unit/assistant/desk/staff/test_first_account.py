"""The first person comes in with the code of the installation, once."""

import re

import pytest

from assistant.conversation.people import Account, Role
from assistant.desk.staff.agent_sign_in import OpenedSession, WeakPassword, WrongCredentials
from assistant.desk.staff.first_account import (
    FirstAccount,
    NoAddressError,
    TakenError,
    first_code,
    is_unclaimed,
)
from tests.support.memory.work_queue import MemoryLeases
from tests.support.pages.staff_office import PASSWORD, Office

KEY = b"k" * 32


def first(office: Office) -> FirstAccount:
    return FirstAccount(
        key=KEY, managing=office.managing, signing_in=office.signing_in, leases=MemoryLeases()
    )


async def claim(one: FirstAccount, code: str, password: str = PASSWORD) -> object:
    return await one.claim(
        code, name="Lea", email="lea@shop.example", password=password, network="192.0.2.0"
    )


class TestTheCode:
    def test_is_the_same_at_every_start_and_another_for_another_key(self) -> None:
        assert first_code(KEY) == first_code(KEY)
        assert first_code(KEY) != first_code(b"x" * 32)
        assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", first_code(KEY))


class TestTheFirstPerson:
    async def test_is_an_admin_and_signed_in(self) -> None:
        office = Office()
        assert await is_unclaimed(office.directory)

        made = await claim(first(office), f" {first_code(KEY).lower()} ")

        assert isinstance(made, OpenedSession)
        assert made.agent.role is Role.ADMIN
        assert not await is_unclaimed(office.directory)

    async def test_has_a_password_as_soon_as_an_account(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever is in between two writes would find an account that nobody can use."""
        office = Office()
        written: list[Account] = []

        async def add(account: Account) -> None:
            written.append(account)
            msg = "the process ends here"
            raise RuntimeError(msg)

        monkeypatch.setattr(office.directory, "add", add)
        with pytest.raises(RuntimeError):
            await claim(first(office), first_code(KEY))

        assert [bool(one.credentials.password_hash) for one in written] == [True]

    async def test_comes_once(self) -> None:
        office = Office()
        await claim(first(office), first_code(KEY))

        with pytest.raises(TakenError):
            await first(office).claim(
                first_code(KEY),
                name="Eve",
                email="eve@shop.example",
                password=PASSWORD,
                network="192.0.2.1",
            )

        assert len(await office.directory.agents()) == 1

    async def test_needs_the_code_and_a_password_that_is_not_weak(self) -> None:
        office = Office()

        assert isinstance(await claim(first(office), "AAAA-BBBB-CCCC-DDDD"), WrongCredentials)
        assert isinstance(await claim(first(office), "é" * 16), WrongCredentials)
        assert isinstance(await claim(first(office), first_code(KEY), "lea"), WeakPassword)
        assert await is_unclaimed(office.directory)

    async def test_needs_a_name_and_an_address(self) -> None:
        with pytest.raises(NoAddressError):
            await first(Office()).claim(
                first_code(KEY), name="", email="lea", password=PASSWORD, network="192.0.2.0"
            )
