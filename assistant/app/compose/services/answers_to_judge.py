"""Put together the answers that people are asked about, and the page of their judgements."""

from collections.abc import Mapping

from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.console.conversations.console_parts import Console
from assistant.console.improve.answer_page import AnswerSite
from assistant.desk.handoff.desk_rules import load_desk_rules
from assistant.improvement.quality.answer_day import AnswerDay
from assistant.improvement.quality.answer_steps import AnswerSteps
from assistant.insights.drafting.page_draft import DraftStatus
from assistant.insights.drafting.published_pages import page_file
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.insights.draft_book import SqlDraftBook
from integrations.stores.sql.insights.quality_book import SqlQualityBook
from integrations.stores.sql.insights.scenario_book import SqlScenarioBook


def assemble_answer_day(settings: Settings, parts: Parts) -> AnswerDay:
    """Return the choice of a day's answers.

    Raises:
        DeskFileError: the rules of the desk cannot be used.
    """
    return AnswerDay(
        log=parts.log,
        uses=parts.cases,
        book=SqlQualityBook(parts.database),
        clock=SystemClock(),
        zone=load_desk_rules(settings.helpdesk.rule_source).zone(None),
    )


def assemble_answers(parts: Parts, console: Console, day: AnswerDay) -> AnswerSite:
    """Return the parts behind the page where people judge answers."""
    drafts = SqlDraftBook(parts.database)

    async def pages() -> Mapping[str, str]:
        return {
            one.published_title: page_file(one.as_published()).decode()
            for one in await drafts.all()
            if one.status is DraftStatus.PUBLISHED
        }

    steps = AnswerSteps(
        day=day,
        questions=SqlScenarioBook(parts.database),
        changes=SqlChangeBook(parts.database),
        verified=parts.verified,
        pages=pages,
        audit=parts.audit,
    )
    return AnswerSite(console=console, steps=steps)
