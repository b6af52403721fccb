"""Follow the verified answers, so that every process has a change in force within a second."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from assistant.answers.verified.answer_passages import texts_of
from assistant.answers.verified.known_answers import NO_ANSWERS, KnownAnswers
from assistant.answers.verified.ports import VerifiedBook
from assistant.answers.verified.types import VerifiedAnswer, VerifiedId
from assistant.kit.fault_log import report
from assistant.ports import LogUnavailableError
from retrieval.encoders.encoder_base import EncoderError
from retrieval.searching.live_passages import LivePassage, QuestionText
from retrieval.types import Vector

LOOK_S = 0.4
"""Seconds between two looks for changes."""
_AT_ONCE = 16  # texts that are read between two looks: some 0.5 s

T = TypeVar("T")

EncodeText = Callable[[str], Awaitable[Vector]]
"""Return the vector of a text."""


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
    encode: EncodeText  # a question, as a message is encoded
    encode_passage: EncodeText  # a text that questions look for
    known: KnownAnswers = field(default=NO_ANSWERS, init=False)
    _edition: int = field(default=0, init=False)

    async def load(self) -> None:
        """Read the answers that are live, if any changed. May raise `LogUnavailableError`."""
        while not await self.load_some():
            pass

    async def load_some(self) -> bool:
        """Read all ways that changed, and some texts; return whether no text is left.

        May raise `LogUnavailableError`.
        """
        edition = await self.book.edition()
        if edition == self._edition:
            return True
        kept = await self.book.all()
        live = tuple(one.in_force.answer for one in kept if one.in_force and one.is_live)
        self.known, is_whole = await self._with_vectors(live, most=_AT_ONCE)
        if is_whole:
            self._edition = edition
        return is_whole

    async def trying(
        self, candidate: VerifiedAnswer, *, among: KnownAnswers | None = None
    ) -> KnownAnswers:
        """Return answers with a candidate among them, in place of its live version.

        `among` are other answers than those that are live now.
        """
        answers = (among or self.known).answers
        others = (one for one in answers if one.answer_id != candidate.answer_id)
        known, _ = await self._with_vectors((*others, candidate))
        return known

    async def only(self, kept: Collection[VerifiedId]) -> KnownAnswers:
        """Return the live answers of these ids, and all that correct a page.

        Nobody is told a thing that is known to be wrong.
        """
        those = (one for one in self.known.answers if one.answer_id in kept or one.corrects)
        known, _ = await self._with_vectors(tuple(those))
        return known

    async def run(self, stop: asyncio.Event) -> None:
        """Look for changes until `stop` is set; while none can be read, the last answers stay."""
        while not stop.is_set():
            is_whole: bool | None = None
            with suppress(LogUnavailableError):
                is_whole = await self._reported(self.load_some())
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 0 if is_whole is False else LOOK_S)

    async def look(self) -> None:
        """Read the answers that are live; those that cannot be read are reported, once."""
        await self._reported(self.load())

    async def _reported(self, loading: Awaitable[T]) -> T | None:
        try:
            return await loading
        except EncoderError as error:
            report("verified.not_encoded", error)
        except ValueError as error:  # another version of Comptoir wrote one: it is told once
            self._edition = await self.book.edition()
            report("verified.unread", error)
        return None

    async def _with_vectors(
        self, answers: tuple[VerifiedAnswer, ...], *, most: int | None = None
    ) -> tuple[KnownAnswers, bool]:
        """Return answers with their vectors, and whether all their texts are read.

        At most `most` texts are read that are not known; None: all.
        """
        ways = dict.fromkeys(way.text for one in answers for way in one.ways)
        vectors = await _encoded(ways, self.known.vectors, self.encode)
        texts = list(texts_of(answers))
        known = self.known.read
        new = [one for one in texts if one not in known]
        read = await self._read(new[:most])
        there = (one for one in texts if one in known or one in read)
        made = KnownAnswers(answers, vectors, {one: (known.get(one) or read[one]) for one in there})
        await asyncio.to_thread(made.prepare)
        return made, len(new) <= len(read)

    async def _read(self, texts: Iterable[QuestionText]) -> Mapping[QuestionText, LivePassage]:
        """Return the passages of texts."""
        read: dict[QuestionText, LivePassage] = {}
        vectors: dict[str, Vector] = {}  # the ways of one answer share most of their texts
        for text in texts:
            wording = text.wording_of()
            vectors |= await _encoded(wording.encoded, vectors, self.encode_passage)
            read[text] = text.passage(wording, vectors)
        return read


async def _encoded(
    texts: Iterable[str], known: Mapping[str, Vector], encode: EncodeText
) -> dict[str, Vector]:
    """Return the vector of each text, made where it is not known."""
    vectors = {}
    for text in texts:
        there = known.get(text)
        vectors[text] = await encode(text) if there is None else there
    return vectors
