"""Read the invented shops of `training/data`, and check their questions against their pages.

Usage: python -m training.shop_data   prints a line for each shop, and every fault.
"""

import html
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

DATA = Path(__file__).parent / "data"

Kind = Literal[
    "head",
    "plain",
    "typo",
    "noaccent",
    "abbrev",
    "story",
    "two",
    "followup",
    "table",
    "product",
    "overview",
    "premise",
]

_MARKS = re.compile(r"[*_`#>|\\\[\]]")
_BETWEEN_WORDS = re.compile(r"[\s:;.,!?()\"«»-]+")


class Statement(BaseModel):
    """Hold the words of a page that answer a question, or that only look as if they did."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: str  # name of the file in `pages`
    quote: str = Field(min_length=1)  # as the page has it, but for markup, blanks and punctuation


class Question(BaseModel):
    """Hold a customer's question, with the statements that answer it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: str = Field(min_length=1)
    lang: Literal["fr", "en"]
    need: str  # a name of `needs.txt`, `product` or `other`
    kind: Kind
    after: str = ""  # the question or answer before a follow-up
    answer: tuple[Statement, ...]  # empty: the pages do not answer
    same: tuple[Statement, ...] = ()  # says the same in the shop's other language: right as well
    near: Statement | None = None  # looks like an answer to an unanswerable question
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Hold an invented shop: its pages as plain text, and its questions."""

    name: str
    pages: dict[str, str]  # by file name
    questions: tuple[Question, ...]


def plain(text: str) -> str:
    """Return the words of a page or quote in lower case, without markup and punctuation."""
    text = re.sub(r"<(script|style)[^>]*>(.*?)</\1>", r"\2", text, flags=re.DOTALL | re.IGNORECASE)
    text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    text = _MARKS.sub(" ", text).replace("\u2019", "'")
    return _BETWEEN_WORDS.sub(" ", text).lower().strip()


def read_shop(folder: Path) -> Shop:
    """Read one shop.

    Raises:
        ValidationError: a question has not the form that `Question` says.
    """
    rows = yaml.safe_load((folder / "questions.yml").read_text(encoding="utf-8"))
    return Shop(
        name=folder.name,
        pages={
            file.name: plain(file.read_text(encoding="utf-8"))
            for file in sorted((folder / "pages").iterdir())
        },
        questions=tuple(Question.model_validate(row) for row in rows),
    )


def read_needs() -> frozenset[str]:
    """Return the names of the needs that the customers of every shop have."""
    lines = (DATA / "needs.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines) | {"product", "other"}


def faults(shop: Shop, needs: frozenset[str]) -> Iterator[str]:
    """Yield every fault of a shop's questions: unknown needs, repeated questions, lost quotes."""
    for question, times in Counter(one.q.lower().strip() for one in shop.questions).items():
        if times > 1:
            yield f"asked {times} times: {question}"
    for one in shop.questions:
        if one.need not in needs:
            yield f"unknown need {one.need}: {one.q}"
        for stated in (*one.answer, *one.same, *((one.near,) if one.near else ())):
            if plain(stated.quote) not in shop.pages.get(stated.page, ""):
                yield f"{stated.page} does not say: {stated.quote}"


def main() -> int:
    """Print each shop's counts and faults; return how many faults there are."""
    needs, found = read_needs(), 0
    for folder in sorted((DATA / "shops").iterdir()):
        shop = read_shop(folder)
        silent = sum(not one.answer for one in shop.questions)
        print(f"{shop.name:<28} {len(shop.questions):>4} questions, {silent} unanswerable")  # noqa: T201
        for fault in faults(shop, needs):
            found += 1
            print(f"    {fault}")  # noqa: T201
    return found


if __name__ == "__main__":
    sys.exit(main() > 0)
