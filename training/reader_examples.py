"""Read the candidates of the training questions, and choose which of them a step learns from."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WIDTH = 32  # candidates of a question, best first, that are used at all
RIGHT = 3  # statements that answer, of a question in a step
HARDEST = 7  # statements that do not, from the top of the search
OTHERS = 5  # the same, from further down


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStatement:
    """Hold a statement that was found for a question, as the reader takes it."""

    text: str
    signals: tuple[float, ...]
    right: bool
    sure: float  # of the product that found it, in [0, 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Hold a question with the statements found for it, best first."""

    shop: str
    question: str
    answered: bool  # by the shop's pages
    found: tuple[FoundStatement, ...]

    def chosen(self, chance: random.Random) -> list[FoundStatement]:
        """Return the statements that one step learns from: few that answer, more that do not."""
        right = [one for one in self.found if one.right]
        wrong = [one for one in self.found if not one.right]
        chance.shuffle(right)
        further = wrong[HARDEST:]
        others = chance.sample(further, min(OTHERS, len(further)))
        return [*right[:RIGHT], *wrong[:HARDEST], *others]


def read_examples(folder: Path) -> Iterator[Example]:
    """Yield the examples of every file that `training.candidates` wrote to `folder`."""
    for file in sorted(folder.glob("*.jsonl")):
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        languages = {one["lang"] for row in rows for one in row["found"]}
        yield from (_example(file.stem, row, several=len(languages) > 1) for row in rows)


def _example(shop: str, row: dict[str, Any], *, several: bool) -> Example:
    found = row["found"][:WIDTH]
    right = {one["lang"] for one in found if one["right"]}
    if several and right:
        # The other language may say the same without being marked as right.
        found = [one for one in found if one["lang"] in right]
    return Example(
        shop=shop,
        question=row["text"],
        answered=bool(row["answers"]),
        found=tuple(
            FoundStatement(
                text=one["read"],
                signals=tuple(one["signals"]),
                right=one["right"],
                sure=one["sure"],
            )
            for one in found
        ),
    )


def split(examples: list[Example], *, apart: int, seed: int) -> tuple[list[Example], list[Example]]:
    """Return the examples to train on, and those of `apart` shops to choose by.

    A question that the pages answer, but whose statement was not found, teaches nothing.
    """
    shops = sorted({one.shop for one in examples})
    random.Random(seed).shuffle(shops)  # noqa: S311  # no secret
    chosen = set(shops[:apart])
    train = [
        one
        for one in examples
        if one.shop not in chosen
        and one.found
        and (not one.answered or any(found.right for found in one.found))
    ]
    return train, [one for one in examples if one.shop in chosen and one.found]
