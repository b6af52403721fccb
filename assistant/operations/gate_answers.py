"""Name the answers of the gate: an effect with its receipt, or the reason why there is none.

Two of them follow from a conversation's log alone: `held_back`, `ground_of`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from assistant.commerce.permit import (
    ConfirmedByCustomer,
    OrderedByAgent,
    PermitGround,
    UnpermittedError,
)
from assistant.commerce.shop_effects import Receipt
from assistant.commerce.shop_ids import CustomerId
from assistant.conversation.dealings import Proposal
from assistant.conversation.message import Language
from assistant.conversation.ownership import Ownership
from assistant.operations.autonomy.autonomy_table import Level
from assistant.operations.autonomy.autonomy_verdict import Verdict
from assistant.operations.basket_keeper import BasketAnswer
from assistant.operations.operation_evidence import evidence
from assistant.operations.operation_register import GOODWILL, AnyOperation
from assistant.operations.types import OperationCase, Parameters, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsIdentity:
    """Say that nobody has proven their identity, or too long ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    """Name the parameters that are missing or of the wrong form."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupAnswer:
    """Hold the answer of a look-up; nothing was changed."""

    text: str
    evidence: tuple[str, ...]  # the shop's values that the text rests on
    links: tuple[str, ...] = ()  # that it may show
    verdict: Verdict  # whether a person has to look at it before it is said


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Hold the read-back of an effect, to be said word for word."""

    read_back: str
    fingerprint: str  # of the effect: another effect has another one
    parameters: str  # JSON, as they will be decided on again
    customer_id: CustomerId
    evidence: tuple[str, ...]
    verdict: Verdict  # how far the assistant, or an agent, goes with it


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftToPeople:
    """Say that the shop's people carry out this operation, not the assistant: nothing was done."""

    rule: str  # of the autonomy table
    wish: str = ""  # the effect in words; "": not all of it is known


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsApproval:
    """Say that a person has to approve exactly this proposal first: nothing was done."""

    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """Say that the effect is no longer the one that was read back: consider it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectDone:
    """Hold the receipt of an effect that is done; the same for a repeat."""

    receipt: Receipt
    text: str
    evidence: tuple[str, ...]


Considered = (
    NeedsIdentity | Incomplete | Refusal | LeftToPeople | LookupAnswer | Ready | BasketAnswer
)
Executed = Refusal | Outdated | LeftToPeople | NeedsApproval | EffectDone


def parse(operation: AnyOperation, parameters: Mapping[str, object]) -> Parameters | Incomplete:
    """Return the parameters of an operation, or which ones are missing or of the wrong form."""
    try:
        parsed: Parameters = operation.parameters.model_validate(parameters)
    except ValidationError as error:
        return Incomplete(fields=tuple(str(e["loc"][0]) for e in error.errors() if e["loc"]))
    return parsed


def held_back(
    verdict: Verdict, proposal: Proposal, ownership: Ownership
) -> LeftToPeople | NeedsApproval | None:
    """Return the part that people do first; None: the log has all that is needed."""
    left = LeftToPeople(rule=verdict.rule)
    if proposal.proposal_id in ownership.denied or verdict.level is Level.HUMAN_ONLY:
        return left
    if proposal.ordered is not None:
        return None if verdict.may_be_ordered_by(proposal.ordered.role) else left
    if proposal.proposal_id in ownership.approved or verdict.alone:
        return None
    return NeedsApproval(verdict=verdict)


def ground_of(proposal: Proposal) -> PermitGround:
    """Return the yes or the order that an effect is permitted by.

    Raises:
        UnpermittedError: there is none, or it is a customer's yes to an exception.
    """
    if proposal.ordered is not None:
        return OrderedByAgent(proposal.ordered.by)
    if proposal.confirmed_by is not None and proposal.operation not in GOODWILL:
        return ConfirmedByCustomer(proposal.confirmed_by)
    raise UnpermittedError


def word_receipt(
    operation: AnyOperation, case: OperationCase[Any], receipt: Receipt, language: Language
) -> EffectDone:
    """Return the receipt of an operation in words.

    Raises:
        LookupError: the operation has no effect.
    """
    if operation.done is None:
        raise LookupError(operation.name)
    text = operation.done(case, receipt, language).strip()
    return EffectDone(
        receipt=receipt, text=text, evidence=evidence(case, language, receipt=receipt)
    )
