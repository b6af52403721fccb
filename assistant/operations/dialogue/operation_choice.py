"""Find out which of several operations a message means, or ask for it."""

from dataclasses import replace

from assistant.conversation.message import Language
from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.frames import WHICH, Dialogue, Frame
from assistant.operations.dialogue.heard_message import HeardMessage, Wish
from assistant.operations.dialogue.slot_questions import MAX_ASKS
from assistant.operations.dialogue.texts import say
from assistant.operations.dialogue.values.slot_values import nth
from assistant.understanding.entities.positions import find_positions
from assistant.understanding.intents.imperatives import bare_command
from assistant.understanding.message_words import keys_of


def open_readings(run: DialogueRun, readings: tuple[Wish, ...]) -> None:
    """Ask which of several operations is meant; the words are kept until then."""
    frames = (Frame(operation=one.operation, text=one.text) for one in readings)
    ask_which(run, Dialogue(frames=tuple(frame.asking(WHICH) for frame in frames)))


def ask_which_again(run: DialogueRun, asked: Dialogue) -> None:
    """Ask once more after a message that chooses none; after that a person helps better."""
    first = asked.frames[0]
    if first.times >= MAX_ASKS:
        run.give_up()
        return
    run.say("said.rephrase")
    ask_which(run, asked.with_current(first.asking(WHICH)))


def ask_which(run: DialogueRun, asked: Dialogue) -> None:
    """Ask which of the operations in `asked` is meant."""
    run.dialogue = asked
    run.say("ask.which_of")
    run.choices = tuple(run.word(f"names.{frame.operation}") for frame in asked.frames)
    run.rule = "ask_which"


def choose(run: DialogueRun) -> Frame | None:
    """Return the frame that the message chooses, with the words it was opened with."""
    readings = run.dialogue.frames
    wished = {wish.operation for wish in run.heard.wishes}
    chosen = [frame for frame in readings if frame.operation in wished]
    chosen = chosen or _commanded(run.heard, readings)
    chosen = chosen or _named(run.heard, run.language, readings) or _pointed_at(run.heard, readings)
    return replace(chosen[0], asked="", times=0) if len(chosen) == 1 else None


def _commanded(heard: HeardMessage, readings: tuple[Frame, ...]) -> list[Frame]:
    """Return the readings that a bare command means: "oui annulez"."""
    command = bare_command(heard.rest or heard.text)
    return [frame for frame in readings if frame.operation == command]


def _named(heard: HeardMessage, language: Language, readings: tuple[Frame, ...]) -> list[Frame]:
    """Return the readings whose verb the message says: "return", "renvoyer"."""
    said = set(keys_of(heard.text))
    return [one for one in readings if keys_of(say(f"names.{one.operation}", language))[0] in said]


def _pointed_at(heard: HeardMessage, readings: tuple[Frame, ...]) -> list[Frame]:
    found = (nth(place.value, readings) for place in find_positions(heard.text))
    return [frame for frame in found if frame is not None]
