"""A build of a million messages: time, memory, and how long the pages and their questions take.

    python -m benchmarks.insights.insights_scale [--messages N] [--real N] [--data-dir DIR]
        [--json FILE]

Messages are drawn from templates in French and English over a year, with products, customers who
come back, and what they signal. They pass through the whole engine: topics, files by day, merging,
finding. Reading each text with the encoder is measured apart, on `--real` of them, because it takes
as long as texts are many: both are printed, and what they come to together.
"""

import argparse
import asyncio
import json
import resource
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar
from zlib import crc32

import numpy as np

from assistant.app.compose.insight_assembly import NoExposures, assemble_learning
from assistant.conversation.events import StoredEvent
from assistant.insights.analysis_rows import (
    Answered,
    MessageRow,
    Origin,
    Rows,
    SignalRow,
    SignalType,
)
from assistant.insights.insight import Kind, Subject, Window
from assistant.insights.ports import ImportedText
from assistant.insights.queries.insight_reader import InsightReader
from assistant.insights.queries.insight_views import FigureFilter
from assistant.insights.rounds.learning_round import LearningRound
from assistant.kit.settings.settings import Settings
from benchmarks.harness.figures import Spread
from benchmarks.harness.machine import describe
from benchmarks.insights.insights_pages import time_pages
from integrations.stores.memory.event_log import MemoryEventLog
from integrations.stores.memory.insight_book import MemoryInsightBook

T = TypeVar("T")

END = date(2026, 6, 29)
DAYS = 364
DIMENSIONS = 384
PRODUCTS = 400
GOAL_MS = 300.0
_ROUNDS = 5

_WHAT = (
    "où est mon colis", "where is my parcel", "la fermeture a cassé", "the zip broke",
    "elle taille petit", "it runs small", "c'est trop cher", "it is too expensive",
    "avez-vous des rashguards", "do you sell rashguards", "comment faire un retour",
    "how do I return this", "le tissu est fin", "the fabric is thin", "super qualité",
    "great quality", "est-ce imperméable", "is it waterproof", "livraison en retard",
    "delivery is late", "je veux un échange", "I want an exchange", "carte cadeau", "gift card",
)  # fmt: skip
_ABOUT = ("hier", "today", "svp", "please", "vraiment", "really", "encore", "again", "merci", "!")
_SIGNALS = tuple(SignalType)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Texts that are made as they are read: the same ones each time."""

    count: int

    @property
    def version(self) -> str:
        return str(self.count)

    def texts(self) -> Iterable[ImportedText]:
        random = Random(11)  # a benchmark's texts are no secret
        start = datetime(END.year, END.month, END.day, tzinfo=UTC) - timedelta(days=DAYS)
        for number in range(self.count):
            what = _WHAT[random.randrange(len(_WHAT))]
            yield ImportedText(
                message_id=f"m{number:08d}",
                text=f"{what} {_ABOUT[random.randrange(10)]} {_ABOUT[random.randrange(10)]}",
                origin=Origin.IMPORT,
                product=f"p{min(int(random.paretovariate(0.7)), PRODUCTS):03d}",
                at=start + timedelta(minutes=number * DAYS * 1440 / self.count),
                customer_key=f"k{random.randrange(1, self.count // 3 + 2):08d}",
            )


class TableProjection:
    """Rows by table, without an encoder: what the engine itself costs."""

    version = "1"

    def __init__(self) -> None:
        self.bought: dict[str, str] = {}
        random = np.random.default_rng(5)
        self._words = {
            word: random.normal(size=DIMENSIONS).astype(np.float32)
            for text in (*_WHAT, *_ABOUT)
            for word in text.split()
        }

    def project(self, conversations: Sequence[Sequence[StoredEvent]]) -> Sequence[Rows]:
        return [Rows() for _ in conversations]

    def project_texts(self, texts: Sequence[ImportedText]) -> Sequence[Rows]:
        return [self._rows(text) for text in texts]

    def _rows(self, text: ImportedText) -> Rows:
        at = text.at or datetime(2026, 1, 1, tzinfo=UTC)
        mark = crc32(text.message_id.encode())
        common = {
            "day": at.date(),
            "at": at,
            "origin": text.origin,
            "conversation_key": text.message_id,
            "customer_key": text.customer_key,
            "message_id": text.message_id,
            "product_id": text.product,
            "category": f"category {crc32(text.product.encode()) % 8}",
            "language": "fr" if mark % 3 else "en",
            "answered": Answered.NO if mark % 7 == 0 else Answered.YES,
        }
        message = MessageRow(**common, text=text.text, question=mark % 2 == 0)  # type: ignore[arg-type]
        signal = SignalRow(
            **common,  # type: ignore[arg-type]
            type=_SIGNALS[mark % len(_SIGNALS)],
            value=f"value {mark % 37}",
            polarity=(mark % 3) - 1,
        )
        total = sum((self._words[word] for word in text.text.split()), np.zeros(DIMENSIONS))
        vector = np.asarray(total / np.linalg.norm(total), np.float32)
        return Rows(messages=(message,), signals=(signal,), vectors={text.message_id: vector})


def _size(root: Path) -> int:
    return sum(path.stat().st_size for path in root.rglob("*.parquet"))


async def measure(count: int, root: Path) -> dict[str, float]:
    """Build and ask; return the figures."""
    learning = assemble_learning(
        root=root,
        log=MemoryEventLog(),
        book=MemoryInsightBook(),
        projection=TableProjection(),
        imports=Drawn(count),
        exposures=NoExposures(),
        dimensions=DIMENSIONS,
    )
    took = _Took()
    built = await took.of(learning.builder.build(anew=True))
    assert built.messages == count
    figures = {"build_s": took.last, "build_mb": _peak_mb(), "topics": float(built.topics)}
    learned = await took.of(learning.learn(until=END))
    figures |= {"find_s": took.last, "found": float(len(learned.found)), "peak_mb": _peak_mb()}
    size = _size(root)
    print(
        f"  build {figures['build_s']:.0f} s, {count / figures['build_s']:,.0f} messages/s,"
        f" peak {figures['build_mb']:.0f} MB, {size / 1e6:.0f} MB of files,"
        f" {built.topics} topics; finding {figures['find_s']:.1f} s",
        flush=True,
    )
    figures |= await ask(learning)
    reading = InsightReader(book=learning.book, lakes=learning.builder.lakes)
    figures |= await time_pages(reading, learning.acting, learning.book)
    learning.builder.lakes.close()
    return figures


async def ask(learning: LearningRound) -> dict[str, float]:
    """Time every question that pages ask."""
    reading = InsightReader(book=learning.book, lakes=learning.builder.lakes)
    month = FigureFilter(window=Window.before(END, days=28))
    year = FigureFilter(window=Window.before(END, days=DAYS))
    value, product = Subject(value="value 3"), "p001"
    questions: dict[str, Callable[[], Awaitable[object]]] = {
        "overview": lambda: reading.overview(month.window),
        "lines, unmet demand": lambda: reading.lines(Kind.UNMET_DEMAND, month),
        "lines, missing attributes": lambda: reading.lines(Kind.MISSING_ATTRIBUTE, month),
        "lines, policy friction": lambda: reading.lines(Kind.POLICY_FRICTION, month),
        "lines, languages": lambda: reading.lines(Kind.LANGUAGE_DEMAND, month),
        "series of a year": lambda: reading.series(Kind.UNMET_DEMAND, value, year),
        "topics": lambda: reading.topics(month),
        "topics of a year": lambda: reading.topics(year),
        "aspects": lambda: reading.aspects(month),
        "products": lambda: reading.products(month),
        "one product": lambda: reading.product(product, month),
        "behind a number": lambda: reading.behind_line(Kind.UNMET_DEMAND, value, month),
        "a conversation": lambda: reading.conversation("m00000500"),
    }
    figures = {}
    for name, question in questions.items():
        took = _Took()
        await question()  # the first one plans
        seconds = []
        for _ in range(_ROUNDS):
            await took.of(question())
            seconds.append(took.last)
        spread = Spread.of(seconds)
        print(spread.row(name), "" if spread.p95_ms <= GOAL_MS else "  over the goal", flush=True)
        figures[name] = spread.p95_ms
    return figures


def read_really(count: int, settings: Settings, root: Path) -> float:
    """Return how many seconds one message takes to be read with the encoder."""
    from assistant.app.compose.insight_sources import open_file_sources  # noqa: PLC0415  # the encoder

    lines = (
        json.dumps({"id": one.message_id, "text": one.text, "product": one.product})
        for one in Drawn(count).texts()
    )
    file = root / "messages.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    opened = open_file_sources(settings, file)
    texts = list(opened.imports.texts())
    opened.projection.project_texts(texts[:10])
    started = time.perf_counter()
    opened.projection.project_texts(texts)
    return (time.perf_counter() - started) / len(texts)


class _Took:
    last = 0.0

    async def of(self, what: Awaitable[T]) -> T:
        started = time.perf_counter()
        result = await what
        self.last = time.perf_counter() - started
        return result


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--real", type=int, default=0)
    parser.add_argument("--data-dir", type=Path, default=Path("data/demo"))
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    print(describe(), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        print(f"{given.messages:,} messages, goal for every question {GOAL_MS:.0f} ms")
        figures = asyncio.run(measure(given.messages, Path(folder) / "insights"))
        if given.real:
            each = read_really(given.real, Settings(data_dir=given.data_dir), Path(folder))
            figures["read_ms"] = 1000 * each
            whole = figures["build_s"] + given.messages * each
            print(
                f"  reading one with the encoder {1000 * each:.1f} ms, on one thread;"
                f" all of it {whole / 60:.0f} min"
            )
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
