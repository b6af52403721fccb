"""List the set-up's questions: those left to judge or those judged, a page of them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.console.setup.setup_marks import judged

AT_ONCE = 12
"""Questions on a page."""


class ShownQuestions(StrEnum):
    """Name the lists of questions."""

    LEFT = "left"  # nobody judged them
    JUDGED = "judged"
    ALL = "all"  # those left first


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPart:
    """Hold a page of the questions, and how many there are.

    A question is one of `coverage.json`, with `language`, and in `as` its judgement ("": none).
    """

    shown: Sequence[Mapping[str, Any]]
    number: int  # of the page, from 1
    pages: int
    counts: Mapping[ShownQuestions, int]


def question_part(
    report: Mapping[str, Any], marks: Mapping[str, str], *, of: ShownQuestions, number: int
) -> QuestionPart:
    """Return a page of the report's questions; past the last page, the last.

    Questions that nearly every shop is asked come first.
    """
    every = [
        {**need, "language": part["language"], "as": marks.get(judged(part["language"], name), "")}
        for part in report["languages"]
        for need in part["needs"]
        for name in [need["need"]]
    ]
    every.sort(key=lambda one: (bool(one["as"]), not one["essential"]))
    lists = {
        ShownQuestions.LEFT: [one for one in every if not one["as"]],
        ShownQuestions.JUDGED: [one for one in every if one["as"]],
        ShownQuestions.ALL: every,
    }
    pages = max(1, -(-len(lists[of]) // AT_ONCE))
    number = min(max(1, number), pages)
    return QuestionPart(
        shown=lists[of][(number - 1) * AT_ONCE :][:AT_ONCE],
        number=number,
        pages=pages,
        counts={name: len(listed) for name, listed in lists.items()},
    )
