"""Settle one assertion of the demo shop, so that each state of them can be seen."""

from assistant.app.commands.staff_administration import open_staff
from assistant.app.compose.insight_moves import assemble_acting
from assistant.app.compose.local_installation import SystemClock
from assistant.app.demo.demo_staff import PEOPLE
from assistant.improvement.assertions.assertion import Predicate, Settlement
from assistant.improvement.assertions.assertion_consequences import (
    AssertionConsequences,
    ProposedWork,
)
from assistant.improvement.assertions.assertion_moves import open_first
from assistant.improvement.assertions.assertion_steps import AssertionSteps
from assistant.improvement.assertions.settled_insights import SettledInsights
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.kit.settings.settings import Settings
from integrations.stores.sql.database import open_database
from integrations.stores.sql.insights.assertion_book import SqlAssertionBook
from integrations.stores.sql.insights.change_book import SqlChangeBook
from integrations.stores.sql.staff.staff_audit import SqlAudit

_MERCHANDISER = 3  # place in `PEOPLE`
_REASON = "Vu à l'atelier : la fermeture de cette série lâche. Le fournisseur est prévenu."


async def settle_one(settings: Settings) -> bool:
    """Settle the heaviest defect that is asserted, as the demo's merchandiser.

    Nothing is done if one was settled before. Returns whether one is settled now.

    Raises:
        LogUnavailableError: no database answers.
    """
    email, name, _ = PEOPLE[_MERCHANDISER]
    async with open_staff(settings) as staff:
        maya = await staff.directory.account(email)
    async with open_database(settings.log_url, settings.archive_folder) as database:
        book, audit, clock = SqlAssertionBook(database), SqlAudit(database), SystemClock()
        every = open_first(await book.all())
        defects = [one for one in every if one.thing.predicate is Predicate.HAS_DEFECT]
        if not defects or any(one.settlement for one in every):
            return False
        reading, acting, _ = assemble_acting(settings, database)
        try:
            changes = ChangeSteps(book=SqlChangeBook(database), stores={}, audit=audit, clock=clock)
            moves = SettledInsights(acting=acting, audit=audit)
            follow = AssertionConsequences(changes=changes, move_insight=moves.move, clock=clock)
            steps = AssertionSteps(book=book, consequences=follow, audit=audit, clock=clock)
            await steps.settle(
                defects[0].assertion_id,
                Settlement.UPHELD,
                by=maya.agent.agent_id if maya else name,
                reason=_REASON,
                version=defects[0].version,
                work=ProposedWork(task=""),
            )
        finally:
            reading.lakes.close()
    return True
