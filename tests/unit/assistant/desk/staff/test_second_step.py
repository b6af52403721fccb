from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from assistant.conversation.people import Agent
from assistant.desk.staff.agent_sign_in import (
    TRIES,
    TRIES_PER_EMAIL,
    OpenedSession,
    SecondFactorNeeded,
    TooManyTries,
    WrongCredentials,
)
from assistant.desk.staff.audit_chain import Action
from assistant.desk.staff.second_factor import RECOVERY_CODES, SecondFactor, mint_key
from tests.support.pages.staff_office import PASSWORD, Office

EMAIL = "lea@shop.example"
OTHER = "nine geese sleep by a well"


@pytest.fixture
def office() -> Office:
    return Office()


def code(office: Office, key: str) -> str:
    return pyotp.TOTP(key).at(office.clock.now())


async def add_app(office: Office, who: Agent) -> tuple[str, list[str]]:
    """Give an agent an app; return its key and the recovery codes."""
    step = office.second_step
    key, token = step.offer_app(who)
    codes = await step.add_app(who, token, code(office, key))
    assert codes is not None
    office.clock.at += timedelta(minutes=1)
    return key, list(codes)


async def begin(office: Office, network: str = "192.0.2.1", **more: str) -> SecondFactorNeeded:
    needed = await office.signing_in.with_password(EMAIL, PASSWORD, network=network, **more)
    assert isinstance(needed, SecondFactorNeeded)
    return needed


async def guess_from_everywhere(office: Office) -> None:
    for number in range(TRIES_PER_EMAIL):
        await office.signing_in.with_password(EMAIL, "guess", network=f"198.51.100.{number}")


class TestStrangersWhoGuess:
    async def test_lock_nobody_out_of_a_browser_that_they_know(self, office: Office) -> None:
        lea = await office.hire()
        device = office.signing_in.device_token(lea)
        await guess_from_everywhere(office)

        elsewhere = await office.signing_in.with_password(EMAIL, PASSWORD, network="192.0.2.1")
        known = await office.signing_in.with_password(
            EMAIL, PASSWORD, network="192.0.2.1", device=device
        )

        assert isinstance(elsewhere, TooManyTries)
        assert isinstance(known, OpenedSession)

    async def test_keep_nobody_from_a_code_that_they_were_given(self, office: Office) -> None:
        await office.hire()
        given = await office.managing.give_code(EMAIL, by="ada")
        await guess_from_everywhere(office)

        opened = await office.signing_in.with_code(EMAIL, given, OTHER, network="192.0.2.1")

        assert isinstance(opened, OpenedSession)

    async def test_keep_nobody_from_a_code_in_a_network_that_is_full_of_guesses(
        self, office: Office
    ) -> None:
        device = office.signing_in.device_token(await office.hire())
        given = await office.managing.give_code(EMAIL, by="ada")
        for _ in range(TRIES):
            await office.signing_in.with_code(EMAIL, "AAAA", OTHER, network="192.0.2.1")
        same = {"network": "192.0.2.1"}

        refused = await office.signing_in.with_code(EMAIL, given, OTHER, **same)
        opened = await office.signing_in.with_code(EMAIL, given, OTHER, **same, device=device)

        assert isinstance(refused, TooManyTries)
        assert isinstance(opened, OpenedSession)

    async def test_keep_no_agent_who_is_signed_in_from_their_account(self, office: Office) -> None:
        lea = await office.hire()
        await guess_from_everywhere(office)

        confirmed = await office.signing_in.confirm(lea, PASSWORD, session="s1")
        changed = await office.signing_in.change_password(lea, PASSWORD, OTHER, session="s1")

        assert confirmed is None
        assert isinstance(changed, OpenedSession)

    async def test_have_few_tries_with_a_stolen_session(self, office: Office) -> None:
        lea = await office.hire()
        tried = [
            await office.signing_in.confirm(lea, "guess", session="s1") for _ in range(TRIES + 1)
        ]

        assert isinstance(tried[TRIES - 1], WrongCredentials)
        assert isinstance(tried[TRIES], TooManyTries)
        assert isinstance(
            await office.signing_in.change_password(lea, PASSWORD, OTHER, session="s1"),
            TooManyTries,
        )
        assert await office.signing_in.confirm(lea, PASSWORD, session="her own") is None

    async def test_have_no_more_tries_with_a_device_of_somebody_else(self, office: Office) -> None:
        await office.hire()
        other = office.signing_in.device_token(await office.hire("tom"))
        tried = [
            await office.signing_in.with_password(EMAIL, "g", network="192.0.2.9", device=device)
            for device in [other] * TRIES + ["forged"]
        ]

        assert isinstance(tried[-1], TooManyTries)

    async def test_have_few_tries_with_a_stolen_device(self, office: Office) -> None:
        device = office.signing_in.device_token(await office.hire())
        tried = [
            await office.signing_in.with_password(EMAIL, "g", network=f"192.0.2.{n}", device=device)
            for n in range(TRIES + 1)
        ]

        assert isinstance(tried[-1], TooManyTries)


class TestAnApp:
    async def test_is_asked_for_after_the_password(self, office: Office) -> None:
        key, _ = await add_app(office, await office.hire())
        needed = await begin(office)

        opened = await office.second_step.with_code(needed.token, code(office, key))

        assert needed.has_app
        assert isinstance(opened, OpenedSession)

    async def test_gives_codes_that_count_once(self, office: Office) -> None:
        key, _ = await add_app(office, await office.hire())
        first, second = await begin(office), await begin(office)
        now = code(office, key)

        assert isinstance(await office.second_step.with_code(first.token, now), OpenedSession)
        assert isinstance(await office.second_step.with_code(second.token, now), WrongCredentials)

    async def test_is_stored_so_that_the_database_cannot_tell(self, office: Office) -> None:
        lea = await office.hire()
        key, codes = await add_app(office, lea)

        stored = repr(vars_of(await office.factors.find(lea.agent_id)))
        assert key not in stored
        assert not any(one in stored for one in codes)

    async def test_is_not_kept_until_a_code_of_it_was_typed(self, office: Office) -> None:
        lea = await office.hire()
        _, token = office.second_step.offer_app(lea)

        assert await office.second_step.add_app(lea, token, "000000") is None
        assert not (await office.factors.find(lea.agent_id)).is_asked

    async def test_of_another_agent_cannot_be_kept(self, office: Office) -> None:
        lea, tom = await office.hire(), await office.hire("tom")
        key, token = office.second_step.offer_app(tom)

        assert await office.second_step.add_app(lea, token, code(office, key)) is None

    async def test_that_is_removed_is_asked_for_no_longer(self, office: Office) -> None:
        lea = await office.hire()
        await add_app(office, lea)
        await office.second_step.remove(lea)

        opened = await office.signing_in.with_password(EMAIL, PASSWORD, network="192.0.2.1")

        assert isinstance(opened, OpenedSession)
        assert await office.factors.find(lea.agent_id) == SecondFactor()
        deeds = [entry.deed.action for entry in await office.audit.read()]
        assert deeds.count(Action.SECOND_FACTOR_CHANGED) == 2


class TestTheSecondStep:
    async def test_takes_few_codes(self, office: Office) -> None:
        key, _ = await add_app(office, await office.hire())
        needed = await begin(office)
        for _ in range(TRIES):
            await office.second_step.with_code(needed.token, "000000")

        refused = await office.second_step.with_code(needed.token, code(office, key))

        assert isinstance(refused, TooManyTries)

    async def test_must_be_taken_within_minutes(self, office: Office) -> None:
        key, _ = await add_app(office, await office.hire())
        needed = await begin(office)
        office.clock.at += timedelta(minutes=11)

        refused = await office.second_step.with_code(needed.token, code(office, key))

        assert isinstance(refused, WrongCredentials)

    @pytest.mark.parametrize("token", ["", "forged"])
    async def test_needs_the_first(self, office: Office, token: str) -> None:
        key, _ = await add_app(office, await office.hire())

        refused = await office.second_step.with_code(token, code(office, key))

        assert isinstance(refused, WrongCredentials)

    async def test_is_refused_once_the_password_was_changed(self, office: Office) -> None:
        lea = await office.hire()
        key, _ = await add_app(office, lea)
        needed = await begin(office)
        await office.signing_in.change_password(lea, PASSWORD, OTHER, session="s1")

        refused = await office.second_step.with_code(needed.token, code(office, key))

        assert isinstance(refused, WrongCredentials)

    async def test_is_refused_to_who_may_not_sign_in_any_more(self, office: Office) -> None:
        lea = await office.hire()
        key, _ = await add_app(office, lea)
        needed = await begin(office)
        await office.dismiss(lea)

        refused = await office.second_step.with_code(needed.token, code(office, key))

        assert isinstance(refused, WrongCredentials)


class TestARecoveryCode:
    async def test_counts_once(self, office: Office) -> None:
        _, codes = await add_app(office, await office.hire())
        first, second = await begin(office), await begin(office)

        assert len(codes) == RECOVERY_CODES
        assert isinstance(
            await office.second_step.with_code(first.token, codes[0].lower()), OpenedSession
        )
        assert isinstance(
            await office.second_step.with_code(second.token, codes[0]), WrongCredentials
        )

    async def test_is_no_longer_one_once_there_are_new_ones(self, office: Office) -> None:
        lea = await office.hire()
        _, old = await add_app(office, lea)
        new = await office.second_step.renew_codes(lea)
        needed = await begin(office)

        assert new is not None
        assert isinstance(
            await office.second_step.with_code(needed.token, old[0]), WrongCredentials
        )
        assert isinstance(await office.second_step.with_code(needed.token, new[0]), OpenedSession)


def vars_of(factor: SecondFactor) -> tuple[object, ...]:
    return (factor.totp_key, factor.recovery_sha256)


class TestAFactor:
    def test_takes_the_code_of_a_clock_that_is_half_a_minute_off(self, office: Office) -> None:
        key = mint_key()
        late = pyotp.TOTP(key).at(office.clock.now() - timedelta(seconds=30))

        assert SecondFactor().after_code(late, key, office.clock.now()) is not None

    def test_takes_no_code_without_an_app(self, office: Office) -> None:
        assert SecondFactor().after_code("", "", office.clock.now()) is None
        assert replace(SecondFactor(), last_step=1).after_code("1", "", office.clock.now()) is None
