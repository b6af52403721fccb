"""Hold the result of a turn, for the customer and in the shop, and compare two results. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

import orjson

from assistant.conversation.event_base import Author, ReplyKind
from assistant.conversation.events import (
    ApprovalRequested,
    BasketChanged,
    ConversationEvent,
    HandoffOffered,
    HandoffRequested,
    IdentityProven,
    OperationDone,
    OperationProposed,
    OperationRefused,
    ReplySuggested,
    ReplyWritten,
    TurnTaken,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnResult:
    """Hold all that came of a turn, without ids and times, which differ by themselves."""

    kind: str = ""  # the `ReplyKind` of the last reply; "": nothing was said
    text: str = ""  # of all replies
    sources: tuple[str, ...] = ()  # quotes
    products: tuple[str, ...] = ()  # ids of those that were shown
    suggested: str = ""  # an answer that a person has to see first
    handed_over: str = ""  # the `Reason`
    offered: str = ""  # the `Reason` why a person was offered
    proven: bool = False  # the customer's identity
    proposed: tuple[str, ...] = ()  # operations that were read back, with their values
    done: tuple[str, ...] = ()  # operations that the shop carried out
    to_approve: tuple[str, ...] = ()  # operations that a person approves first
    refused: tuple[str, ...] = ()  # operations, with the rule
    basket: str = ""  # its lines, where they changed
    rule: str = ""  # of the turn; not compared, for customers see nothing of it

    @property
    def acts(self) -> bool:
        """Tell whether an operation was read back, left to a person to approve, or done."""
        return bool(self.done or self.to_approve or self.proposed)

    @property
    def answers(self) -> bool:
        """Tell whether the customer got an answer, or a thing done, without a person."""
        return self.kind in _HELPING and not self.handed_over and not self.suggested


_HELPING = frozenset({ReplyKind.ANSWERED, ReplyKind.ASKED, ReplyKind.DID, ReplyKind.SMALL_TALK})


class Difference(StrEnum):
    """Name the differences between two results of a turn, the most harmful first."""

    EFFECT = "effect"  # something else is done in the shop
    PERSON_MISSED = "person_missed"  # a person was asked, and is not any more
    PROOF = "proof"  # a customer is proven who was not, or the other way round
    READ_BACK = "read_back"  # something else is read back to be done
    FIGURES = "figures"  # an answer with other numbers
    ANSWER_LOST = "answer_lost"
    OTHER_ANSWER = "other_answer"  # from other texts, or with other products
    BASKET = "basket"
    ANSWER_FOUND = "answer_found"  # there was none
    HANDED_OVER = "handed_over"  # a person is asked, and was not
    SUGGESTED = "suggested"  # a person sees it first, or not any more
    WORDS = "words"  # the same in other words


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def result_of(events: Iterable[ConversationEvent]) -> TurnResult:
    """Return the result of the events that followed from a turn."""
    told = tuple(events)
    replies = [one for one in told if isinstance(one, ReplyWritten) and _is_assistants(one)]
    suggested = [one.text for one in told if isinstance(one, ReplySuggested)]
    baskets = [one for one in told if isinstance(one, BasketChanged)]
    return TurnResult(
        kind=replies[-1].kind if replies else "",
        text="\n".join(one.text for one in replies),
        sources=tuple(each.quote for one in replies for each in one.sources),
        products=tuple(each.product_id for one in replies for each in one.cards),
        suggested="\n".join(suggested),
        handed_over=next((one.reason for one in told if isinstance(one, HandoffRequested)), ""),
        offered=next((one.reason for one in told if isinstance(one, HandoffOffered)), ""),
        proven=any(isinstance(one, IdentityProven) for one in told),
        proposed=tuple(_proposed(one) for one in told if isinstance(one, OperationProposed)),
        done=tuple(one.operation for one in told if isinstance(one, OperationDone)),
        to_approve=tuple(one.operation for one in told if isinstance(one, ApprovalRequested)),
        refused=tuple(
            f"{one.operation} {one.rule}" for one in told if isinstance(one, OperationRefused)
        ),
        basket=_basket(baskets[-1]) if baskets else "",
        rule=next((one.rule for one in told if isinstance(one, TurnTaken)), ""),
    )


def compare(before: TurnResult, after: TurnResult) -> Difference | None:
    """Return the most harmful difference; None: a customer would notice nothing."""
    return next((one for one in Difference if _DIFFERS[one](before, after)), None)


def _is_assistants(reply: ReplyWritten) -> bool:
    return reply.author is Author.ASSISTANT


def _proposed(event: OperationProposed) -> str:
    values = orjson.loads(event.parameters)
    return f"{event.operation} {orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()}"


def _basket(event: BasketChanged) -> str:
    return "; ".join(sorted(str(line) for line in event.lines))


def _numbers(result: TurnResult) -> Counter[str]:
    return Counter(_NUMBER.findall(result.text))


def _loses_answer(before: TurnResult, after: TurnResult) -> bool:
    to_people = after.handed_over or after.suggested
    return before.answers and not after.answers and not to_people


def _words(result: TurnResult) -> tuple[object, ...]:
    return result.kind, result.text, result.suggested, result.offered, result.refused


_DIFFERS: dict[Difference, Callable[[TurnResult, TurnResult], bool]] = {
    Difference.EFFECT: lambda old, new: old.done != new.done,
    Difference.PERSON_MISSED: lambda old, new: bool(old.handed_over) and not new.handed_over,
    Difference.PROOF: lambda old, new: old.proven != new.proven,
    Difference.READ_BACK: lambda old, new: (
        (old.proposed, old.to_approve) != (new.proposed, new.to_approve)
    ),
    Difference.FIGURES: lambda old, new: (
        old.answers and new.answers and _numbers(old) != _numbers(new)
    ),
    Difference.ANSWER_LOST: _loses_answer,
    Difference.OTHER_ANSWER: lambda old, new: (
        old.answers and new.answers and (old.sources, old.products) != (new.sources, new.products)
    ),
    Difference.BASKET: lambda old, new: old.basket != new.basket,
    Difference.ANSWER_FOUND: lambda old, new: new.answers and not old.answers,
    Difference.HANDED_OVER: lambda old, new: bool(new.handed_over) and not old.handed_over,
    Difference.SUGGESTED: lambda old, new: bool(old.suggested) != bool(new.suggested),
    Difference.WORDS: lambda old, new: _words(old) != _words(new),
}
