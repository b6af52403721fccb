from datetime import UTC, datetime

from assistant.kit.mail.letter import Letter, LetterId, LetterKind
from assistant.messages.trials.dry_identity import DryCounters, DrySpool

NOW = datetime(2026, 11, 16, tzinfo=UTC)
LETTER = Letter(
    letter_id=LetterId("l1"),
    recipient="lea@example.com",
    kind=LetterKind.CODE,
    language="fr",
    made_at=NOW,
)


class TestTheSpool:
    async def test_holds_a_letter_that_nobody_can_take(self) -> None:
        spool = DrySpool()

        assert await spool.put(LETTER)
        assert spool.letters == [LETTER]
        assert await spool.take(NOW, until=NOW, limit=9) == ()
        assert await spool.forget(NOW) == 0

    async def test_settles_and_postpones_nothing(self) -> None:
        spool = DrySpool([LETTER])

        await spool.settle(LETTER.letter_id, how="sent", at=NOW)
        await spool.postpone(LETTER.letter_id, until=NOW)

        assert spool.letters == [LETTER]


class TestTheCounters:
    async def test_allow_everything_and_count_nothing(self) -> None:
        counters = DryCounters()

        allowed = [await counters.allow("k", limit=1, per_s=60.0) for _ in range(3)]

        assert all(one.allowed for one in allowed)
        assert await counters.claim("k", holder="a", for_s=1)
        assert await counters.claim("k", holder="b", for_s=1)
