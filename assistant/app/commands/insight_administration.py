"""Show insights and change their status from the command line; the audit records every change."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.app.commands.command_errors import InsightError
from assistant.app.commands.insight_report import as_record
from assistant.app.compose.insight_moves import assemble_acting, names_of
from assistant.app.compose.local_installation import SystemClock
from assistant.conversation.message import Language
from assistant.desk.staff.audit_chain import COMMAND_LINE, Action, Deed
from assistant.desk.staff.ports import Audit
from assistant.insights.insight import Insight, InsightId, Kind, Status
from assistant.insights.insight_steps import QUIET_WEEKS, InsightSteps, MoveRefusedError
from assistant.insights.ports import InsightConflictError, UnknownInsightError
from assistant.insights.queries.insight_reader import InsightReader
from assistant.insights.wording.insight_wording import Names, sentence
from assistant.kit.private_folder import make_private
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.database import open_database
from integrations.stores.sql.staff.staff_audit import SqlAudit


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightCommands:
    """Execute the commands on insights."""

    reading: InsightReader
    acting: InsightSteps
    audit: Audit

    async def found(self, *, kind: Kind | None, status: Status | None) -> Sequence[Insight]:
        """Return insights, the highest score first."""
        return await self.reading.insights(
            kinds=(kind,) if kind else (), statuses=(status,) if status else ()
        )

    async def one(self, insight_id: str) -> Insight:
        """Return one; the first digits of its id do, where no other begins so.

        Raises:
            InsightError: there is none, or more than one.
        """
        every = await self.reading.insights()
        begin = [one for one in every if insight_id and one.insight_id.startswith(insight_id)]
        if len(begin) != 1:
            many = f"{len(begin)} insights begin with" if begin else "there is no insight"
            msg = f"{many} {insight_id}: comptoir insights list shows their ids"
            raise InsightError(msg)
        return begin[0]

    async def accept(self, insight_id: str, *, owner: str, note: str) -> Insight:
        """Accept an insight: somebody sees to it."""
        return await self._move(
            insight_id,
            Status.ACCEPTED,
            lambda one, version: self.acting.accept(
                one, by=COMMAND_LINE, owner=owner, note=note, version=version
            ),
        )

    async def done(self, insight_id: str, *, note: str, on: date | None) -> Insight:
        """Mark an insight as done."""
        return await self._move(
            insight_id,
            Status.DONE,
            lambda one, version: self.acting.done(
                one, by=COMMAND_LINE, note=note, on=on, version=version
            ),
        )

    async def dismiss(self, insight_id: str, *, reason: str, weeks: int = QUIET_WEEKS) -> Insight:
        """Dismiss an insight, and record why."""
        return await self._move(
            insight_id,
            Status.DISMISSED,
            lambda one, version: self.acting.dismiss(
                one, by=COMMAND_LINE, reason=reason, weeks=weeks, version=version
            ),
        )

    async def reopen(self, insight_id: str, *, note: str) -> Insight:
        """Open an insight again that was accepted, done or dismissed."""
        return await self._move(
            insight_id,
            Status.OPEN,
            lambda one, version: self.acting.reopen(
                one, by=COMMAND_LINE, note=note, version=version
            ),
        )

    async def _move(
        self,
        insight_id: str,
        to: Status,
        move: Callable[[InsightId, int], Awaitable[Insight]],
    ) -> Insight:
        before = await self.one(insight_id)
        deed = Deed(
            at=SystemClock().now(),
            actor=COMMAND_LINE,
            action=Action.INSIGHT_MOVED,
            subject=before.insight_id,
            detail={"to": to},
        )
        await self.audit.write(deed)
        try:
            return await move(before.insight_id, before.version)
        except (MoveRefusedError, ValueError) as error:
            raise InsightError(str(error)) from None
        except (InsightConflictError, UnknownInsightError):
            msg = "somebody else has just moved it: look at it again, then decide"
            raise InsightError(msg) from None


@asynccontextmanager
async def open_acts(settings: Settings) -> AsyncIterator[InsightCommands]:
    """Open the insights until the block ends.

    Raises:
        LogUnavailableError: no database answers.
        SettingError: the installation's key cannot be used.
    """
    make_private(settings.data_dir)
    async with open_database(settings.log_url, settings.archive_folder) as database:
        reading, acting, _ = assemble_acting(settings, database)
        try:
            yield InsightCommands(reading=reading, acting=acting, audit=SqlAudit(database))
        finally:
            reading.lakes.close()


async def as_lines(
    settings: Settings, acts: InsightCommands, insights: Sequence[Insight], language: Language
) -> list[tuple[Insight, str]]:
    """Return insights, each with its sentence."""
    names = await names_of(settings, acts.reading, language)
    return [(one, says(one, names, language)) for one in insights]


def says(insight: Insight, names: Names, language: Language) -> str:
    """Return the sentence of an insight."""
    return sentence(insight.finding.kind, insight.finding.subject, names, language)


def as_json(insight: Insight, said: str) -> Mapping[str, Any]:
    """Return an insight with its history, as JSON takes it."""
    effect = insight.effect
    return {
        **as_record(insight.finding),
        "says": said,
        "status": insight.status,
        "owner": insight.owner,
        "note": insight.note,
        "reason": insight.reason,
        "quiet_until": insight.quiet_until,
        "done_on": insight.done_on,
        "verdict": effect.verdict if effect else None,
        "first_seen": insight.first_seen,
        "last_seen": insight.last_seen,
        "moves": [
            {"to": one.to, "at": one.at, "by": one.by, "note": one.note} for one in insight.moves
        ],
    }
