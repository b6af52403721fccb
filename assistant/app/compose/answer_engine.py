"""Assemble the parts that answer in one process: encoder, understanding, index and turn."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from assistant.answers.composing.pages.page_answers import as_sources
from assistant.app.compose.assistant_turn import AnswerParts, assemble_turn
from assistant.app.compose.data_folders import index_root
from assistant.app.compose.search.index_stores import open_stores
from assistant.app.compose.search.local_models import (
    SetupProgress,
    log_setup,
    open_encoder,
    open_message_models,
    open_statement_reader,
)
from assistant.app.compose.shop_profile import load_shop
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import CustomerWrote, ReplyWritten, TurnTaken
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Language, Source
from assistant.kit.settings.settings import Settings
from assistant.messages.ports import Knowledge
from assistant.messages.turn import Turn
from assistant.mind.thinker import Thinker
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.autonomy.ports import LiveTable
from assistant.operations.dialogue.engine_moves import DialogueEngine
from assistant.understanding.message_interpreter import MessageInterpreter
from assistant.understanding.types import ReadingContext, Understanding
from integrations.stores.memory.autonomy_tables import MemoryAutonomyTables
from retrieval.index.index_versions import NoIndexError, Versions
from retrieval.ports import Encoder
from retrieval.reading.statement_reader import StateReader
from retrieval.searching.search import LiveIndex
from retrieval.types import ReadStatement, Vector

__all__ = ["Engine", "NoIndexError", "SingleAnswer", "open_engine"]


class ThreadedReader:
    """Read messages on a thread of its own: an encoder session has one thread."""

    def __init__(self, reader: MessageInterpreter, executor: ThreadPoolExecutor) -> None:
        self._reader = reader
        self._executor = executor

    async def read(self, text: str, context: ReadingContext) -> Understanding:
        running = asyncio.get_running_loop()
        return await running.run_in_executor(self._executor, self._reader.read, text, context)


class ThreadedStatementReader:
    """Read statements on the reader's thread; implements `retrieval.ports.StatementReader`."""

    def __init__(self, reader: StateReader, executor: ThreadPoolExecutor) -> None:
        self._reader = reader
        self._executor = executor

    async def read(self, question: str, statements: Sequence[ReadStatement]) -> list[float]:
        """Return the log-odds that each statement answers."""
        running = asyncio.get_running_loop()
        return await running.run_in_executor(
            self._executor, self._reader.read, question, statements
        )


class ThreadedEncoder:
    """Encode texts on the reader's thread, one after the other between messages."""

    def __init__(self, encoder: Encoder, executor: ThreadPoolExecutor) -> None:
        self._encoder = encoder
        self._executor = executor

    async def encode(self, text: str) -> Vector:
        """Return the vector of a question."""
        running = asyncio.get_running_loop()
        return await running.run_in_executor(self._executor, self._encoder.encode_query, text)

    async def encode_passage(self, text: str) -> Vector:
        """Return the vector of a text that questions look for."""
        running = asyncio.get_running_loop()
        return await running.run_in_executor(self._executor, self._encoder.encode_passage, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleAnswer:
    """Hold the answer to a question outside any channel."""

    reply: ReplyWritten
    sources: tuple[Source, ...]
    intent: str
    confidence: float
    latency_ms: float
    rule: str = ""  # by which it was composed


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Answer single questions, outside any conversation; nothing is stored."""

    parts: AnswerParts
    turn: Turn

    async def ask(
        self,
        text: str,
        *,
        top: int | None = None,
        after: Sequence[str] = (),
        language: Language | None = None,
    ) -> SingleAnswer:
        """Answer one question as the first of a conversation, or after a customer's messages.

        With `top`, the sources are the best passages of that many pages, whatever was answered.
        `language` is that of the page where the customer writes, if it is known.
        """
        cid = ConversationId(uuid4().hex)
        conversation = Conversation(conversation_id=cid, language=language)
        for earlier in after:
            conversation = conversation.after(self._write(conversation, earlier))
            for event in await self.turn.take(conversation):
                conversation = conversation.after(event)
        conversation = conversation.after(self._write(conversation, text))
        started = time.perf_counter()
        events = await self.turn.take(conversation)
        latency_ms = round((time.perf_counter() - started) * 1000, 2)
        reply = next(event for event in events if isinstance(event, ReplyWritten))
        taken = next((event for event in events if isinstance(event, TurnTaken)), None)
        return SingleAnswer(
            reply=reply,
            sources=await self._best(text, top) if top else reply.sources,
            intent=taken.intent if taken else "",
            confidence=taken.confidence if taken else 0.0,
            rule=taken.rule if taken else "",
            latency_ms=latency_ms,
        )

    def _write(self, conversation: Conversation, text: str) -> CustomerWrote:
        return CustomerWrote(
            conversation_id=conversation.conversation_id,
            at=self.turn.clock.now(),
            message_id=MessageId(uuid4().hex),
            text=text,
        )

    async def _best(self, text: str, top: int) -> tuple[Source, ...]:
        searcher = (await self.parts.index.current()).searcher
        understanding = await self.parts.reader.read(
            text, ReadingContext(vocabulary=searcher.vocabulary, language=None)
        )
        found = await searcher.search(
            understanding.text, understanding.vector, language=understanding.language, limit=top
        )
        return as_sources(understanding, found)


def open_search(
    settings: Settings, encoder: Encoder, *, progress: SetupProgress = log_setup
) -> tuple[MessageInterpreter, LiveIndex]:
    """Return the reader of messages, and the index as of now."""
    models = open_message_models(settings, encoder, progress=progress)
    reader = MessageInterpreter(
        encoder=encoder,
        model=models.intents,
        signal_model=models.signals,
        speller=models.speller,
    )
    index = LiveIndex(index_root(settings), encoder_name=encoder.name, stores=open_stores(settings))
    return reader, index


class LiveKnowledge:
    """Hold the index as of now, and the values derived from each version of it.

    The reader of statements looks for them among those kept with the version that is opened.
    """

    def __init__(self, index: LiveIndex, statements: StateReader | None = None) -> None:
        self._index = index
        self._statements = statements
        self._known: Knowledge | None = None
        self._opening = asyncio.Lock()

    async def current(self) -> Knowledge:
        """Return the newest version; a new one is opened in a thread, once, and then swapped in.

        Turns that began with the version before go on with it.
        """
        if self._known is not None and self._index.is_current():
            return self._known
        async with self._opening:
            return await asyncio.to_thread(self._open)

    def _open(self) -> Knowledge:
        searcher = self._index.current()
        if self._known is None or self._known.searcher is not searcher:
            if self._statements is not None:
                self._statements.use(searcher.folder)
            self._known = Knowledge.of(searcher)
        return self._known


@asynccontextmanager
async def open_answer_parts(
    settings: Settings, *, progress: SetupProgress = log_setup
) -> AsyncIterator[AnswerParts]:
    """Load the encoder, the models that read messages, the index and the shop's profile.

    Raises:
        NoIndexError: nothing was indexed with this encoder yet.
        EncoderError: the encoder cannot be loaded.
        ShopFileError: shop.yaml cannot be used.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="reader") as executor:
        parts = load_answer_parts(settings, executor, progress=progress)
        await parts.index.current()
        yield parts


def load_answer_parts(
    settings: Settings, executor: ThreadPoolExecutor, *, progress: SetupProgress = log_setup
) -> AnswerParts:
    """Load the parts, which read on the one thread of `executor`. Blocks; raises as above."""
    Versions(index_root(settings)).expect()  # before an encoder is made for nothing
    encoder = open_encoder(settings, progress=progress)
    reader, index = open_search(settings, encoder, progress=progress)
    statements = open_statement_reader(settings, encoder) if settings.search.reader else None
    encoding = ThreadedEncoder(encoder, executor)
    return AnswerParts(
        settings=settings,
        reader=ThreadedReader(reader, executor),
        index=LiveKnowledge(index, statements),
        shop=load_shop(settings.shop.profile_source),
        encode=encoding.encode,
        encode_passage=encoding.encode_passage,
        encoder=encoder,
        statements=ThreadedStatementReader(statements, executor) if statements else None,
    )


def assemble_engine(
    parts: AnswerParts,
    *,
    dialogue: DialogueEngine | None = None,
    thinker: Thinker | None = None,
    autonomy: LiveTable | None = None,
) -> Engine:
    """Return an engine over `parts`; without a table of autonomy, the default table holds."""
    table = autonomy or LiveTable(MemoryAutonomyTables())
    turn = assemble_turn(
        parts, autonomy=AnswerAutonomy(autonomy=table), dialogue=dialogue, thinker=thinker
    )
    return Engine(parts=parts, turn=turn)


@asynccontextmanager
async def open_engine(settings: Settings) -> AsyncIterator[Engine]:
    """Open an engine that answers from the index alone.

    Raises:
        NoIndexError, EncoderError, ShopFileError: see `open_answer_parts`.
    """
    async with open_answer_parts(settings) as parts:
        yield assemble_engine(parts)
