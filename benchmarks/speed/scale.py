"""What search and indexing cost as a shop grows.

    python -m benchmarks.speed.scale [--sizes 1000 10000 100000] [--data-dir DIR]

Builds shops of made-up products with the code that ships, with vectors drawn around centres of
categories instead of encoded ones, so that 100,000 take minutes. A search is timed from the call
to the decoded evidence, each question another; the encoder is timed apart, as the floor.
"""

import argparse
import asyncio
import gc
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.figures import Spread
from benchmarks.harness.machine import describe
from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.catalogue.types import Money, Product, Variant
from retrieval.encoders.default_encoder import load_default
from retrieval.encoders.model_folders import ModelFolders
from retrieval.index.index_build import build
from retrieval.index.version_writer import IndexProgress
from retrieval.searching.search import LiveIndex, Searcher
from retrieval.types import Filter, PassageKind, Vector

DIMENSIONS = 384
QUESTIONS = 400
_CATEGORIES = 60
_WORDS = tuple(
    f"{a}{b}{c}"
    for a in ("bo", "ca", "dri", "fla", "gre", "lo", "ma", "pe", "ri", "ta", "vo", "zi")
    for b in ("bar", "con", "lin", "mer", "nel", "par", "sol", "tan", "ver")
    for c in ("do", "le", "mine", "ron", "sse", "tte", "vane")
)
_COLOURS = ("rouge", "bleu", "écru", "noir", "vert")
_SIZES = ("S", "M", "L", "XL")


class DrawnEncoder:
    """Draws a vector near its category's centre, the same for the same text."""

    name = f"drawn-{DIMENSIONS}"
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        self._centres = np.random.default_rng(1).normal(size=(_CATEGORIES, DIMENSIONS))

    def encode_query(self, text: str) -> Vector:
        return self._draw(text)

    def encode_passage(self, text: str) -> Vector:
        return self._draw(text)

    def _draw(self, text: str) -> Vector:
        number = int(text.partition("gamme ")[2].partition(" ")[0] or 0) % _CATEGORIES
        noise = np.random.default_rng(crc32(text.encode())).normal(size=DIMENSIONS)
        vector: Vector = (self._centres[number] + noise).astype(np.float32)
        vector /= np.float32(np.linalg.norm(vector))
        return vector


def make_products(count: int) -> Iterator[Product]:
    """Yield products with words as unevenly frequent as real ones."""
    generator = np.random.default_rng(2)
    frequency = 1 / np.arange(1, len(_WORDS) + 1)
    for number in range(count):
        words = generator.choice(_WORDS, 40, p=frequency / frequency.sum())
        yield _product(number, words, generator)


def _product(number: int, words: NDArray[np.str_], generator: np.random.Generator) -> Product:
    category = number % _CATEGORIES
    title = f"Gamme {category} gamme {category} {' '.join(words[:3])} {number}"
    price = int(generator.integers(1_000, 20_000))
    return Product(
        product_id=f"p{number}",
        language="fr",
        title=title,
        description=". ".join(" ".join(part).capitalize() for part in words[4:].reshape(3, -1)),
        variants=tuple(
            Variant(
                sku=f"{number}-{colour}-{size}",
                options=(("Couleur", colour), ("Taille", size)),
                price=Money(amount_minor=price, currency="EUR"),
                stock=int(generator.integers(0, 5)),
            )
            for colour in generator.choice(_COLOURS, 2, replace=False)
            for size in _SIZES
        ),
        category=("Tout", f"Gamme {category}"),
        url=f"/p/{number}",
    )


def make_questions(count: int) -> list[str]:
    """Return questions in the products' words, all different."""
    generator = np.random.default_rng(3)
    frequency = 1 / np.arange(1, len(_WORDS) + 1)
    return [
        f"gamme {number % _CATEGORIES} "
        + " ".join(generator.choice(_WORDS, 4, p=frequency / frequency.sum()))
        for number in range(count)
    ]


FILTERS = {
    "search": Filter(),
    "search, filtered": Filter(
        kind=PassageKind.PRODUCT,
        price_max_minor=8_000,
        options=(("Couleur", "rouge"), ("Taille", "M")),
        in_stock=True,
    ),
}


async def time_searches(searcher: Searcher, where: Filter) -> Spread:
    """Time one search after the other."""
    encoder = DrawnEncoder()
    seconds = []
    for number, text in enumerate(make_questions(QUESTIONS)):
        vector = encoder.encode_query(text)
        started = time.perf_counter()
        await searcher.search(text, vector, language="fr", where=where, limit=5)
        if number >= QUESTIONS // 10:  # the first ones warm up
            seconds.append(time.perf_counter() - started)
    return Spread.of(seconds)


def time_encoder(data_dir: Path) -> Spread:
    """Time what a question costs before any search."""
    encoder = load_default(ModelFolders((data_dir,)))
    seconds = []
    for number in range(200):
        started = time.perf_counter()
        encoder.encode_query(f"Quels sont les délais de livraison du modèle {number} ?")
        seconds.append(time.perf_counter() - started)
    return Spread.of(seconds[20:])


def measure(size: int, root: Path) -> dict[str, Spread]:
    """Build a shop of `size` products and search it."""
    built = build(
        make_products(size), encoder=DrawnEncoder(), root=root, progress=_show_every(size // 4)
    )
    started = time.perf_counter()
    live = LiveIndex(root, DrawnEncoder.name)
    searcher = live.current()
    opened_s = time.perf_counter() - started
    disk = sum(path.stat().st_blocks for path in root.rglob("*")) * 512 / 2**20
    print(
        f"{size:,} products: built in {built.seconds:.0f} s ({size / built.seconds:,.0f}/s, "
        f"without encoding), {disk:,.0f} MiB with one reader, opened in {opened_s:.2f} s, "
        f"{_memory_mib():,.0f} MiB resident"
    )
    gc.collect()
    spreads = {name: asyncio.run(time_searches(searcher, where)) for name, where in FILTERS.items()}
    asyncio.run(live.close())
    return spreads


def time_reading(size: int, root: Path) -> float:
    """Return the seconds of processor time to read a Shopify export of `size` products."""
    head = "Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,Variant Price\n"
    rows = (
        f"{product.product_id},{product.title},<p>{product.description}</p>,"
        f'Acme,Hats,"a, b",Size,M,{number % 90 + 10}.90\n'
        for number, product in enumerate(make_products(size))
    )
    path = root / "products.csv"
    path.write_text(head + "".join(rows), "utf-8")
    started = time.process_time()
    read = sum(isinstance(item, Product) for item in read_paths([path]))
    spent_s = time.process_time() - started
    assert read == size, f"{read} of {size} products were read"
    return spent_s


def _show_every(step: int) -> Callable[[IndexProgress], None]:
    shown = 0

    def show(progress: IndexProgress) -> None:
        nonlocal shown
        if progress.passages >= shown + step or progress.finishing:
            shown = progress.passages
            ending = ", finishing" if progress.finishing else ""
            print(f"  {progress.passages:,} written, {progress.per_s:,.0f}/s{ending}", flush=True)

    return show


def _memory_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * 4096 / 2**20


def main() -> None:
    """Measure every size and what it costs beside the smallest."""
    parser = argparse.ArgumentParser(description="search and indexing as a shop grows")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--data-dir", type=Path, default=Path("data"), help="where the encoder is")
    options = parser.parse_args()
    print(describe())
    floor = time_encoder(options.data_dir)
    print(floor.row("encoder, one question"))
    first: dict[str, Spread] = {}
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as temporary:
            reading_s = time_reading(size, Path(temporary))
            print(f"{size:,} products of a CSV file: read at {size / reading_s:,.0f}/s")
        with tempfile.TemporaryDirectory() as temporary:
            for name, spread in measure(size, Path(temporary)).items():
                print(spread.row(name, first.setdefault(name, spread)))
                whole = floor.p95_ms + spread.p95_ms
                smallest = floor.p95_ms + first[name].p95_ms
                print(f"    with the encoder: p95 {whole:.2f} ms, {whole / smallest:.2f}x")


if __name__ == "__main__":
    main()
