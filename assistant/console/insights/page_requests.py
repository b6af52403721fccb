"""Read the request to a page of the insights: its menu place, filters and form fields.

Light: the process with the chat reads it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlencode

from pydantic import Field

from assistant.console.conversations.console_forms import Form
from retrieval.catalogue.case_folding import fold

HOME = "/insights"
TEMPLATES = Path(__file__).parent / "templates"

MENU = (
    "overview",
    "demand",
    "products",
    "topics",
    "gaps",
    "friction",
    "languages",
    "effects",
)


def path_of(section: str) -> str:
    """Return the address of a page of the menu."""
    return HOME if section == "overview" else f"{HOME}/{section}"


RANGES = (7, 28, 90, 365)
"""Days that a page can look back."""

_DAYS = 28
_LONGEST = 200  # characters of a value
_NOTHING: Mapping[str, str] = {}
_ABOUT = "of_"  # before the names of a line's subject, to tell them from what narrows figures


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """Hold the filters of the figures; "" lets everything pass."""

    days: int = _DAYS
    product: str = ""  # its id, or as somebody wrote it
    category: str = ""
    language: str = ""
    origin: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> Self:
        """Return the query of an address; values that make no sense are left out."""
        days = parameters.get("days", "")
        return cls(
            days=int(days) if days in map(str, RANGES) else _DAYS,
            product=parameters.get("product", "").strip()[:_LONGEST],
            category=parameters.get("category", "").strip()[:_LONGEST],
            language=parameters.get("language", "")[:_LONGEST],
            origin=parameters.get("origin", "")[:_LONGEST],
        )

    def encode(self, **other: str | int) -> str:
        """Return the query as an address has it, after the question mark, changed by `other`."""
        asked = replace(self, **other)  # type: ignore[arg-type]  # names of ours
        given = {
            "days": "" if asked.days == _DAYS else str(asked.days),
            "product": asked.product,
            "category": asked.category,
            "language": asked.language,
            "origin": asked.origin,
        }
        return urlencode({name: value for name, value in given.items() if value})

    def at(self, path: str, about: Mapping[str, str] = _NOTHING, **other: str | int) -> str:
        """Return the address of a page with the same filters; `about`: values that name a line."""
        named = urlencode({f"{_ABOUT}{name}": value for name, value in about.items()})
        query = "&".join(part for part in (named, self.encode(**other)) if part)
        return f"{path}?{query}" if query else path

    @property
    def is_narrowed(self) -> bool:
        """Return whether a filter other than the days is set."""
        return bool(self.product or self.category or self.language or self.origin)


def read_about(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the values that name the line of an address made by `PageQuery.at`."""
    return {
        name.removeprefix(_ABOUT): value[:_LONGEST]
        for name, value in parameters.items()
        if name.startswith(_ABOUT)
    }


MOST = 20
"""Choices that are offered: more are not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Hold the possible meanings of a written name; empty: none."""

    of: str  # `product` or `category`
    given: str
    found: tuple[tuple[str, str], ...]  # value and name


def pick(of: str, given: str, names: Mapping[str, str]) -> str | Choices:
    """Return the value of `names` that is meant, or the choices.

    Meant is a value itself; else what is called so, capitals and accents aside; else the only one
    whose name has it within.
    """
    if given in names:
        return given
    wanted = fold(given)
    called = [value for value, name in names.items() if wanted in {fold(name), fold(value)}]
    near = called or [value for value, name in names.items() if wanted in fold(name)]
    if len(near) == 1:
        return near[0]
    found = tuple((value, names[value]) for value in near[:MOST])
    return Choices(of=of, given=given, found=found)


def narrow(
    asked: PageQuery, *, products: Mapping[str, str], categories: Sequence[str]
) -> PageQuery | Choices:
    """Return the query with ids in place of written names, or the choices for a name."""
    product = pick("product", asked.product, products) if asked.product else ""
    if isinstance(product, Choices):
        return product
    own_names = {one: one for one in categories}
    category = pick("category", asked.category, own_names) if asked.category else ""
    if isinstance(category, Choices):
        return category
    return replace(asked, product=product, category=category)


def known(ids: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """Return the names of all products: those of `ids` first, in their order."""
    return {one: names.get(one, one) for one in ids} | dict(names)


_NOTE = 2000


class MoveForm(Form):
    """Move an insight."""

    to: Literal["accepted", "done", "dismissed", "open"]
    version: int = Field(ge=0)
    owner: str = Field("", max_length=64)  # "": who sends it
    note: str = Field("", max_length=_NOTE)
    reason: str = Field("", max_length=_NOTE)
    weeks: int = Field(8, ge=1, le=104)
    on: date | None = None


class TopicForm(Form):
    """Name, merge or split a topic."""

    name_fr: str = Field("", max_length=80)
    name_en: str = Field("", max_length=80)
    into: str = Field("", max_length=64)
    split: bool = False
    do: Literal["rename", "merge", "split"]


class DraftForm(Form):
    """Change a page draft; its words are stored first where the form has them."""

    do: Literal["save", "try", "publish", "withdraw", "put_back", "discard", "take_up"]
    edition: int = Field(ge=0, description="of the words that the page showed")
    title: str = Field("", max_length=200)
    text: str = Field("", max_length=20_000)
    url: str = Field("", max_length=500, pattern=r"^(https?://\S+)?$")
    asked: str | None = Field(None, max_length=4000, description="questions, one a line")

    @property
    def has_words(self) -> bool:
        """Return whether the form is the one that has the words."""
        return self.do in {"save", "try", "publish"}

    @property
    def publishes(self) -> bool:
        """Return whether customers are to be answered from the page."""
        return self.do == "publish"

    @property
    def questions(self) -> list[str] | None:
        """Return the questions to try the page with; None: the form has no field for them."""
        if self.asked is None:
            return None
        return [line.strip() for line in self.asked.splitlines() if line.strip()]
