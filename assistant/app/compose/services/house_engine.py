"""Ask the assistant single questions with the shop's verified answers, outside any conversation."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from assistant.answers.verified.live_answers import CandidateAnswers, LiveAnswers
from assistant.answers.verified.ports import VerifiedBook
from assistant.answers.verified.types import AnswerState, VerifiedAnswer
from assistant.answers.verified.verified_draft import LEFT_TO_PEOPLE, id_in
from assistant.app.compose.answer_engine import (
    Engine,
    SingleAnswer,
    assemble_engine,
    load_answer_parts,
    open_answer_parts,
)
from assistant.app.compose.assistant_turn import AnswerParts, follow_answers
from assistant.app.compose.services.stored_settings import has_database
from assistant.console.verified.candidate_trials import TriedQuestion
from assistant.conversation.message import Language
from assistant.kit.calls.opened_once import OpenedOnce
from assistant.kit.fault_log import report
from assistant.kit.settings.settings import Settings
from assistant.operations.autonomy.ports import AutonomyTables, LiveTable
from integrations.stores.sql.database import open_database
from integrations.stores.sql.desk.verified_answer_book import SqlVerifiedBook
from retrieval.encoders.encoder_base import EncoderError
from retrieval.index.index_versions import NoIndexError
from retrieval.searching.search import WrongEncoderError

_OWN = 12  # ways of asking of a candidate that are tried
_OTHERS = 20  # other answers that still have to be given


@asynccontextmanager
async def open_house_engine(settings: Settings) -> AsyncIterator[Engine]:
    """Open an engine that answers from the index, and with the verified answers if there are any.

    Raises:
        NoIndexError, EncoderError, ShopFileError: see `open_answer_parts`.
        LogUnavailableError: no database answers.
    """
    async with open_answer_parts(settings) as loaded:
        if not await has_database(settings):
            yield assemble_engine(loaded)
            return
        async with open_database(settings.log_url, settings.archive_folder) as database:
            live = await follow_answers(loaded, SqlVerifiedBook(database))
            yield assemble_engine(replace(loaded, verified=live))


@dataclass(frozen=True, slots=True)
class _House:
    parts: AnswerParts
    live: LiveAnswers
    autonomy: LiveTable

    def engine(self, candidate: CandidateAnswers | None = None) -> Engine:
        parts = replace(self.parts, verified=candidate or self.live)
        return assemble_engine(parts, autonomy=self.autonomy)


class HouseEngine:
    """Ask questions in the process of the pages; index and encoder are loaded with the first."""

    def __init__(self, settings: Settings, book: VerifiedBook, tables: AutonomyTables) -> None:
        self._settings, self._book, self._tables = settings, book, tables
        self._house = OpenedOnce(self._open)

    async def ask(self, text: str, language: Language) -> SingleAnswer | None:
        """Return the answer that a customer would get now; None: nothing can be asked here."""
        house = await self._current()
        return await house.engine().ask(text, language=language) if house else None

    async def run(self, candidate: VerifiedAnswer) -> Sequence[TriedQuestion]:
        """Ask a candidate's own ways, and the questions of the other verified answers.

        Implements `CandidateTrials`: of the others, those are told that get another answer with it.
        """
        house = await self._current()
        if house is None:
            return ()
        live = replace(candidate, state=AnswerState.LIVE)
        trying = house.engine(CandidateAnswers(await house.live.trying(live)))
        before, tried = house.engine(), []
        for way in candidate.ways[:_OWN]:
            one, other = [await e.ask(way.text, language=way.language) for e in (before, trying)]
            gives = LEFT_TO_PEOPLE in other.rule or id_in(other.rule) == candidate.answer_id
            tried.append(_tried(way.text, one, other, passes=gives))
        others = (one for one in house.live.known.answers if one.answer_id != candidate.answer_id)
        for answer in list(others)[:_OTHERS]:
            way = answer.ways[0]
            one, other = [await e.ask(way.text, language=way.language) for e in (before, trying)]
            if one.rule != other.rule:
                tried.append(_tried(way.text, one, other, passes=False))
        return tried

    async def _current(self) -> _House | None:
        try:
            house = await self._house.get()
            await house.live.load()
        except (NoIndexError, WrongEncoderError, EncoderError) as error:
            report("house.not_asked", error)
            return None
        return house

    async def _open(self) -> _House:
        thread = ThreadPoolExecutor(1, thread_name_prefix="reader")  # lives as long as the process
        parts = await asyncio.to_thread(load_answer_parts, self._settings, thread)
        live = await follow_answers(parts, self._book)
        return _House(parts, live, LiveTable(self._tables))


def _tried(
    question: str, before: SingleAnswer, after: SingleAnswer, *, passes: bool
) -> TriedQuestion:
    return TriedQuestion(
        question=question, before=before.reply.text, after=after.reply.text, passes=passes
    )
