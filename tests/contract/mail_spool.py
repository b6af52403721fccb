"""What every `MailSpool` does. Inherit `MailSpoolContract` and override `spool`."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.kit.mail.letter import Letter, LetterId, LetterKind
from assistant.kit.mail.ports import MailSpool

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)


def letter(name: str, *, minutes: int = 0) -> Letter:
    return Letter(
        letter_id=LetterId(name),
        recipient=f"{name}@example.com",
        kind=LetterKind.CODE,
        language="fr",
        values={"number": "1", "who": "Éloïse"},
        made_at=NOON + timedelta(minutes=minutes),
        expires_at=NOON + timedelta(minutes=minutes + 10),
    )


class MailSpoolContract:
    @pytest.fixture
    def spool(self) -> MailSpool:
        raise NotImplementedError

    async def names(self, spool: MailSpool, now: datetime, *, limit: int = 9) -> list[str]:
        taken = await spool.take(now, until=now + timedelta(minutes=5), limit=limit)
        return [one.letter.letter_id for one in taken]

    async def test_a_letter_comes_back_as_it_was_put(self, spool: MailSpool) -> None:
        endless = replace(letter("b", minutes=1), expires_at=None, recipient="", values={})
        assert await spool.put(letter("a"))
        assert await spool.put(endless)

        taken = await spool.take(LATER, until=LATER + timedelta(minutes=5), limit=9)

        assert [one.letter for one in taken] == [letter("a"), endless]
        assert [one.attempt for one in taken] == [1, 1]

    async def test_a_letter_is_kept_once_per_id(self, spool: MailSpool) -> None:
        assert await spool.put(letter("a"))

        assert not await spool.put(replace(letter("a"), recipient="other@example.com"))

        [taken] = await spool.take(LATER, until=LATER, limit=9)
        assert taken.letter == letter("a")

    async def test_the_oldest_are_taken_first_and_no_more_than_asked_for(
        self, spool: MailSpool
    ) -> None:
        for name, minutes in (("c", 2), ("a", 0), ("b", 1)):
            await spool.put(letter(name, minutes=minutes))

        assert await self.names(spool, LATER, limit=2) == ["a", "b"]

    async def test_nothing_is_due_before_it_was_made(self, spool: MailSpool) -> None:
        await spool.put(letter("a", minutes=1))

        assert await self.names(spool, NOON) == []

    async def test_a_taken_letter_is_nobody_elses_for_a_while(self, spool: MailSpool) -> None:
        await spool.put(letter("a"))
        await self.names(spool, LATER)

        assert await self.names(spool, LATER + timedelta(minutes=4)) == []
        [again] = await spool.take(LATER + timedelta(minutes=5), until=LATER, limit=9)
        assert again.attempt == 2

    async def test_many_senders_share_without_overlap(self, spool: MailSpool) -> None:
        for number in range(12):
            await spool.put(letter(f"l{number:02}"))

        shares = await asyncio.gather(*(self.names(spool, LATER, limit=4) for _ in range(6)))

        taken = [name for share in shares for name in share]
        assert len(taken) == len(set(taken))
        assert {*taken, *await self.names(spool, LATER, limit=20)} == {
            f"l{number:02}" for number in range(12)
        }

    async def test_a_postponed_letter_comes_when_it_is_due(self, spool: MailSpool) -> None:
        await spool.put(letter("a"))
        await self.names(spool, LATER)
        await spool.postpone(LetterId("a"), until=LATER + timedelta(minutes=1))

        assert await self.names(spool, LATER) == []
        assert await self.names(spool, LATER + timedelta(minutes=1)) == ["a"]

    async def test_a_settled_letter_is_done_with_for_good(self, spool: MailSpool) -> None:
        await spool.put(letter("a"))
        await self.names(spool, LATER)
        await spool.settle(LetterId("a"), how="sent", at=LATER)
        await spool.postpone(LetterId("a"), until=LATER)

        assert await self.names(spool, LATER + timedelta(days=1)) == []
        assert not await spool.put(letter("a"))

    async def test_what_was_settled_long_ago_is_forgotten(self, spool: MailSpool) -> None:
        for name in ("old", "new", "open"):
            await spool.put(letter(name))
        await spool.settle(LetterId("old"), how="sent", at=NOON)
        await spool.settle(LetterId("new"), how="dead", at=LATER)

        assert await spool.forget(LATER) == 1

        assert await spool.put(letter("old"))
        assert not await spool.put(letter("new"))
        assert not await spool.put(letter("open"))
