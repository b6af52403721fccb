"""Tell whether the last operation was done, and undo it."""

import json
import re

from assistant.answers.texts import TEXTS
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.frames import CONFIRM, Frame
from assistant.operations.operation_register import DECLARED, OPERATIONS
from assistant.operations.types import SlotKind
from assistant.understanding.intents.imperatives import bare_command
from assistant.understanding.types import Intent

_AN_ORDER = re.compile(r"\b(?:order|commande)\b", re.IGNORECASE)


async def tell_whether_done(run: DialogueRun) -> None:
    """Tell the state of the last request: done, not done, or waiting for a yes or a value."""
    current, done = run.dialogue.current, run.dealings.done
    run.rule = "whether_done"
    if current is not None:
        run.say("said.awaits_yes" if current.asked == CONFIRM else "said.awaits_value")
        return
    had = None
    if done is not None and not run.dealings.left_undone:
        had = await run.gate.had(done, language=run.language)
    if had is None:
        run.say("said.not_done")
        return
    run.say("said.was_done")
    run.tell(had.text, had.evidence)


def means_last_done(run: DialogueRun) -> bool:
    """Return whether "cancel it" means the last operation that was done, and not an order."""
    done, last = run.dealings.done, run.last
    if done is None or last is None or last.operation != done.operation:
        return False
    if bare_command(run.heard.text) is not Intent.CANCEL_ORDER or _AN_ORDER.search(run.heard.text):
        return False
    return done.operation != Intent.CANCEL_ORDER


def undo(run: DialogueRun) -> None:
    """Begin the operation that undoes the last one; where none does, say so."""
    done = run.dealings.done
    run.rule = "undo"
    if done is None:
        run.say("said.nothing_to_undo")
        return
    name = DECLARED[done.operation].undo
    if not name:
        run.say("said.no_undo", what=run.word(f"names.{done.operation}"))
        run.choices = (TEXTS[run.language].talk_to_person,)
        return
    run.say("said.undoing")
    run.dialogue = run.dialogue.opened(_frame(name, done.parameters))


def _frame(name: str, parameters: str) -> Frame:
    """Return a frame for the same order, in which the new value is still to be asked for."""
    operation = OPERATIONS[name]
    said = json.loads(parameters)
    kept = {one.name for one in operation.slots if one.kind is SlotKind.ORDER}
    slots = {name: said[name] for name in kept if name in said}  # an erased one says nothing
    return Frame(operation=name, slots=slots)
