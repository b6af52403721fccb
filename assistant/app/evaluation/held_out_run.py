"""Ask the questions of a held-out set, each shop on an index of its own in a temporary folder."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.app.compose.answer_engine import (
    Engine,
    LiveKnowledge,
    assemble_engine,
    open_answer_parts,
)
from assistant.app.compose.assistant_turn import AnswerParts
from assistant.app.compose.data_folders import index_root
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.search.local_models import open_encoder
from assistant.app.compose.services.language_model import assemble_thinker, open_model
from assistant.app.compose.shop_profile import load_shop, read_options
from assistant.app.evaluation.held_out_report import HeldOutOutcome, HeldOutReport
from assistant.app.evaluation.held_out_set import (
    HeldOutQuestion,
    HeldOutShop,
    read_questions,
    read_shops,
)
from assistant.kit.model.ports import LanguageModel
from assistant.kit.settings.settings import Settings
from assistant.kit.settings.shop_settings import ShopSettings
from integrations.stores.memory.model_spending import MemorySpending
from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.index.index_build import build
from retrieval.ports import Encoder
from retrieval.searching.search import LiveIndex
from retrieval.stores.qdrant_edge_store import EdgeStores

Progress = Callable[[str, int, int], None]
"""Called with (what is done, how many of them, of how many)."""


async def evaluate_held_out(
    settings: Settings, given: Path, *, data: Path | None, progress: Progress
) -> HeldOutReport:
    """Ask a set: a folder of shops, or a file of questions for the index of the data folder.

    Raises:
        HeldOutSetError: the set cannot be used.
        NoIndexError: a file is given, and nothing is indexed.
    """
    spending = MemorySpending()
    async with open_model(settings, spending=spending, clock=SystemClock()) as model:
        questions = _read_file(given)
        if questions is not None:
            async with open_answer_parts(settings) as parts:
                outcomes = await _ask(_engine(parts, model), given.stem, questions, progress)
            without: Sequence[str] = ()
        else:
            shops, without = read_shops(given, data=data)
            outcomes = await _ask_shops(settings, shops, model, progress)
    return HeldOutReport(
        outcomes=tuple(outcomes),
        without=tuple(without),
        uses=tuple(await spending.used(date.min, date.max)),
    )


def _read_file(given: Path) -> tuple[HeldOutQuestion, ...] | None:
    """Return the questions of a file; None: it is a folder."""
    return read_questions(given) if given.is_file() else None


async def _ask_shops(
    settings: Settings,
    shops: Sequence[HeldOutShop],
    model: LanguageModel | None,
    progress: Progress,
) -> list[HeldOutOutcome]:
    outcomes: list[HeldOutOutcome] = []
    if not shops:
        return outcomes
    with TemporaryDirectory(prefix="comptoir-set-") as folder:
        own = [_settings(settings, shop, Path(folder)) for shop in shops]
        encoder = open_encoder(settings)
        for number, (shop, of_shop) in enumerate(zip(shops, own, strict=True)):
            progress("Indexing", number, len(shops))
            _index(shop, of_shop, encoder)
        progress("Indexing", len(shops), len(shops))
        async with open_answer_parts(own[0]) as shared:
            for shop, of_shop in zip(shops, own, strict=True):
                engine = _engine(_parts(shared, of_shop, encoder), model)
                outcomes += await _ask(
                    engine, shop.slug, shop.questions, progress, real=bool(shop.policies)
                )
    return outcomes


def _settings(settings: Settings, shop: HeldOutShop, folder: Path) -> Settings:
    """Return the settings of one shop: it only answers, from an index in a folder of its own."""
    data_dir = folder / shop.slug
    data_dir.mkdir()
    return settings.model_copy(update={"data_dir": data_dir, "shop": ShopSettings(file=shop.file)})


def _index(shop: HeldOutShop, settings: Settings, encoder: Encoder) -> None:
    paths = shop.paths(settings.data_dir / "products.json")
    items = list(read_paths(paths, options=read_options(settings.shop)))
    build(items, encoder=encoder, root=index_root(settings), stores=EdgeStores())


def _parts(shared: AnswerParts, settings: Settings, encoder: Encoder) -> AnswerParts:
    """Return the parts of another shop: its settings, index and profile, with the same models."""
    index = LiveIndex(index_root(settings), encoder_name=encoder.name, stores=EdgeStores())
    return replace(
        shared,
        settings=settings,
        index=LiveKnowledge(index),
        shop=load_shop(settings.shop.profile_source),
    )


def _engine(parts: AnswerParts, model: LanguageModel | None) -> Engine:
    thinker = assemble_thinker(parts.settings, parts.shop, model, speaker=None)
    return assemble_engine(parts, thinker=thinker)


async def _ask(
    engine: Engine,
    shop: str,
    questions: Sequence[HeldOutQuestion],
    progress: Progress,
    *,
    real: bool = False,
) -> list[HeldOutOutcome]:
    outcomes = []
    for number, question in enumerate(questions):
        progress(shop, number, len(questions))
        asked = await engine.ask(question.ask, after=question.after)
        outcomes.append(HeldOutOutcome(shop=shop, real=real, question=question, asked=asked))
    progress(shop, len(questions), len(questions))
    return outcomes
