"""Draw the visits of a simulated quarter, and change the shop's pages as planned.

The plan (`quarter_plan.yml`) says what is true, since when, and which pages are wrong. The words of
customers (`quarter_words.yml`) were written by people who knew the questions and nothing else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.conversation.message import Language
from retrieval.catalogue.case_folding import fold

_HERE = Path(__file__).parent
BEGAN = date(2026, 3, 2)  # a Monday
WEEKS = 13
_PARIS_SUMMER = timezone(timedelta(hours=2))

_A_WEEK: Mapping[str, float] = {
    "gap": 2.0,
    "range": 2.5,
    "contradiction": 2.0,
    "policy": 2.0,
    "bad page": 2.0,
    "control": 3.0,
}
"""Visits a week of a matter of each kind, on average."""

_FRENCH = 0.6
_ANSWERED = 0.35  # open questions that a person answers
_PUT_OFF = 0.06  # of these answers: "I will look into it"
_MISTAKEN = 0.04  # of these answers: the answer to something else
_DISLIKED = 0.35  # wrong answers with a thumb down
_DISLIKED_RIGHT = 0.015  # right ones
_REPLIED = 0.4  # wrong and disliked answers that a person corrects

_PUT_OFF_WORDS: Mapping[Language, str] = {
    "fr": "Je me renseigne et je reviens vers vous.",
    "en": "I will look into it and come back to you.",
}


class Matter(BaseModel):
    """Hold what customers want to know, and what is true."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    kind: str
    since: int = 1  # week
    facts: Mapping[Language, str]
    facts_before: Mapping[Language, str] = {}  # before `since`, where they were others
    wrong: Mapping[Language, str] = Field(default={}, alias="not")
    people: Mapping[Language, tuple[str, ...]] = {}

    def is_right(self, text: str, language: Language, week: int) -> bool:
        """Tell whether an answer of a week says what is true then, and nothing that is not."""
        said = " ".join(text.lower().split())
        if week < self.since and self.facts_before:
            return bool(re.search(self.facts_before[language], said))
        wrong = self.wrong.get(language)
        is_wrong = bool(wrong and re.search(wrong, said))
        return bool(re.search(self.facts[language], said)) and not is_wrong


class PageText(BaseModel):
    """Hold a page that appears."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    id: str
    language: Language
    title: str
    text: str


class PageEdit(BaseModel):
    """Hold one text of a page, and the text in its place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    old: str
    new: str


class Fault(BaseModel):
    """Hold a change of the shop's pages that makes them wrong, and its mend."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    week: int
    matter: str
    write: PageText | None = None
    replace: PageEdit | None = None
    mends: PageEdit | None = None  # None: the page that was written goes


class QuarterPlan(BaseModel):
    """Hold the matters and faults of a quarter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    matters: Mapping[str, Matter]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Hold a customer's question, and what they and people would do after each kind of answer."""

    name: str
    at: datetime
    matter: str
    language: Language
    text: str
    if_open: str  # a person's words after no answer; "": nobody answers
    dislikes_wrong: bool
    dislikes_right: bool
    if_wrong: str  # a person's words after a wrong answer that was disliked


@dataclass(frozen=True, slots=True)
class World:
    """Draw what happens, the same for the same seed."""

    plan: QuarterPlan
    words: Mapping[str, Mapping[Language, Sequence[str]]]
    seed: int
    visits: tuple[Visit, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "visits", tuple(sorted(self._draw(), key=lambda one: one.at)))

    @classmethod
    def read(cls, seed: int) -> "World":
        """Read the plan and the words."""
        plan = QuarterPlan.model_validate(_read("quarter_plan.yml"))
        return cls(plan, _read("quarter_words.yml"), seed)

    def between(self, since: date, until: date) -> list[Visit]:
        """Return the visits of some days, `until` not included."""
        return [one for one in self.visits if since <= one.at.date() < until]

    def _draw(self) -> Iterator[Visit]:
        for name, matter in self.plan.matters.items():
            draws = np.random.default_rng((self.seed, crc32(name.encode())))
            for week in range(1, WEEKS + 1):
                if matter.kind == "range" and week < matter.since:
                    continue
                for number in range(draws.poisson(_A_WEEK[matter.kind])):
                    yield self._visit(draws, name, week, number)

    def _visit(self, draws: np.random.Generator, name: str, week: int, number: int) -> Visit:
        language: Language = "fr" if draws.random() < _FRENCH else "en"
        day = BEGAN + timedelta(days=7 * (week - 1) + int(draws.integers(6)))
        hour, minute, second = (int(draws.integers(*one)) for one in ((9, 19), (0, 60), (0, 60)))
        return Visit(
            name=f"{name}-{week}-{number}",
            at=datetime.combine(day, time(hour, minute, second), _PARIS_SUMMER),
            matter=name,
            language=language,
            text=_one_of(draws, self.words[name][language]),
            if_open=self._person(draws, name, language) if draws.random() < _ANSWERED else "",
            dislikes_wrong=draws.random() < _DISLIKED,
            dislikes_right=draws.random() < _DISLIKED_RIGHT,
            if_wrong=self._person(draws, name, language) if draws.random() < _REPLIED else "",
        )

    def _person(self, draws: np.random.Generator, name: str, language: Language) -> str:
        """Return the words of a person, who now and then is mistaken or puts off."""
        chance, told = draws.random(), [*self.plan.matters[name].people.get(language, ())]
        others = [
            words
            for other, matter in self.plan.matters.items()
            if other != name
            for words in matter.people.get(language, ())
        ]
        if not told:
            return ""
        if chance < _PUT_OFF:
            return _PUT_OFF_WORDS[language]
        return _one_of(draws, others if chance < _PUT_OFF + _MISTAKEN else told)


def week_of(day: date) -> int:
    """Return the week of a day, from 1."""
    return (day - BEGAN).days // 7 + 1


def make_wrong(shop: Path, fault: Fault) -> None:
    """Change the shop's pages by a fault."""
    if fault.write is not None:
        page = fault.write
        head = f"id: {page.id}\ntitle: {page.title!r}\nlanguage: {page.language}\nurl: /{page.id}"
        content = f"---\n{head}\n---\n# {page.title}\n\n{page.text}\n"
        (shop / page.path).write_text(content, encoding="utf-8")
    if fault.replace is not None:
        _replace(shop, fault.replace)


def mend(shop: Path, fault: Fault) -> None:
    """Take a fault out of the shop's pages."""
    if fault.write is not None:
        (shop / fault.write.path).unlink(missing_ok=True)
    if fault.mends is not None:
        _replace(shop, fault.mends)


def titles_of(shop: Path, fault: Fault) -> set[str]:
    """Return the titles of the pages that a fault touches, folded."""
    paths = [one.path for one in (fault.write, fault.replace, fault.mends) if one is not None]
    found = set()
    for path in paths:
        if (shop / path).exists():
            head = (shop / path).read_text(encoding="utf-8").split("---")[1]
            title = re.search(r"^title: *'?\"?(.*?)'?\"?$", head, re.MULTILINE)
            if title is not None:
                found.add(fold(title[1]))
    return found


def _replace(shop: Path, edit: PageEdit) -> None:
    before = (shop / edit.path).read_text(encoding="utf-8")
    if edit.old not in before:
        msg = f"{edit.path} does not say {edit.old!r}"
        raise ValueError(msg)
    (shop / edit.path).write_text(before.replace(edit.old, edit.new), encoding="utf-8")


def _one_of(draws: np.random.Generator, texts: Sequence[str]) -> str:
    return texts[int(draws.integers(len(texts)))]


def _read(name: str) -> Any:  # noqa: ANN401 (YAML is whatever it says)
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
