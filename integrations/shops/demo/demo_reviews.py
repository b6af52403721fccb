"""Draw reviews of the demo shop from a file of sentences that its customers may write; pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

Lines = Annotated[tuple[str, ...], Field(min_length=1)]

_SEED = 20_260_901
_LANGUAGES = ("fr", "fr", "en")  # two of three in French
_CUSTOMERS = 260
_HOURS_A_WEEK = 168


class Matter(BaseModel):
    """Hold a subject that several customers write about: a product, or the shop."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    product: str  # "": the shop itself
    count: int = Field(gt=0)
    weeks: tuple[int, int]  # ago, from and until
    stars: tuple[int, int]
    fr: Lines
    en: Lines

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if not (self.weeks[0] > self.weeks[1] >= 0 and 1 <= self.stars[0] <= self.stars[1] <= 5):  # noqa: PLR2004
            msg = "weeks go from far to near, stars from 1 to 5"
            raise ValueError(msg)
        return self


class ReviewScript(BaseModel):
    """Hold the contents of the whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    matters: Annotated[tuple[Matter, ...], Field(min_length=1)]
    before: dict[str, Lines]
    after: dict[str, Lines]


def load_said() -> ReviewScript:
    """Read the sentences that the demo's customers may write."""
    text = (files("integrations.shops.demo") / "content" / "reviews.yml").read_text(
        encoding="utf-8"
    )
    return ReviewScript.model_validate(yaml.safe_load(text))


def draw_reviews(now: datetime) -> Iterator[dict[str, Any]]:
    """Yield a review at a time, as a line of `comptoir insights import`; the same for the same day.

    Their dates count back from `now`, so that what is new in them is always new.
    """
    said, random, number = load_said(), Random(_SEED), 0  # noqa: S311  # drawn again alike
    for matter in said.matters:
        for _ in range(matter.count):
            number += 1
            yield _review(matter, said, random, now) | {"id": f"review-{number}"}


def _review(matter: Matter, said: ReviewScript, random: Random, now: datetime) -> dict[str, Any]:
    language = random.choice(_LANGUAGES)
    lines = matter.fr if language == "fr" else matter.en
    parts = (
        random.choice(said.before[language]),
        random.choice(lines),
        random.choice(said.after[language]),
    )
    far, near = (weeks * _HOURS_A_WEEK for weeks in matter.weeks)
    return {
        "text": " ".join(part for part in parts if part),
        "lang": language,
        "product": matter.product,
        "rating": random.randint(*matter.stars),
        "at": (now - timedelta(hours=random.randint(near + 1, far))).isoformat(),
        "customer": f"reviewer-{random.randrange(_CUSTOMERS)}",
    }
