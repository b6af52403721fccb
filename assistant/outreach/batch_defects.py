"""Hold the defect of a batch, which two people declare before anybody is told. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from assistant.answers.guard.draft_review import Approved, review
from assistant.answers.reply_draft import Draft
from assistant.commerce.shop_ids import ProductId
from assistant.conversation.event_base import ReplyKind
from assistant.conversation.message import Language

LONGEST = 500
"""Characters of the words in one language: a template's body has 1024 with all the rest."""


class DefectState(StrEnum):
    """Name the states of a declared defect."""

    PROPOSED = "proposed"
    LIVE = "live"
    ENDED = "ended"  # declined, or told for long enough


class DefectFault(StrEnum):
    """Name the reasons why a defect is not declared, or not approved."""

    DATES = "dates"
    WORDS = "words"  # missing, or too long
    GUARD = "guard"
    SAME_PERSON = "same_person"
    NOT_PROPOSED = "not_proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchDefect:
    """Hold the defect of a product's pieces that were bought between two days."""

    defect_id: str
    product_id: ProductId
    titles: Mapping[Language, str]  # of the product, as customers read it
    bought_from: date  # both days count, in UTC
    bought_until: date
    words: Mapping[Language, str]  # what customers are told, by people
    state: DefectState = DefectState.PROPOSED
    proposed_by: str  # an agent's id, as the others
    proposed_at: datetime  # aware, UTC
    approved_by: str = ""
    ended_by: str = ""

    def fault(self) -> DefectFault | None:
        """Return why the defect cannot be declared; None: it can."""
        if self.bought_until < self.bought_from:
            return DefectFault.DATES
        if any(not 0 < len(said) <= LONGEST for said in self.words.values()):
            return DefectFault.WORDS
        reviewed = (
            review(
                Draft(
                    kind=ReplyKind.NOTICE,
                    text=said,
                    language=language,
                    evidence=(said, self.titles[language]),  # two people stand for its facts
                    rule="outreach",
                )
            )
            for language, said in self.words.items()
        )
        return None if all(isinstance(one, Approved) for one in reviewed) else DefectFault.GUARD

    def approved(self, by: str) -> "BatchDefect | DefectFault":
        """Return the live defect, once a second person says so."""
        if self.state is not DefectState.PROPOSED:
            return DefectFault.NOT_PROPOSED
        if by == self.proposed_by:
            return DefectFault.SAME_PERSON
        return replace(self, state=DefectState.LIVE, approved_by=by)

    def ended(self, by: str) -> "BatchDefect":
        """Return the defect of which nobody is told any more."""
        return replace(self, state=DefectState.ENDED, ended_by=by)
