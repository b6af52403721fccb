"""Put together the change sets: their book, and the stores that publish them."""

import asyncio
from collections.abc import Mapping
from functools import partial

from assistant.app.compose.data_folders import index_root
from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.app.compose.services.earned_autonomy import earned_rounds
from assistant.app.compose.services.experiments import assemble_experiments
from assistant.app.compose.services.stored_settings import assemble_changes
from assistant.console.conversations.console_parts import Console
from assistant.console.experiments.experiment_words import sentence, why_not
from assistant.console.improve.answer_store import AnswerStore
from assistant.console.improve.change_trials import ChangeTrials
from assistant.console.improve.improve_pages import ImproveSite
from assistant.console.knowledge.page_lines import IndexedLines
from assistant.console.verified.verified_changes import VerifiedChanges
from assistant.desk.rounds import Round, Rounds
from assistant.desk.staff.settings_changes import SettingsChanges
from assistant.improvement.changes.change_set import ChangeKind
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.changes.late_store import DoneTasks, LateStore
from assistant.improvement.changes.ports import ChangeStore
from assistant.improvement.changes.red_questions import RedQuestions
from assistant.improvement.changes.rule_stores import RuleStore, SettingStore, TableStore
from assistant.improvement.experiments.last_stage import LastStages
from assistant.improvement.outdated.outdated_round import OutdatedRound
from assistant.insights.drafting.page_draft import DraftStatus
from assistant.insights.drafting.published_pages import page_file
from assistant.kit.calls.opened_once import OpenedOnce
from assistant.kit.duty import Duty
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.database import Database
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.experiment_book import SqlExperimentBook
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook
from integrations.stores.sql.insights.trial_run_book import SqlTrialRuns

_DUTY_S = 60.0
_SETTLE_S = 5.0  # an indexed read; what a process left off is in force soon
_RED_S = 15.0
_OUTDATED_S = 15.0  # two names of a version are compared
_EXPIRE_S = 3_600.0


def assemble_change_steps(
    server: Settings, parts: Parts, answers: VerifiedChanges, settings: SettingsChanges
) -> ChangeSteps:
    """Return the way to move change sets."""
    clock = SystemClock()
    pages = OpenedOnce(partial(asyncio.to_thread, _load_pages, server, parts))
    return ChangeSteps(
        book=SqlChangeBook(parts.database),
        stores={
            ChangeKind.VERIFIED: AnswerStore(changes=answers),
            ChangeKind.PAGE: LateStore(pages.get),
            ChangeKind.SETTINGS: SettingStore(changes=settings),
            ChangeKind.AUTONOMY: TableStore(tables=parts.tables, audit=parts.audit, clock=clock),
            **{
                kind: RuleStore(kind=kind, changes=settings)
                for kind in (ChangeKind.ORDER_RULES, ChangeKind.HOURS)
            },
            ChangeKind.TASK: DoneTasks(),
        },
        audit=parts.audit,
        clock=clock,
        tried=assemble_experiments(parts).tried,
    )


def assemble_change_rounds(server: Settings, parts: Parts) -> Rounds:
    """Return the rounds of change sets in a worker.

    They complete what a process left off, let proposals expire, and look for red questions, and
    for pages that changed.

    Raises:
        SettingError: the installation's key cannot be used.
    """
    clock = SystemClock()
    answers = VerifiedChanges(book=parts.verified, audit=parts.audit, clock=clock)
    settings = assemble_changes(server, parts)
    steps = assemble_change_steps(server, parts, answers, settings)
    red = RedQuestions(
        scenarios=SqlScenarioBook(parts.database),
        runs=SqlTrialRuns(parts.database),
        changes=steps.book,
        clock=clock,
    )
    return Rounds(
        duty=Duty(leases=parts.broker.leases, name="changes", for_s=_DUTY_S),
        rounds=(
            Round(name="changes.settle", every_s=_SETTLE_S, go=steps.settle_all),
            Round(name="changes.red_questions", every_s=_RED_S, go=red.propose),
            Round(
                name="experiments.settle",
                every_s=_SETTLE_S,
                go=assemble_experiments(parts).settle,
            ),
            Round(
                name="experiments.publish",
                every_s=_SETTLE_S,
                go=LastStages(book=SqlExperimentBook(parts.database), changes=steps).publish,
            ),
            Round(
                name="changes.outdated",
                every_s=_OUTDATED_S,
                go=assemble_outdated(server, parts).propose,
            ),
            Round(name="changes.expire", every_s=_EXPIRE_S, go=steps.expire_old),
            *earned_rounds(server, parts, steps),
        ),
    )


def assemble_outdated(server: Settings, parts: Parts) -> OutdatedRound:
    """Return the round that looks for outdated lines."""
    return OutdatedRound(
        pages=IndexedLines(index_root(server), server.data_dir),
        verified=parts.verified,
        written=partial(read_written_pages, parts.database),
        changes=SqlChangeBook(parts.database),
        clock=SystemClock(),
    )


async def read_written_pages(database: Database) -> Mapping[tuple[str, str], str]:
    """Return the published contents of the pages that are written here, by id and language."""
    from integrations.stores.sql.insights.draft_book import SqlDraftBook  # noqa: PLC0415  # rare

    return {
        (one.document_id, one.language): page_file(one.as_published()).decode()
        for one in await SqlDraftBook(database).all()
        if one.status is DraftStatus.PUBLISHED
    }


def _load_pages(server: Settings, parts: Parts) -> ChangeStore:
    from assistant.app.compose.insight_assembly import assemble_reading  # noqa: PLC0415  # seconds
    from assistant.console.improve.page_store import PageStore  # noqa: PLC0415
    from assistant.insights.drafting.draft_changes import Drafting  # noqa: PLC0415
    from integrations.stores.sql.insights.draft_book import SqlDraftBook  # noqa: PLC0415

    reading, _ = assemble_reading(server, parts.database)
    book = SqlDraftBook(parts.database)
    return PageStore(drafting=Drafting(book=book, reading=reading, clock=SystemClock()))


def assemble_improve(
    server: Settings,
    parts: Parts,
    console: Console,
    answers: VerifiedChanges,
    settings: SettingsChanges,
) -> ImproveSite:
    """Return the parts behind the pages of change sets."""
    steps = assemble_change_steps(server, parts, answers, settings)
    check = console.check
    if check is None:
        raise LookupError
    return ImproveSite(
        console=console,
        steps=steps,
        answers=answers,
        settings=settings,
        trials=ChangeTrials(check),
        experiments=SqlExperimentBook(parts.database),
        verdict=sentence,
        why_not=why_not,
    )
