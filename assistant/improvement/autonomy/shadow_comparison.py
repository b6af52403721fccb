"""Compare the work of the assistant in shadow with the work of the person. Pure.

Code agrees where the facts or the operation are the same. It calls nothing else wrong but the same
operation with other values; all that it cannot judge is left to a person's click.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import orjson

from assistant.conversation.event_base import SENSITIVE, Author, ReplyKind
from assistant.conversation.events import (
    ConversationErased,
    ConversationEvent,
    ConversationMerged,
    ConversationReleased,
    ConversationResolved,
    CustomerWrote,
    HandoffOffered,
    HandoffRequested,
    OperationDone,
    OperationProposed,
    ReplySuggested,
    ReplyWritten,
)
from assistant.improvement.autonomy.agreement import turning_words
from assistant.improvement.autonomy.shadow_turn import ShadowState, ShadowTurn
from assistant.understanding import stated_facts
from assistant.understanding.personal_data.removal import remove_personal_data
from assistant.understanding.stated_facts import FactKind

_WEIGHTY = frozenset(
    {FactKind.AMOUNT, FactKind.DURATION, FactKind.PERCENT, FactKind.DATE, FactKind.TIME}
)
"""Facts of which the same ones make two answers the same; a bare number may be anything."""

_SAID = frozenset({ReplyKind.ANSWERED, ReplyKind.DID})
_YES = frozenset({"oui", "yes"})  # before the same facts they turn nothing round


def is_grave(events: Sequence[ConversationEvent]) -> bool:
    """Tell whether anything in a conversation, or in a turn of it, is or may be grave."""
    return any(
        (isinstance(one, HandoffRequested) and one.reason in SENSITIVE)
        or (isinstance(one, HandoffOffered) and one.rule == "perhaps_grave")
        for one in events
    )


def with_result(turn: ShadowTurn, followed: Sequence[ConversationEvent]) -> ShadowTurn:
    """Return a turn with the work of the assistant, from the events that followed.

    It is passed over if the assistant would have asked a person all the same, asked the customer
    something, or had no answer: none of these is a decision.
    """
    passed = replace(turn, state=ShadowState.PASSED)
    suggested = [one.text for one in followed if isinstance(one, ReplySuggested)]
    to_people = any(isinstance(one, HandoffRequested) for one in followed)
    if is_grave(followed) or (to_people and not suggested):
        return passed
    if suggested:
        return _saying(turn, suggested[-1])
    replies = [one for one in followed if isinstance(one, ReplyWritten)]
    proposed = [one for one in followed if isinstance(one, OperationProposed)]
    said = "\n".join(one.text for one in replies)
    if proposed:
        return replace(
            _saying(turn, said),
            operation=proposed[-1].operation,
            effect=effect_of(proposed[-1]),
        )
    if not replies or replies[-1].kind not in _SAID:
        return passed
    return _saying(turn, said)


def _saying(turn: ShadowTurn, text: str) -> ShadowTurn:
    return replace(turn, state=ShadowState.WAITS, words=remove_personal_data(text).text)


def effect_of(proposed: OperationProposed) -> str:
    """Return a digest of an operation with its values, which no two conversations share."""
    values = orjson.dumps(orjson.loads(proposed.parameters), option=orjson.OPT_SORT_KEYS)
    named = f"{proposed.conversation_id}\x1f{proposed.operation}\x1f".encode()
    return hashlib.sha256(named + values).hexdigest()


@dataclass(slots=True, kw_only=True)
class PersonWork:
    """Hold the work of a person after a turn went to them, until they or the customer went on."""

    replies: list[str] = field(default_factory=list)
    done: dict[str, str] = field(default_factory=dict)  # operation -> digest of its values
    by: str = ""
    wrote_again: bool = False  # the customer, before the person did anything
    answered_at: datetime | None = None  # when the customer wrote after the person's reply
    ended_at: datetime | None = None  # when the person was done


def work_after(turn: ShadowTurn, events: Sequence[ConversationEvent]) -> PersonWork:
    """Return the work of people after a turn; a conversation's events come oldest first."""
    work, proposed = PersonWork(), dict[str, OperationProposed]()
    begun = False
    for event in events:
        if not begun:
            begun = isinstance(event, HandoffRequested) and turn.message_id in event.messages
            continue
        match event:
            case ReplyWritten(author=Author.AGENT) if work.answered_at is None:
                work.replies.append(event.text)
                work.by = work.by or event.agent_id or ""
            case CustomerWrote() if work.replies:
                work.answered_at = work.answered_at or event.at
            case CustomerWrote():
                work.wrote_again = True
            case OperationProposed():
                proposed[event.proposal_id] = event
            case OperationDone() if event.proposal_id in proposed:
                work.done[event.operation] = effect_of(proposed[event.proposal_id])
            case ConversationResolved() | ConversationReleased() | ConversationMerged():
                work.by = work.by or event.by or ""
                work.ended_at = event.at
                return work
            case _:
                pass
    return work


def judge(turn: ShadowTurn, events: Sequence[ConversationEvent]) -> ShadowTurn | None:
    """Return a turn that waits, as the person's work judges it; None: they are still at it."""
    if any(isinstance(one, ConversationErased) for one in events):
        return replace(turn, state=ShadowState.PASSED, words="")
    work = work_after(turn, events)
    ended_at = work.ended_at if turn.effect else work.ended_at or work.answered_at
    if ended_at is None:
        return None
    state = _of_operation(turn, work) if turn.effect else _of_words(turn, work)
    return replace(turn, state=state, judged_at=ended_at, by=work.by)


def _of_operation(turn: ShadowTurn, work: PersonWork) -> ShadowState:
    if turn.operation in work.done:
        if work.done[turn.operation] == turn.effect:
            return ShadowState.AGREED
        changed_mind = work.wrote_again or work.answered_at is not None
        return ShadowState.OPEN if changed_mind else ShadowState.CRITICAL
    return ShadowState.OPEN if work.by else ShadowState.PASSED  # perhaps they did it in the shop


def _of_words(turn: ShadowTurn, work: PersonWork) -> ShadowState:
    if not work.replies:
        return ShadowState.PASSED
    reply = remove_personal_data("\n".join(work.replies)).text
    same = say_the_same(turn.words, reply) and not work.wrote_again
    return ShadowState.AGREED if same else ShadowState.OPEN


def say_the_same(one: str, other: str) -> bool:
    """Tell whether two texts surely state the same: the same facts, and neither turned round."""
    facts = frozenset(stated_facts.find(one))
    if facts != frozenset(stated_facts.find(other)):
        return False
    weighty = any(fact.kind in _WEIGHTY for fact in facts)
    turned = [
        {word: n for word, n in turning_words(text).items() if word not in _YES}
        for text in (one, other)
    ]
    return weighty and turned[0] == turned[1]
