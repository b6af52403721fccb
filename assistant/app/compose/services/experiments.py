"""Put together the experiments: their book, and the arms that turns are taken in."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter

from assistant.answers.verified.live_answers import LiveAnswers
from assistant.app.compose.insight_sources import open_sales
from assistant.app.compose.local_installation import SystemClock, find_key
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.shop_profile import read_options
from assistant.console.experiments import experiment_pages
from assistant.console.experiments.experiment_pages import ExperimentSite
from assistant.console.improve.improve_pages import ImproveSite
from assistant.console.report.report_sources import ReportSources
from assistant.improvement.experiments.experiment_steps import ExperimentSteps
from assistant.insights.drafting.page_documents import decode_page
from assistant.kit.experiments.long_holdout import LongHoldout
from assistant.kit.settings.live_settings import LiveSettings
from assistant.kit.settings.settings import Settings
from assistant.messages.channels.message_charges import MessagePrices
from assistant.messages.steps.experiment_turn import ExperimentTurn
from assistant.messages.trials.live_arms import LiveArms
from assistant.messages.trials.trial import Trials
from assistant.messages.turn import Turn
from assistant.operations.autonomy.ports import LiveTable
from assistant.operations.autonomy.tried_levels import TriedTable
from assistant.operations.identity.identity_codes import pseudonym
from integrations.stores.sql.channels.charge_book import SqlChargeBook
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook
from integrations.stores.sql.operations.intent_book import SqlIntentBook
from integrations.stores.sql.staff.staff_audit import SqlAudit
from retrieval.catalogue.shop_html import to_line, to_markdown
from retrieval.catalogue.types import Document


async def open_arms(
    parts: Parts,
    verified: LiveAnswers,
    turn: Turn,
    trials_of: Callable[[Settings], Trials],
    live: LiveSettings,
) -> tuple[LiveArms, ExperimentTurn]:
    """Return the arms of the experiments that run, and the turn that is taken in them.

    `trials_of` returns the trials of the turn that other settings make.

    Raises:
        LogUnavailableError: no database answers.
        SettingError: the installation's key cannot be used.
    """

    async def turn_with(values: Mapping[str, str]) -> Turn:
        return trials_of(await live.with_others(values)).turn

    book = SqlExperimentBook(parts.database)
    arms = LiveArms(book=book, verified=verified, turn_with=turn_with, read_page=read_page)
    await arms.look()
    return arms, ExperimentTurn(turn=turn, live=arms, key=_arm_key(live.server))


def holdout_of(settings: Settings, parts: Parts) -> LongHoldout:
    """Return the long holdout, for first messages.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    return LongHoldout(book=SqlExperimentBook(parts.database), key=_arm_key(settings))


def _arm_key(settings: Settings) -> bytes:
    """Return the key that the arms of visitors follow from, the same wherever they are drawn."""
    return pseudonym(find_key(settings), "experiments").encode()


def open_table(parts: Parts) -> TriedTable:
    """Return the autonomy table in force, with the levels that experiments try in a turn."""
    return TriedTable(LiveTable(parts.tables))


def read_page(content: str) -> Document:
    """Return the page of a change as an index takes it.

    Raises:
        KeyError, ValueError: it is none.
    """
    page = decode_page(content)
    return Document(
        document_id=page.document_id,
        language=page.language,
        title=to_line(page.title),
        text=to_markdown(page.text),
        url=page.url,
    )


def assemble_experiments(parts: Parts) -> ExperimentSteps:
    """Return the way to move experiments."""
    return steps_over(parts.database)


def experiment_routes(server: Settings, parts: Parts, improving: ImproveSite) -> APIRouter:
    """Return the pages that try change sets on visitors; `server` has the folder of sales."""
    site = ExperimentSite(
        console=improving.console,
        experiments=assemble_experiments(parts),
        changes=improving.steps,
        verified=parts.verified,
        knows_sales=lambda: any(open_sales(server).sales()),
    )
    return experiment_pages.routes(site)


def steps_over(database: Database) -> ExperimentSteps:
    """Return the same over a database, for a process that opens nothing else."""
    return ExperimentSteps(
        book=SqlExperimentBook(database),
        changes=SqlChangeBook(database),
        audit=SqlAudit(database),
        clock=SystemClock(),
    )


def report_sources(settings: Settings, parts: Parts) -> ReportSources:
    """Return the parts behind the report."""
    costs = settings.insights
    return ReportSources(
        verified=parts.verified,
        experiments=SqlExperimentBook(parts.database),
        outcomes=SqlIntentBook(parts.database),
        charges=SqlChargeBook(parts.database),
        minutes=costs.minutes_saved,
        hour_cost=costs.hour_cost,
        label_cost=costs.label_cost,
        currency=read_options(settings.shop).currency,
        message_prices=MessagePrices.read(costs.message_prices),
    )
