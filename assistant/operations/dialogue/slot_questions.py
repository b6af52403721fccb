"""Ask the next question: once plainly, once more with choices, never a third time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from pydantic import JsonValue

from assistant.operations.dialogue.dialogue_run import DialogueRun
from assistant.operations.dialogue.frames import CONFIRM, OF_THE_ORDER, Frame
from assistant.operations.dialogue.slot_choices import SlotChoices, offer, offer_methods
from assistant.operations.dialogue.texts import texts
from assistant.operations.dialogue.values.slot_values import fill, pending_line
from assistant.operations.operation_register import OPERATIONS
from assistant.operations.types import Refusal, Slot, SlotKind

MAX_ASKS = 2
"""Most times in a row that one value is asked for."""

MAX_CHOICES = 8


_RULES_OUT = frozenset({SlotKind.ORDER, SlotKind.LINES, SlotKind.SWAPS})


class Step(Enum):
    """Name the results of a step of the current operation."""

    ASKED = auto()  # something was asked: the customer's turn
    COMPLETE = auto()  # everything is known
    OVER = auto()  # it cannot be done, and was said
    FILLED = auto()  # the only order or items were filled in, which may rule it out


@dataclass(frozen=True, slots=True)
class AbsorbedWords:
    """Hold a frame, and whether the words named a value of it, even one that was known."""

    frame: Frame
    any: bool


async def absorb(run: DialogueRun, frame: Frame) -> AbsorbedWords:
    """Return the frame with every value for its slots in the customer's words.

    As long as the customer is not known, the words are kept for later.
    """
    operation = OPERATIONS[frame.operation]
    words = "\n".join(part for part in (frame.text, _own_words(run, frame)) if part)
    if not run.known():
        frame = replace(frame, text=words)
        for slot in operation.slots if run.heard.products else ():
            if slot.kind is SlotKind.PRODUCT:
                frame = frame.with_slot(slot.name, {"product_id": run.heard.products[0]})
        return AbsorbedWords(_with_settled(run, frame, found=set()).frame, any=bool(words))
    if frame.text or frame.asked in {"", CONFIRM}:  # else they may tell which order is meant
        frame = replace(frame, part="\n".join(one for one in (frame.part, words) if one))
    opened = bool(frame.text)
    found: set[str] = set()
    described = frame.described if opened else {**frame.described, **_described(run, frame)}
    for slot in operation.slots:
        # Words that a model read for items alone, but for an order all: they say what a number is.
        said = words if slot.kind is SlotKind.ORDER else described.get(slot.name, words)
        if said and (value := await fill(run, frame, said, slot)) is not None:
            frame = with_value(frame, slot, value)
            found.add(slot.name)
    whole = {slot.name for slot in operation.slots if slot.name in found and is_filled(frame, slot)}
    left = {name: said for name, said in frame.described.items() if name not in whole}
    frame = replace(frame, text="", described=left)
    settled = AbsorbedWords(frame, any=False) if opened else _with_settled(run, frame, found=found)
    return replace(settled, any=settled.any or bool(found))


def _described(run: DialogueRun, frame: Frame) -> Mapping[str, str]:
    """Return the words that this message has for single slots of the frame's operation."""
    wishes = [wish for wish in run.heard.wishes if wish.operation == frame.operation]
    return wishes[0].described if len(wishes) == 1 else {}


def _with_settled(run: DialogueRun, frame: Frame, *, found: set[str]) -> AbsorbedWords:
    """Return the frame with the values and descriptions of this message's wishes, beside its words.

    A description is looked up in the next step, beside the known values.
    """
    said = False
    for wish in run.heard.wishes:
        if wish.operation != frame.operation or wish.text == frame.text:
            continue  # the words that opened it have been asked already
        for name in wish.slots.keys() - found:
            frame, said = frame.with_slot(name, wish.slots[name]), True
        slots = {slot.name: slot for slot in OPERATIONS[frame.operation].slots}
        pointed = {
            name: words
            for name, words in wish.described.items()
            if name not in found or not is_filled(frame, slots[name])
        }
        if pointed:
            frame, said = replace(frame, described={**frame.described, **pointed}), True
    return AbsorbedWords(frame, any=said)


def _own_words(run: DialogueRun, frame: Frame) -> str:
    """Return the part of the message that is about this operation and is not kept already."""
    if not run.heard.wishes:
        return "" if run.heard.text in frame.text else run.heard.text
    if frame.text in {wish.text for wish in run.heard.wishes}:
        return ""  # opened by it; another wish of its kind is another order's
    own = [wish.text for wish in run.heard.wishes if wish.operation == frame.operation]
    return "\n".join(text for text in own if text not in frame.text)


def with_value(frame: Frame, slot: Slot, value: JsonValue) -> Frame:
    """Return the frame with a value; another order makes the values of the old order void."""
    if slot.kind is SlotKind.ORDER and frame.slots.get(slot.name) not in {None, value}:
        frame = frame.without(*OF_THE_ORDER)
    return frame.with_slot(slot.name, value)


async def ask_missing(run: DialogueRun, *, guess: bool = True) -> Step:
    """Fill slots with only one possible value, and ask for the first missing one.

    An order or items end it, so that nothing is asked about what cannot be done. Without `guess`
    such a slot is asked for, because another value was said and is not possible.
    """
    for slot in OPERATIONS[run.current.operation].slots:
        if slot.required and not is_filled(run.current, slot):
            step = await ask_for(run, slot, guess=guess)
            if step is not Step.COMPLETE:
                return step
    return Step.COMPLETE


async def ask_for(run: DialogueRun, slot: Slot, *, guess: bool) -> Step:
    """Fill one slot if only one value is possible, else ask for it; see `ask_missing`."""
    offered = await offer(run, run.current, slot)
    if offered.only is not None and (guess or offered.sure):
        run.replace_current(run.current.with_slot(slot.name, offered.only))
        if is_filled(run.current, slot):
            return Step.FILLED if guess and slot.kind in _RULES_OUT else Step.COMPLETE
    if offered.nothing:
        run.refused(run.current, offered.nothing)
        run.say(f"said.{offered.nothing}", **offered.values)
        run.evidence.extend(run.view.evidence())
        run.close()
        return Step.OVER
    return ask(run, slot.name, offered)


async def ask_other_method(run: DialogueRun) -> Step:
    """Ask for another method: none is required, but the chosen one will not do."""
    slot, offered = await _methods(run)
    if len(offered.labels) > 1:
        return ask(run, slot.name, offered)
    run.close()
    return Step.OVER


async def ask_settlement(run: DialogueRun, refusal: Refusal) -> Step:
    """Ask for the method that settles a difference; if only one can, take it.

    The difference is known only once everything else is.
    """
    slot, offered = await _methods(run)
    if offered.only is None:
        run.explain(refusal)
        return ask(run, slot.name, replace(offered, silent=True))
    run.replace_current(run.current.with_slot(slot.name, offered.only))
    return Step.COMPLETE


async def _methods(run: DialogueRun) -> tuple[Slot, SlotChoices]:
    """Return the current operation's slot for a method, with its choices."""
    slots = OPERATIONS[run.current.operation].slots
    slot = next(one for one in slots if one.kind is SlotKind.METHOD)
    return slot, await offer_methods(run, run.current, slot)


def ask(run: DialogueRun, what: str, offered: SlotChoices) -> Step:
    """Ask for one value; the second time with all choices written out, then a person helps."""
    frame = run.current.asking(offered.about or what)
    if frame.times > MAX_ASKS:
        run.give_up()
        return Step.ASKED
    run.replace_current(frame)
    name = offered.question or what
    own = f"{name}_of_{frame.operation}"  # words that only this operation asks with
    name = own if f"ask.{own}" in texts(run.language) else name
    again = "_again" if frame.times > 1 else ""
    if not offered.silent:
        run.say(f"ask.{name}{again}", **offered.values)
    run.choices = tuple(offered.labels[:MAX_CHOICES])
    run.evidence.extend(run.view.evidence() if run.known() else ())
    run.rule = f"ask_{name}"
    return Step.ASKED


def is_filled(frame: Frame, slot: Slot) -> bool:
    """Return whether the frame has the whole value of `slot`."""
    if slot.name not in frame.slots:
        return False
    match slot.kind:
        case SlotKind.SWAPS:
            return pending_line(frame) is None and bool(frame.slots[slot.name])
        case SlotKind.PARTS:
            return all(str(one) in frame.parts for one in frame.line_ids)
        case SlotKind.PRODUCT | SlotKind.ITEM:
            wanted = frame.slots[slot.name]
            return isinstance(wanted, dict) and "variant_id" in wanted
        case _:
            return True
