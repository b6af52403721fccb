"""Assemble the parts that answer in one process: encoder, understanding, index and turn."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from assistant.answers.composing.page_answers import as_sources
from assistant.answers.writing.ports import Writer
from assistant.app.compose.assistant_turn import AnswerParts, assemble_turn
from assistant.app.compose.data_folders import index_root
from assistant.app.compose.shop_profile import load_shop
from assistant.conversation.conversation import Conversation
from assistant.conversation.events import CustomerWrote, ReplyWritten, TurnTaken
from assistant.conversation.ids import ConversationId, MessageId
from assistant.conversation.message import Language, Source
from assistant.kit.settings.settings import Settings
from assistant.messages.ports import Knowledge
from assistant.messages.turn import Turn
from assistant.operations.autonomy.answer_autonomy import AnswerAutonomy
from assistant.operations.autonomy.ports import LiveTable
from assistant.operations.dialogue.engine_moves import DialogueEngine
from assistant.understanding.intents.intent_training import load_or_train_intents
from assistant.understanding.message_interpreter import MessageInterpreter
from assistant.understanding.signal_training import load_or_train_signals
from assistant.understanding.types import Understanding
from integrations.stores.memory.autonomy_tables import MemoryAutonomyTables
from retrieval.catalogue.vocabulary import Vocabulary
from retrieval.encoders.conversion.conversion_request import (
    Alphabet,
    ConversionProgress,
    tell_nobody,
)
from retrieval.encoders.default_encoder import load_default
from retrieval.index.index_versions import NoIndexError, Versions
from retrieval.ports import Encoder, Stores
from retrieval.searching.search import LiveIndex
from retrieval.stores.qdrant_edge_store import EdgeStores

__all__ = ["Engine", "NoIndexError", "SingleAnswer", "open_encoder", "open_engine"]


def open_stores(settings: Settings) -> Stores:
    """Return the stores that the settings name."""
    if settings.search.url is None:
        return EdgeStores()
    from integrations.stores.qdrant.qdrant_store import QdrantStores  # noqa: PLC0415  # a second to import

    key = settings.search.api_key.get_secret_value() if settings.search.api_key else None
    return QdrantStores(settings.search.url, api_key=key)


def open_encoder(settings: Settings, *, progress: ConversionProgress = tell_nobody) -> Encoder:
    """Load the encoder of the settings; the default one is made first where it is missing.

    From then on the process multiplies matrices on one thread: a second one on matrices of the size
    that texts make waits for a core longer than it works.

    Raises:
        EncoderError: it cannot be loaded; the message says what is missing.
    """
    threadpool_limits(limits=1, user_api="blas")
    chosen = settings.encoder
    if chosen.kind == "sentence-transformers":
        from retrieval.encoders.sentence_transformers_encoder import (  # noqa: PLC0415  # an extra
            SentenceTransformersEncoder,
        )

        return SentenceTransformersEncoder(chosen.model)
    if chosen.kind == "openai":
        from integrations.services.openai.embeddings_endpoint import OpenAIEncoder  # noqa: PLC0415  # 0.4 s to import

        key = chosen.api_key.get_secret_value() if chosen.api_key else "none"
        return OpenAIEncoder(base_url=chosen.url or "", model=chosen.model, api_key=key)
    alphabet = Alphabet.FULL if chosen.full_vocabulary else Alphabet.LATIN
    return load_default(settings.data_dir, alphabet=alphabet, progress=progress)


class ThreadedReader:
    """Read messages on a thread of its own: an encoder session has one thread."""

    def __init__(self, reader: MessageInterpreter, executor: ThreadPoolExecutor) -> None:
        self._reader = reader
        self._executor = executor

    async def read(
        self, text: str, *, vocabulary: Vocabulary, topic: str, language: Language | None
    ) -> Understanding:
        read = partial(
            self._reader.read,
            text,
            vocabulary=vocabulary,
            conversation_language=language,
            topic=topic,
        )
        return await asyncio.get_running_loop().run_in_executor(self._executor, read)


class ThreadedLikeness:
    """Compare texts on the reader's thread."""

    def __init__(self, encoder: Encoder, executor: ThreadPoolExecutor) -> None:
        self._encoder = encoder
        self._executor = executor

    async def compare(self, one: str, other: str) -> float:
        """Return the cosine of two texts, both as questions look for them."""
        running = asyncio.get_running_loop()
        return await running.run_in_executor(self._executor, self._compare, one, other)

    def _compare(self, one: str, other: str) -> float:
        return float(self._encoder.encode_passage(one) @ self._encoder.encode_passage(other))


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleAnswer:
    """Hold the answer to a question outside any channel."""

    reply: ReplyWritten
    sources: tuple[Source, ...]
    intent: str
    confidence: float
    latency_ms: float


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
            text, vocabulary=searcher.vocabulary, topic="", language=None
        )
        found = await searcher.search(
            understanding.text, understanding.vector, language=understanding.language, limit=top
        )
        return as_sources(understanding, found)


def open_search(settings: Settings, encoder: Encoder) -> tuple[MessageInterpreter, LiveIndex]:
    """Return the reader of messages, and the index as of now."""
    reader = MessageInterpreter(
        encoder=encoder,
        model=load_or_train_intents(encoder, settings.data_dir),
        signal_model=load_or_train_signals(encoder, settings.data_dir),
    )
    index = LiveIndex(index_root(settings), encoder_name=encoder.name, stores=open_stores(settings))
    return reader, index


class LiveKnowledge:
    """Hold the index as of now, and the values derived from each version of it."""

    def __init__(self, index: LiveIndex) -> None:
        self._index = index
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
            self._known = Knowledge.of(searcher)
        return self._known


@asynccontextmanager
async def open_answer_parts(settings: Settings) -> AsyncIterator[AnswerParts]:
    """Load the encoder, the models that read messages, the index and the shop's profile.

    Raises:
        NoIndexError: nothing was indexed with this encoder yet.
        EncoderError: the encoder cannot be loaded.
        ShopFileError: shop.yaml cannot be used.
    """
    Versions(index_root(settings)).expect()  # before an encoder is made for nothing
    encoder = open_encoder(settings)
    reader, index = open_search(settings, encoder)
    with ThreadPoolExecutor(1, thread_name_prefix="reader") as executor:
        parts = AnswerParts(
            settings=settings,
            reader=ThreadedReader(reader, executor),
            index=LiveKnowledge(index),
            shop=load_shop(settings.shop.file),
            likeness=ThreadedLikeness(encoder, executor).compare,
            encoder=encoder,
        )
        await parts.index.current()
        yield parts


def assemble_engine(
    parts: AnswerParts,
    *,
    dialogue: DialogueEngine | None = None,
    writer: Writer | None = None,
    autonomy: LiveTable | None = None,
) -> Engine:
    """Return an engine over `parts`; without a table of autonomy, the default table holds."""
    table = autonomy or LiveTable(MemoryAutonomyTables())
    turn = assemble_turn(
        parts, autonomy=AnswerAutonomy(autonomy=table), dialogue=dialogue, writer=writer
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
