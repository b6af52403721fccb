"""What holds of `prove` for anybody and after anything."""

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.events import CodeSent
from assistant.operations.identity.attempts import (
    Attempt,
    ByCode,
    ByEmail,
    ByNameAndPostcode,
    ByOrderAndEmail,
    BySignIn,
)
from tests.unit.assistant.operations.identity.proving import NOON, Desk, code_of, other, token

EMAILS = st.sampled_from(["jeanne@example.com", "paul@example.com", "nobody@example.com", "", "@"])
WRONG = st.one_of(
    st.builds(ByEmail, email=EMAILS),
    st.builds(ByCode, digits=st.sampled_from(["wrong", "", "000000", "٣٣٣٣٣٣", "right for c2"])),
    st.builds(
        ByOrderAndEmail,
        number=st.sampled_from(["#1002", "1", ""]),
        email=st.just("jeanne@example.com"),
    ),
    st.builds(
        ByNameAndPostcode,
        given_name=st.sampled_from(["Paul", "", "Jeanne' OR 1=1"]),
        family_name=st.sampled_from(["Petit", ""]),
        postcode=st.sampled_from(["75011", ""]),
    ),
    st.builds(BySignIn, token=st.sampled_from(["", "a.b.c", "null"])),
    st.integers(min_value=1, max_value=700),  # seconds that pass
)


async def run(desk: Desk, steps: list[Any]) -> None:
    """Make wrong attempts only: a code that happens to be right is changed."""
    for step in steps:
        if isinstance(step, int):
            desk.pass_(seconds=step)
            continue
        attempt, code = step, desk.conversation.dealings.code
        if isinstance(attempt, ByCode) and code is not None:
            right = code_of(
                [
                    CodeSent(
                        conversation_id=desk.conversation.conversation_id,
                        at=NOON,
                        number=code.number,
                        email=code.email,
                        expires_at=code.expires_at,
                    )
                ]
            )
            attempt = ByCode(
                digits=other(right) if attempt.digits in {"wrong", right} else attempt.digits
            )
        await desk.attempt(attempt)


class TestWhatNobodyMayLearn:
    """Who is unknown and who is somebody else: the same value, the same look-ups and writes."""

    async def look(self, *attempts: Attempt, proven: bool = False) -> tuple[Any, Counter[str]]:
        desk = Desk()
        if proven:
            await desk.attempt(token())
        desk.calls.clear()
        outcomes = []
        for attempt in attempts:
            if isinstance(attempt, ByCode):
                code = desk.conversation.dealings.code
                assert code is not None
            outcome = await desk.attempt(attempt)
            events = [(type(e), getattr(e, "reason", "")) for e in outcome.events]
            outcomes.append((type(outcome), getattr(outcome, "tries_left", 0), events))
        return outcomes, desk.calls

    async def test_about_an_address(self) -> None:
        known, unknown, others = [
            await self.look(ByEmail(email=f"{name}@example.com"), ByCode(digits="x"), proven=proven)
            for name, proven in (("jeanne", False), ("nobody", False), ("paul", True))
        ]

        assert known == unknown == others
        assert known[1]["put"] == 1
        assert known[1]["with_email"] == 2

    async def test_about_an_order(self) -> None:
        theirs, unknown, nobody = [
            await self.look(ByOrderAndEmail(number=number, email=f"{name}@example.com"))
            for number, name in (("1002", "jeanne"), ("9999", "jeanne"), ("9999", "nobody"))
        ]

        assert theirs == unknown == nobody
        assert theirs[1] == Counter(with_number=1, with_email=1, allow=2)

    async def test_about_a_name(self) -> None:
        two, nobody = [
            await self.look(ByNameAndPostcode(given_name=n, family_name="Petit", postcode="75011"))
            for n in ("Paul", "Nobody")
        ]

        assert two == nobody


class TestAnySequence:
    @given(st.lists(WRONG, max_size=25))
    async def test_of_wrong_attempts_proves_nothing_and_is_looked_at_three_times(
        self, steps: list[Any]
    ) -> None:
        desk = Desk()

        await run(desk, steps)

        assert desk.proven is None
        assert desk.conversation.dealings.refused <= 3

    @given(st.lists(WRONG, max_size=25), st.sampled_from(["paul", "twin", "nobody"]))
    async def test_after_a_proof_never_changes_the_customer(
        self, steps: list[Any], name: str
    ) -> None:
        desk = Desk()
        await desk.attempt(token())

        await run(
            desk,
            [*steps, token(name, "t2"), ByOrderAndEmail(number="#1002", email="paul@example.com")],
        )

        assert desk.proven == "jeanne"

    @given(st.lists(WRONG, max_size=25), st.integers(min_value=1, max_value=5))
    async def test_compares_no_more_than_the_rules_allow(
        self, steps: list[Any], max_tries: int
    ) -> None:
        desk = Desk(max_tries=max_tries)

        await run(desk, steps)

        assert desk.conversation.dealings.refused <= max_tries
        looked_up = desk.calls["with_number"] + desk.calls["named"]
        assert looked_up + desk.calls["with_email"] <= 2 * max_tries + desk.calls["put"]
