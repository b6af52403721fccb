"""Put together the change sets: their book, and the stores that publish them."""

from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.console.conversations.console_parts import Console
from assistant.console.improve.answer_store import AnswerStore
from assistant.console.improve.improve_pages import ImproveSite
from assistant.console.verified.verified_changes import VerifiedChanges
from assistant.improvement.changes.change_set import ChangeKind
from assistant.improvement.changes.change_steps import ChangeSteps
from integrations.stores.sql.insights.change_book import SqlChangeBook


def assemble_change_steps(parts: Parts, answers: VerifiedChanges) -> ChangeSteps:
    """Return the way to move change sets."""
    return ChangeSteps(
        book=SqlChangeBook(parts.database),
        stores={ChangeKind.VERIFIED: AnswerStore(changes=answers)},
        audit=parts.audit,
        clock=SystemClock(),
    )


def assemble_improve(parts: Parts, console: Console, answers: VerifiedChanges) -> ImproveSite:
    """Return the parts behind the pages of change sets."""
    steps = assemble_change_steps(parts, answers)
    return ImproveSite(console=console, steps=steps, answers=answers)
