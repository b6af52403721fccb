"""Follow the verified answers, so that every process has a change in force within a second."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from assistant.answers.verified.known_answers import NO_ANSWERS, KnownAnswers
from assistant.answers.verified.ports import VerifiedBook
from assistant.answers.verified.types import VerifiedAnswer
from assistant.kit.fault_log import report
from assistant.ports import LogUnavailableError
from retrieval.encoders.encoder_base import EncoderError
from retrieval.types import Vector

_LOOK_S = 0.4  # between two looks

EncodeQuestion = Callable[[str], Awaitable[Vector]]
"""Return the vector of a question, as that of a message."""


class AnswersInForce(Protocol):
    """Hold the verified answers that a turn uses."""

    @property
    def known(self) -> KnownAnswers:
        """Return the answers as of now."""
        ...


@dataclass(frozen=True, slots=True)
class CandidateAnswers:
    """Hold verified answers with a candidate among them."""

    known: KnownAnswers


@dataclass(slots=True, kw_only=True)
class LiveAnswers:
    """Hold the verified answers that are live now, with the vectors of their ways of asking.

    A way is encoded once, when it is first seen, and never while a customer waits.
    """

    book: VerifiedBook
    encode: EncodeQuestion
    known: KnownAnswers = field(default=NO_ANSWERS, init=False)
    _edition: int = field(default=0, init=False)

    async def load(self) -> None:
        """Read the answers that are live, if any changed. May raise `LogUnavailableError`."""
        edition = await self.book.edition()
        if edition == self._edition:
            return
        kept = await self.book.all()
        live = tuple(one.in_force.answer for one in kept if one.in_force and one.is_live)
        self.known = await self._with_vectors(live)
        self._edition = edition

    async def trying(
        self, candidate: VerifiedAnswer, *, among: KnownAnswers | None = None
    ) -> KnownAnswers:
        """Return answers with a candidate among them, in place of its live version.

        `among` are other answers than those that are live now.
        """
        answers = (among or self.known).answers
        others = (one for one in answers if one.answer_id != candidate.answer_id)
        return await self._with_vectors((*others, candidate))

    async def run(self, stop: asyncio.Event) -> None:
        """Look for changes until `stop` is set; while none can be read, the last answers stay."""
        while not stop.is_set():
            with suppress(LogUnavailableError):
                await self.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_S)

    async def look(self) -> None:
        """Read the answers that are live; those that cannot be read are reported, once."""
        try:
            await self.load()
        except EncoderError as error:
            report("verified.not_encoded", error)
        except ValueError as error:  # another version of Comptoir wrote one: it is told once
            self._edition = await self.book.edition()
            report("verified.unread", error)

    async def _with_vectors(self, answers: tuple[VerifiedAnswer, ...]) -> KnownAnswers:
        """Return answers with the vectors of their ways; those that are known are not made anew."""
        before, vectors = self.known.vectors, {}
        for text in dict.fromkeys(way.text for one in answers for way in one.ways):
            known = before.get(text)
            vectors[text] = await self.encode(text) if known is None else known
        made = KnownAnswers(answers, vectors)
        await asyncio.to_thread(made.prepare)
        return made
