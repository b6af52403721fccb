"""Count the steps of the set-up that are done. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class SetupStep(StrEnum):
    """Name the steps, in their order."""

    SHOP = "shop"
    SOURCES = "sources"
    QUESTIONS = "questions"
    WIDGET = "widget"
    PEOPLE = "people"
    TAG = "tag"


OPTIONAL = frozenset({SetupStep.QUESTIONS, SetupStep.WIDGET, SetupStep.PEOPLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupFacts:
    """Hold the parts of a set-up that are there: profile, index, desk, pages with the chat."""

    has_profile: bool
    has_index: bool
    has_desk: bool
    has_origin: bool
    marks: Mapping[str, str]

    def done(self) -> frozenset[SetupStep]:
        """Return the steps that are done."""
        facts = {
            SetupStep.SHOP: self.has_profile,
            SetupStep.SOURCES: self.has_index,
            SetupStep.QUESTIONS: any(one.startswith("judged:") for one in self.marks),
            SetupStep.WIDGET: "look" in self.marks,
            SetupStep.PEOPLE: self.has_desk,
            SetupStep.TAG: self.has_origin
            and "tag" in self.marks,  # seen there, or somebody said so
        }
        return frozenset(step for step, is_done in facts.items() if is_done)

    def left(self) -> Sequence[SetupStep]:
        """Return the steps without which nothing is live."""
        return [one for one in SetupStep if one not in self.done() and one not in OPTIONAL]


def after(step: SetupStep) -> SetupStep | None:
    """Return the next step; None: it is the last."""
    every = list(SetupStep)
    at = every.index(step) + 1
    return every[at] if at < len(every) else None
