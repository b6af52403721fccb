"""Assemble the sources of insights: the projection of the log and the imported texts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.app.compose.data_folders import index_root
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.search.index_stores import open_stores
from assistant.app.compose.search.local_models import find_models, open_encoder
from assistant.app.compose.shops.product_costs import product_costs
from assistant.conversation.ids import TeamId
from assistant.desk.handoff.deadlines import deadline
from assistant.desk.handoff.desk_rules import DeskRules, load_desk_rules
from assistant.insights.aspects.aspect_labels import shipped as aspect_sentences
from assistant.insights.aspects.aspect_reader import AspectReader
from assistant.insights.aspects.aspect_training import aspect_model_key, load_or_train_aspects
from assistant.insights.imports.purchases import MarginTerms, Purchases
from assistant.insights.imports.sales_files import Sale, SaleFiles, SoldUnits
from assistant.insights.imports.text_files import OneFile, TextFiles
from assistant.insights.imports.text_import import dated, read_file
from assistant.insights.ports import Exposures, Imports
from assistant.insights.projection.checks.checked_visit import DeskClock
from assistant.insights.projection.row_projection import RowProjection
from assistant.insights.projection.text_reader import TextReader
from assistant.insights.signals.competitors import Competitors
from assistant.insights.signals.sold_things import SoldThings
from assistant.insights.signals.stated_needs import needs_of
from assistant.kit.settings.settings import Settings
from assistant.understanding.intents.intent_training import intent_model_key as intent_key
from assistant.understanding.intents.intent_training import load_or_train_intents
from assistant.understanding.intents.intent_training import shipped_sentences as intent_sentences
from retrieval.index.index_versions import NoIndexError
from retrieval.ports import Encoder
from retrieval.searching.search import LiveIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightSources:
    """Hold the sources that a build reads beside the event log."""

    projection: RowProjection
    imports: Imports
    exposures: Exposures
    dimensions: int  # of the vectors


def open_imports(settings: Settings) -> TextFiles:
    """Return the imported texts that are kept."""
    return TextFiles(folder=settings.imports_folder)


def open_sales(settings: Settings) -> SaleFiles:
    """Return the sales that were taken in."""
    return SaleFiles(folder=settings.imports_folder / "orders")


def open_sources(settings: Settings) -> InsightSources:
    """Load the readers of texts, and find the imports.

    Raises:
        EncoderError: the encoder cannot be loaded.
        NoIndexError: nothing was indexed yet: products in texts could not be linked.
        CompetitorFileError: the shop's list of competitors cannot be used.
        SettingError: the key cannot be used.
        DeskFileError: the rules of the desk cannot be used.
    """
    encoder = open_encoder(settings)
    shop = read_shop(settings, encoder)
    sales = tuple(open_sales(settings).sales())
    return _assemble(settings, encoder, shop, open_imports(settings), sales)


def open_file_sources(settings: Settings, path: Path) -> InsightSources:
    """Load the readers of texts, and read one file; without an index, its own product names stand.

    Raises:
        ImportFileError: a line cannot be read.
        EncoderError: the encoder cannot be loaded.
        CompetitorFileError: the shop's list of competitors cannot be used.
    """
    names = settings.insights.names
    read = list(read_file(path, secret=find_key(settings), names=names))
    texts = tuple(dated(read, now=SystemClock().now()))
    encoder = open_encoder(settings)
    try:
        shop = read_shop(settings, encoder)
    except NoIndexError:
        shop = SoldThings()
    return _assemble(settings, encoder, shop, OneFile(read=texts))


def read_shop(settings: Settings, encoder: Encoder) -> SoldThings:
    """Read the products of the shop from the index.

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
    settings: Settings,
    encoder: Encoder,
    shop: SoldThings,
    imports: Imports,
    sales: Sequence[Sale] = (),
) -> InsightSources:
    models = find_models(settings)
    aspects = load_or_train_aspects(encoder, models)
    reader = TextReader(
        encoder=encoder,
        intents=load_or_train_intents(encoder, models),
        aspects=AspectReader(encoder=encoder, model=aspects),
        shop=shop,
        competitors=Competitors.load(settings.insights.competitors, sold=shop.vocabulary.brands),
        names=settings.insights.names,
        needs=needs_of(encoder),
    )
    keys = (
        aspect_model_key(encoder, aspect_sentences()),
        intent_key(encoder, intent_sentences()),
    )
    rules = load_desk_rules(settings.helpdesk.rule_source)
    return InsightSources(
        projection=RowProjection(
            reader=reader,
            secret=find_key(settings),
            model="/".join(keys),
            purchases=Purchases.gather(sales, _margin_terms(settings)),
            desk=desk_clock(rules),
            desk_rules=_what_binds(rules),
        ),
        imports=imports,
        exposures=SoldUnits(sales=sales, shop=shop),
        dimensions=encoder.dimensions,
    )


def _margin_terms(settings: Settings) -> MarginTerms:
    tax = settings.insights.tax_percent / 100
    return MarginTerms(tax=tax, costs={str(k): v for k, v in product_costs(settings).items()})


def _what_binds(rules: DeskRules) -> str:
    """Return the rules that deadlines follow from: a new name makes no row another one."""
    apart = {"name", "skills", "routing"}
    written = rules.model_dump(mode="json", exclude=apart)
    written["teams"] = {
        key: {name: value for name, value in team.items() if name not in apart}
        for key, team in (written.get("teams") or {}).items()
    }
    return json.dumps(written, sort_keys=True)


def desk_clock(rules: DeskRules) -> DeskClock:
    """Return the zone and the deadlines of the desk's rules, for the checks of quality."""

    def due(
        team: TeamId | None, since: datetime, handed_off_at: datetime | None
    ) -> datetime | None:
        found = deadline(
            waiting_since=since,
            handed_off_at=handed_off_at,
            hours=rules.hours(team),
            targets=rules.targets(team),
        )
        return found.due_at if found else None

    return DeskClock(zone=rules.zone(None), due=due)
