"""Store assertions that moved, and write their moves into the audit."""

from collections.abc import Sequence
from contextlib import suppress

from assistant.desk.staff.audit_chain import Action, Deed
from assistant.desk.staff.ports import Audit
from assistant.improvement.assertions.assertion import Assertion
from assistant.improvement.assertions.assertion_moves import by_id
from assistant.improvement.assertions.ports import AssertionBook, AssertionConflictError


async def keep_moved(
    book: AssertionBook, audit: Audit, known: Sequence[Assertion], moved: Sequence[Assertion]
) -> int:
    """Store assertions that moved by themselves, with their moves in the audit; return how many.

    One that a person has moved meanwhile stays as they left it: the next round looks again.

    Raises:
        LogUnavailableError: the book or the audit cannot be used.
    """
    before, kept = by_id(known), 0
    for one in moved:
        last = before.get(one.assertion_id)
        with suppress(AssertionConflictError):
            await book.put(one, expected_version=last.version if last else None)
            await note_moves(audit, one, after=len(last.moves) if last else 0)
            kept += 1
    return kept


async def note_moves(audit: Audit, one: Assertion, *, after: int) -> None:
    """Write the moves of an assertion after the first `after` ones into the audit.

    Raises:
        LogUnavailableError: the audit cannot be used.
    """
    thing = one.thing
    for move in one.moves[after:]:
        detail = {"do": str(move.deed), "part": str(thing.part), "says": str(thing.predicate)}
        more = {"of": move.other} if move.other else {}
        reason = {"note": move.reason} if move.reason else {}
        await audit.write(
            Deed(
                at=move.at,
                actor=move.by,
                action=Action.ASSERTION_MOVED,
                subject=one.assertion_id,
                detail={**detail, **more, **reason},
            )
        )
