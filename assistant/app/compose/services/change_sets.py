"""Put together the change sets: their book, and the stores that publish them."""

from assistant.app.compose.local_installation import SystemClock
from assistant.app.compose.process_parts import Parts
from assistant.console.conversations.console_parts import Console
from assistant.console.improve.answer_store import AnswerStore
from assistant.console.improve.improve_pages import ImproveSite
from assistant.console.verified.verified_changes import VerifiedChanges
from assistant.desk.rounds import Round, Rounds
from assistant.improvement.changes.change_set import ChangeKind
from assistant.improvement.changes.change_steps import ChangeSteps
from assistant.improvement.changes.red_questions import RedQuestions
from assistant.kit.duty import Duty
from integrations.stores.sql.desk.question_book import SqlQuestionRuns, SqlSavedQuestions
from integrations.stores.sql.insights.change_book import SqlChangeBook

_DUTY_S = 60.0
_SETTLE_S = 5.0  # an indexed read; what a process left off is in force soon
_RED_S = 15.0
_EXPIRE_S = 3_600.0


def assemble_change_steps(parts: Parts, answers: VerifiedChanges) -> ChangeSteps:
    """Return the way to move change sets."""
    return ChangeSteps(
        book=SqlChangeBook(parts.database),
        stores={ChangeKind.VERIFIED: AnswerStore(changes=answers)},
        audit=parts.audit,
        clock=SystemClock(),
    )


def assemble_change_rounds(parts: Parts) -> Rounds:
    """Return the rounds of change sets in a worker.

    They complete what a process left off, let proposals expire, and look for red questions.
    """
    clock = SystemClock()
    answers = VerifiedChanges(book=parts.verified, audit=parts.audit, clock=clock)
    steps = assemble_change_steps(parts, answers)
    red = RedQuestions(
        questions=SqlSavedQuestions(parts.database),
        runs=SqlQuestionRuns(parts.database),
        changes=steps.book,
        clock=clock,
    )
    return Rounds(
        duty=Duty(leases=parts.broker.leases, name="changes", for_s=_DUTY_S),
        rounds=(
            Round(name="changes.settle", every_s=_SETTLE_S, go=steps.settle_all),
            Round(name="changes.red_questions", every_s=_RED_S, go=red.propose),
            Round(name="changes.expire", every_s=_EXPIRE_S, go=steps.expire_old),
        ),
    )


def assemble_improve(parts: Parts, console: Console, answers: VerifiedChanges) -> ImproveSite:
    """Return the parts behind the pages of change sets."""
    steps = assemble_change_steps(parts, answers)
    return ImproveSite(console=console, steps=steps, answers=answers)
