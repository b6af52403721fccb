import asyncio
from typing import Literal

import pytest
from argon2 import Parameters, PasswordHasher, Type, extract_parameters

from assistant.desk.staff.credentials import Passwords, Weakness, find_weakness
from tests.support.pages.staff_office import HASHER

GOOD = "seven ducks cross a bridge"


class TestAPassword:
    @pytest.mark.parametrize(
        ("password", "weakness"),
        [
            ("", Weakness.TOO_SHORT),
            ("k7$wPq!2zRe", Weakness.TOO_SHORT),
            ("x" * 257, Weakness.TOO_LONG),
            ("aaaaaaaaaaaaaaaa", Weakness.GUESSABLE),
            ("123456789012345", Weakness.GUESSABLE),
            ("motdepasse2026", Weakness.GUESSABLE),
            ("Password1234!", Weakness.GUESSABLE),
            ("azertyuiop123", Weakness.GUESSABLE),
            ("Lea.Martin.2026", Weakness.GUESSABLE),
            ("maisoncoton!!", Weakness.GUESSABLE),
        ],
    )
    def test_that_is_guessed_first_may_not_be_chosen(
        self, password: str, weakness: Weakness
    ) -> None:
        about = ("lea@shop.example", "Léa Lea Martin", "Maison Coton")

        assert find_weakness(password, about=about) is weakness

    @pytest.mark.parametrize(
        "password",
        [
            GOOD,
            "k7$wPq!2zRe9",
            "un chat dort sous l'escalier",
            "ça va très bien",
            "雨雨月月木木水水火火土土",
            "zzqvxw kjhgfd",
        ],
    )
    def test_needs_no_kind_of_character(self, password: str) -> None:
        assert find_weakness(password, about=("lea@shop.example",)) is None


class TestWhatIsKept:
    async def test_knows_the_password_again_and_no_other(self) -> None:
        passwords = Passwords(hasher=HASHER)
        kept = await passwords.keep(GOOD)

        assert await passwords.is_right(GOOD, kept)
        assert not await passwords.is_right(GOOD + " ", kept)
        assert "ducks" not in kept

    async def test_is_the_same_whatever_keyboard_composed_the_letters(self) -> None:
        passwords = Passwords(hasher=HASHER)
        kept = await passwords.keep("ça va très bien")

        assert await passwords.is_right("c\u0327a va tre\u0300s bien", kept)

    @pytest.mark.parametrize("kept", ["", "plain", "$argon2id$v=19$m=8,t=1,p=1$broken"])
    async def test_lets_nobody_in_where_it_is_none(self, kept: str) -> None:
        passwords = Passwords(hasher=HASHER)

        assert not await passwords.is_right("", kept)
        assert not await passwords.is_right("nobody's", kept)

    async def test_is_argon2id_of_at_least_64_mib(self) -> None:
        found = extract_parameters(await Passwords().keep(GOOD))

        assert found.type is Type.ID
        assert (found.memory_cost, found.time_cost) >= (64 * 1024, 3)

    async def test_is_outdated_by_stronger_parameters(self) -> None:
        kept = await Passwords(hasher=HASHER).keep(GOOD)

        assert Passwords(hasher=PasswordHasher()).is_outdated(kept)
        assert not Passwords(hasher=HASHER).is_outdated(kept)


class NotingHasher(PasswordHasher):
    """Notes the parameters of each hash that a password is checked against."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.checked: list[Parameters] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
        self.checked.append(extract_parameters(str(hash)))
        return super().verify(hash, password)


class TestTheTimeItTakes:
    async def test_is_the_same_where_nothing_is_kept(self) -> None:
        hasher = NotingHasher()
        passwords = Passwords(hasher=hasher)
        kept = await passwords.keep(GOOD)

        await passwords.is_right("a walk in warm rain", kept)
        await passwords.is_right("a walk in warm rain", "")

        known, unknown = hasher.checked
        assert known == unknown

    async def test_is_not_the_event_loops(self) -> None:
        passwords = Passwords()
        turns = 0

        async def others() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        async with asyncio.TaskGroup() as group:
            other = group.create_task(others())
            await passwords.keep(GOOD)
            other.cancel()

        assert turns > 10
