"""What insights are made from, put together: the projection and the imported texts."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.app.engine import open_encoder
from assistant.app.keys import find_key
from assistant.app.stores import open_stores
from assistant.app.version import index_root
from assistant.insights.aspects.reading import AspectReader
from assistant.insights.aspects.sentences import shipped as aspect_sentences
from assistant.insights.aspects.training import load_or_train_aspects, model_key
from assistant.insights.imports.file_reading import read_file
from assistant.insights.imports.store import OneFile, TextFiles
from assistant.insights.ports import Exposures, Imports
from assistant.insights.projection.projection import RowProjection
from assistant.insights.projection.reading import TextReader
from assistant.insights.rows import ExposureRow
from assistant.insights.signals.competitors import Competitors
from assistant.insights.signals.shop import SoldThings
from assistant.settings import Settings
from assistant.understanding.training import key as intent_key
from assistant.understanding.training import load_or_train
from assistant.understanding.sentences import shipped as intent_sentences
from retrieval.ports import Encoder
from retrieval.search import LiveIndex
from retrieval.versions import NoIndexError


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightSources:
    """Everything a build reads beside the event log."""

    projection: RowProjection
    imports: Imports
    exposures: Exposures
    dimensions: int  # of the vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingSold:
    """Nobody tells how much was sold or seen."""

    def rows(self) -> Iterable[ExposureRow]:
        return ()


def open_imports(settings: Settings) -> TextFiles:
    """Return the imported texts that are kept."""
    return TextFiles(folder=settings.insights_folder / "imports")


def open_sources(settings: Settings) -> InsightSources:
    """Load what reads texts, and find what was imported.

    Raises:
        EncoderError: the encoder cannot be loaded.
        NoIndexError: nothing was indexed yet: what is mentioned could not be linked.
        CompetitorFileError: the shop's list of competitors cannot be used.
        SettingError: the key cannot be used.
    """
    encoder = open_encoder(settings)
    shop = read_shop(settings, encoder)
    return _assemble(settings, encoder, shop, open_imports(settings))


def open_file_sources(settings: Settings, path: Path) -> InsightSources:
    """Load what reads texts, and read one file; without an index, products are called as in it.

    Raises:
        ImportFileError: a line cannot be read.
        EncoderError: the encoder cannot be loaded.
        CompetitorFileError: the shop's list of competitors cannot be used.
    """
    names = settings.insights.names
    texts = tuple(read_file(path, secret=find_key(settings), names=names))
    encoder = open_encoder(settings)
    try:
        shop = read_shop(settings, encoder)
    except NoIndexError:
        shop = SoldThings()
    return _assemble(settings, encoder, shop, OneFile(read=texts))


def read_shop(settings: Settings, encoder: Encoder) -> SoldThings:
    """Read what is sold from the index.

    Raises:
        NoIndexError: nothing was indexed yet.
    """
    index = LiveIndex(index_root(settings), encoder_name=encoder.name, stores=open_stores(settings))
    searcher = index.current()
    return SoldThings.of(
        searcher.products(),
        vocabulary=searcher.vocabulary,
        version=searcher.version,
        knows=searcher.knows,
    )


def _assemble(
    settings: Settings, encoder: Encoder, shop: SoldThings, imports: Imports
) -> InsightSources:
    aspects = load_or_train_aspects(encoder, settings.data_dir)
    reader = TextReader(
        encoder=encoder,
        intents=load_or_train(encoder, settings.data_dir),
        aspects=AspectReader(encoder=encoder, model=aspects),
        shop=shop,
        competitors=Competitors.load(settings.insights.competitors, sold=shop.vocabulary.brands),
        names=settings.insights.names,
    )
    models = (
        model_key(encoder, aspect_sentences()),
        intent_key(encoder, intent_sentences()),
    )
    return InsightSources(
        projection=RowProjection(
            reader=reader, secret=find_key(settings), model="/".join(models)
        ),
        imports=imports,
        exposures=NothingSold(),
        dimensions=encoder.dimensions,
    )
