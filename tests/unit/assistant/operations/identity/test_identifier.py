from datetime import timedelta
from typing import Any

import pytest

from assistant.commerce.ports import ShopUnavailableError
from assistant.conversation.events import IdentityProven
from assistant.operations.identity.attempts import (
    Attempt,
    ByCode,
    ByEmail,
    ByNameAndPostcode,
    ByOrderAndEmail,
    BySignIn,
    CodeOnItsWay,
    Expired,
    Locked,
    NotOffered,
    Proven,
    TokenRefused,
    Unavailable,
    Wrong,
)
from assistant.operations.identity.identifier import CODES_PER_HOUR, TRIES_PER_HOUR
from assistant.operations.shop_rules import Method
from assistant.ports import BrokerUnavailableError
from tests.unit.assistant.operations.identity.proving import Desk, code_of, other, token

JEANNE = ByEmail(email="jeanne@example.com")
STRANGER = ByEmail(email="nobody@example.com")


class TestAnAddress:
    async def test_gets_a_code_that_proves_who_reads_it(self) -> None:
        desk = Desk()
        sent = await desk.attempt(JEANNE)
        assert isinstance(sent, CodeOnItsWay)
        assert (sent.masked, sent.minutes) == ("j•••@example.com", 10)

        proven = await desk.attempt(ByCode(digits=code_of(sent.events)))

        assert isinstance(proven, Proven)
        assert desk.proven == "jeanne"
        [event] = proven.events
        assert isinstance(event, IdentityProven)
        assert event.method == Method.EMAIL_CODE

    async def test_is_the_same_however_it_is_written(self) -> None:
        desk = Desk()

        sent = await desk.attempt(ByEmail(email="  Jeanne@Example.COM "))

        [letter] = desk.spool.waiting
        assert letter.recipient == "jeanne@example.com"
        assert isinstance(await desk.attempt(ByCode(digits=code_of(sent.events))), Proven)

    async def test_is_enough_by_itself_only_where_the_shop_says_so(self) -> None:
        content = Desk(methods=(Method.EMAIL, Method.EMAIL_CODE))
        strict = Desk()

        assert isinstance(await content.attempt(JEANNE), Proven)
        assert isinstance(await content.elsewhere("c2").attempt(STRANGER), Wrong)
        assert isinstance(await strict.attempt(JEANNE), CodeOnItsWay)
        assert strict.proven is None

    async def test_leaves_no_code_in_the_log_or_the_spool(self) -> None:
        desk = Desk()

        sent = await desk.attempt(JEANNE)

        code = code_of(sent.events)
        assert code not in repr(sent)
        assert code not in repr(desk.spool.waiting)

    async def test_asked_again_gets_another_code_and_the_first_is_void(self) -> None:
        desk = Desk()
        first = code_of((await desk.attempt(JEANNE)).events)
        second = code_of((await desk.attempt(JEANNE)).events)
        assert first != second

        assert isinstance(await desk.attempt(ByCode(digits=first)), Wrong)
        assert isinstance(await desk.attempt(ByCode(digits=second)), Proven)

    async def test_never_gets_a_code_twice_even_after_a_proof(self) -> None:
        desk = Desk()
        first = code_of((await desk.attempt(JEANNE)).events)
        await desk.attempt(ByCode(digits=first))

        again = code_of((await desk.attempt(JEANNE)).events)

        assert again != first
        assert isinstance(await desk.attempt(ByCode(digits=first)), Wrong)

    async def test_after_a_crash_gets_the_same_letter_once(self) -> None:
        desk = Desk()
        lost = await desk.identifier.attempt(desk.conversation, JEANNE)

        kept = await desk.attempt(JEANNE)

        assert len(desk.spool.waiting) == 1
        assert code_of(lost.events) == code_of(kept.events)

    async def test_gets_so_many_letters_an_hour_over_all_conversations(self) -> None:
        desk = Desk()

        outcomes = [await desk.elsewhere(f"c{n}").attempt(JEANNE) for n in range(9)]

        sent = [o for o in outcomes if isinstance(o, CodeOnItsWay)]
        assert len(sent) == CODES_PER_HOUR
        assert isinstance(outcomes[-1], Locked)
        assert len(desk.spool.waiting) == CODES_PER_HOUR

    async def test_cannot_be_one_of_many_from_one_conversation(self) -> None:
        desk = Desk()

        outcomes = [await desk.attempt(ByEmail(email=f"a{n}@example.com")) for n in range(9)]

        assert sum(isinstance(o, CodeOnItsWay) for o in outcomes) == CODES_PER_HOUR


class TestACode:
    async def test_is_tried_three_times_and_no_more(self) -> None:
        desk = Desk()
        code = code_of((await desk.attempt(JEANNE)).events)

        outcomes = [await desk.attempt(ByCode(digits=other(code))) for _ in range(3)]

        assert [o.tries_left for o in outcomes if isinstance(o, Wrong)] == [2, 1]
        assert isinstance(outcomes[2], Locked)
        assert isinstance(await desk.attempt(ByCode(digits=code)), Locked)
        assert isinstance(await desk.attempt(JEANNE), Locked)
        assert desk.proven is None

    async def test_has_no_more_tries_for_being_sent_again(self) -> None:
        desk = Desk()
        for _ in range(2):
            code = code_of((await desk.attempt(JEANNE)).events)
            await desk.attempt(ByCode(digits=other(code)))
        code = code_of((await desk.attempt(JEANNE)).events)

        assert isinstance(await desk.attempt(ByCode(digits=other(code))), Locked)

    async def test_is_good_until_its_last_second(self) -> None:
        desk = Desk()
        code = code_of((await desk.attempt(JEANNE)).events)
        desk.pass_(minutes=9, seconds=59)

        assert isinstance(await desk.attempt(ByCode(digits=code)), Proven)

    async def test_that_expired_is_not_looked_at_and_costs_no_try(self) -> None:
        desk = Desk()
        code = code_of((await desk.attempt(JEANNE)).events)
        desk.pass_(minutes=10)

        right, wrong = [await desk.attempt(ByCode(digits=d)) for d in (code, other(code))]

        assert isinstance(right, Expired)
        assert isinstance(wrong, Expired)
        assert desk.conversation.dealings.refused == 0
        assert desk.calls["with_email"] == 1  # when it was sent

    async def test_that_was_never_sent_is_no_code(self) -> None:
        assert isinstance(await Desk().attempt(ByCode(digits="000000")), Expired)

    async def test_works_once(self) -> None:
        desk = Desk()
        code = code_of((await desk.attempt(JEANNE)).events)
        await desk.attempt(ByCode(digits=code))

        assert isinstance(await desk.attempt(ByCode(digits=code)), Expired)

    async def test_is_of_no_use_in_another_conversation(self) -> None:
        desk = Desk()
        code = code_of((await desk.attempt(JEANNE)).events)
        there = desk.elsewhere("c2")
        await there.attempt(JEANNE)

        assert isinstance(await there.attempt(ByCode(digits=code)), Wrong)

    async def test_of_an_unknown_address_proves_nothing_even_if_it_were_guessed(self) -> None:
        desk = Desk()
        code = code_of((await desk.attempt(STRANGER)).events)

        assert isinstance(await desk.attempt(ByCode(digits=code)), Wrong)


class TestAnOrderWithItsAddress:
    async def test_proves_who_placed_it(self) -> None:
        desk = Desk()

        await desk.attempt(ByOrderAndEmail(number="1001", email="JEANNE@example.com"))

        assert desk.proven == "jeanne"

    async def test_proves_nothing_about_somebody_else(self) -> None:
        desk = Desk()

        outcome = await desk.attempt(ByOrderAndEmail(number="#1002", email="jeanne@example.com"))

        assert isinstance(outcome, Wrong)
        assert not outcome.by_code

    async def test_is_tried_so_often_an_hour_over_all_conversations(self) -> None:
        desk = Desk()
        guesses = [
            ByOrderAndEmail(number=f"#{n}", email="jeanne@example.com") for n in range(990, 1010)
        ]

        outcomes = [await desk.elsewhere(f"c{n}").attempt(g) for n, g in enumerate(guesses)]

        assert sum(isinstance(o, Wrong) for o in outcomes) == TRIES_PER_HOUR
        assert isinstance(outcomes[11], Locked)  # the right number comes too late


class TestANameWithItsPostcode:
    async def test_proves_who_is_the_only_one(self) -> None:
        desk = Desk()

        await desk.attempt(
            ByNameAndPostcode(given_name="jeanne", family_name="MARTIN", postcode="75011")
        )

        assert desk.proven == "jeanne"

    async def test_proves_nothing_where_two_are_called_so(self) -> None:
        desk = Desk()

        outcome = await desk.attempt(
            ByNameAndPostcode(given_name="Paul", family_name="Petit", postcode="75011")
        )

        assert isinstance(outcome, Wrong)


class TestSigningIn:
    async def test_proves_who_the_page_says(self) -> None:
        desk = Desk()

        assert isinstance(await desk.attempt(token()), Proven)
        assert desk.proven == "jeanne"

    async def test_may_be_repeated_in_its_conversation_and_writes_nothing_new(self) -> None:
        desk = Desk()
        await desk.attempt(token())

        again = await desk.attempt(token())

        assert isinstance(again, Proven)
        assert again.events == ()

    async def test_may_be_repeated_after_a_crash_before_it_was_written(self) -> None:
        desk = Desk()
        await desk.identifier.attempt(desk.conversation, token())

        assert isinstance(await desk.attempt(token()), Proven)

    async def test_once_proven_stays_so_when_the_token_is_too_old(self) -> None:
        desk = Desk()
        given = token()
        await desk.attempt(given)
        desk.clock.time += timedelta(hours=3)

        again = await desk.attempt(given)

        assert isinstance(again, Proven)
        assert again.events == ()  # so it is proven since noon, and no longer for it

    async def test_with_a_token_that_is_too_old_proves_nothing_elsewhere(self) -> None:
        desk = Desk()
        given = token()
        await desk.attempt(given)
        desk.clock.time += timedelta(hours=3)

        there = await desk.elsewhere("c2").attempt(given)

        assert isinstance(there, TokenRefused)
        assert there.reason == "expired"

    async def test_is_for_one_conversation(self) -> None:
        desk = Desk()
        await desk.attempt(token())

        there = await desk.elsewhere("c2").attempt(token())

        assert isinstance(there, TokenRefused)
        assert there.reason == "used"

    async def test_as_nobody_known_is_refused(self) -> None:
        assert isinstance(await Desk().attempt(token("nobody")), TokenRefused)

    async def test_still_works_when_no_tries_are_left(self) -> None:
        desk = Desk(max_tries=1)
        await desk.attempt(ByOrderAndEmail(number="1", email="jeanne@example.com"))
        assert isinstance(await desk.attempt(JEANNE), Locked)

        assert isinstance(await desk.attempt(token()), Proven)
        assert isinstance(await desk.attempt(JEANNE), CodeOnItsWay)

    async def test_with_bad_tokens_costs_the_customer_no_tries(self) -> None:
        desk = Desk()
        for _ in range(5):
            assert isinstance(await desk.attempt(BySignIn(token="x")), TokenRefused)

        assert isinstance(await desk.attempt(JEANNE), CodeOnItsWay)

    async def test_is_refused_when_it_cannot_be_told_whether_it_was_used(self) -> None:
        class Away:
            async def claim(self, key: str, *, holder: str, for_s: float) -> bool:
                raise BrokerUnavailableError(key, holder, for_s)

        desk = Desk(used=Away())

        assert isinstance(await desk.attempt(token()), Unavailable)
        assert desk.proven is None


class TestOneCustomerPerConversation:
    @pytest.mark.parametrize(
        "attempt",
        [token("paul", "t2"), ByOrderAndEmail(number="#1002", email="paul@example.com")],
    )
    async def test_a_proof_of_being_somebody_else_is_refused(self, attempt: Attempt) -> None:
        desk = Desk()
        await desk.attempt(token())

        outcome = await desk.attempt(attempt)

        assert isinstance(outcome, TokenRefused | Wrong)
        assert desk.proven == "jeanne"

    async def test_a_code_for_somebody_else_goes_to_nobody(self) -> None:
        desk = Desk()
        await desk.attempt(token())

        sent = await desk.attempt(ByEmail(email="paul@example.com"))

        assert isinstance(sent, CodeOnItsWay)
        [letter] = desk.spool.waiting
        assert letter.recipient == ""
        assert isinstance(await desk.attempt(ByCode(digits=code_of(sent.events))), Wrong)


class TestWhatTheShopDoesNotOffer:
    @pytest.mark.parametrize(
        "attempt",
        [
            JEANNE,
            ByCode(digits="123456"),
            ByOrderAndEmail(number="#1001", email="jeanne@example.com"),
            ByNameAndPostcode(given_name="Jeanne", family_name="Martin", postcode="75011"),
            token(),
        ],
    )
    async def test_is_not_looked_at(self, attempt: Attempt) -> None:
        method = Method.NAME_AND_POSTCODE
        if isinstance(attempt, ByNameAndPostcode):
            method = Method.EMAIL_CODE
        desk = Desk(methods=(method,))

        assert isinstance(await desk.attempt(attempt), NotOffered)
        assert not desk.calls

    async def test_includes_signing_in_where_no_key_is_set(self) -> None:
        assert isinstance(await Desk(token_rules=None).attempt(token()), NotOffered)


class TestSomethingThatIsAway:
    async def test_makes_it_impossible_to_tell_and_counts_for_nothing(self) -> None:
        class Away:
            def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # any method
                async def fail(*given: object, **named: object) -> None:
                    raise self.error(name, given, named)

                return fail

        class AwayShop(Away):
            error = ShopUnavailableError

        class AwayBroker(Away):
            error = BrokerUnavailableError

        for desk in (Desk(shop=AwayShop()), Desk(limits=AwayBroker())):
            outcome = await desk.attempt(JEANNE)

            assert isinstance(outcome, Unavailable)
            assert outcome.events == ()
            assert not desk.spool.waiting
