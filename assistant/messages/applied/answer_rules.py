"""Complete an answer with the rules and the terms of a shop that hold for this customer."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Self

from assistant.answers.composing.composer import Composer
from assistant.conversation.conversation import Conversation
from assistant.messages.applied.applied_rules import AppliedRules
from assistant.messages.applied.price_terms import PriceTerms
from assistant.messages.turn_outcome import Outcome
from assistant.operations.gate import Gate
from assistant.understanding.types import Understanding
from retrieval.ports import StoreUnavailableError


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRules:
    """Apply the rules that fit an answer."""

    terms: PriceTerms
    figures: AppliedRules | None  # None: there is no shop system to apply its rules to

    def through(self, gate: Gate | None) -> Self:
        """Return these rules on another gate; None: there is no shop system."""
        figures = replace(self.figures, gate=gate) if self.figures and gate else None
        return replace(self, figures=figures)

    async def apply(
        self,
        conversation: Conversation,
        understanding: Understanding,
        composer: Composer,
        outcome: Outcome,
    ) -> Outcome:
        """Return an outcome with the terms of a price, or the figures that were asked for.

        It stays as it is while the shop's pages cannot be searched for them.
        """
        with suppress(StoreUnavailableError):
            if understanding.price_objection is not None:
                return await self._with_terms(conversation, composer, outcome)
            if self.figures is not None:
                return await self.figures.apply(conversation, understanding, composer, outcome)
        return outcome

    async def _with_terms(
        self, conversation: Conversation, composer: Composer, outcome: Outcome
    ) -> Outcome:
        """Return an outcome with the terms of a price, unless the last reply told them already."""
        draft, last = outcome.draft, conversation.last_reply
        if draft is None or (last is not None and self.terms.are_told(last.text, draft.language)):
            return outcome
        return replace(outcome, draft=await self.terms.beside(composer, draft))
