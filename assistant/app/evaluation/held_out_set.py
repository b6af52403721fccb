"""Read a held-out set: folders of shops, each with its texts and the questions of its customers.

A shop is a folder with `shop.yml` (name, languages, currency, and `policies`: paths of real texts),
`pages/`, `catalogue.json` and `questions.yml`. `docs/subsystems/evaluations.md` describes them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

SHOP, PAGES, CATALOGUE, QUESTIONS = "shop.yml", "pages", "catalogue.json", "questions.yml"


class HeldOutSetError(ValueError):
    """Say that a held-out set cannot be used; the message says how to mend it."""


def _texts(value: object) -> object:
    """Take one text for a list of one, and a number for its text."""
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return [str(one) if isinstance(one, int | float) else one for one in listed]


_Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]


class HeldOutQuestion(BaseModel):
    """Hold a question of a held-out set, with the facts that make an answer right."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    ask: str
    lang: Literal["fr", "en"]
    after: _Texts = ()  # what the customer wrote before, oldest first
    all_of: _Texts = Field((), alias="all")
    any_of: _Texts = Field((), alias="any")
    none_of: _Texts = Field((), alias="not")
    silent: bool = False  # the shop's texts do not answer
    kind: str = ""  # how it is asked: head, typo, story ...

    @model_validator(mode="after")
    def _is_judged(self) -> Self:
        if not (self.silent or self.all_of or self.any_of or self.none_of):
            msg = f"{self.ask!r} has no all, any, not or silent: nothing tells a right answer"
            raise ValueError(msg)
        return self


class _ShopOfSet(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    currency: str = "EUR"
    policies: _Texts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOutShop:
    """Hold a shop of a held-out set."""

    folder: Path
    currency: str
    policies: tuple[Path, ...]  # real texts; none: everything is invented
    questions: tuple[HeldOutQuestion, ...]

    @property
    def slug(self) -> str:
        """Return the name of its folder."""
        return self.folder.name

    @property
    def file(self) -> Path:
        """Return the file of its profile."""
        return self.folder / SHOP

    def paths(self, catalogue: Path) -> list[Path]:
        """Return the paths to index, and write its products to `catalogue` as the product reads."""
        paths = [self.folder / PAGES] if (self.folder / PAGES).is_dir() else []
        if (self.folder / CATALOGUE).is_file():
            listed = json.loads((self.folder / CATALOGUE).read_text("utf-8"), parse_float=Decimal)
            content = {"currency": self.currency, "products": [as_record(one) for one in listed]}
            catalogue.write_text(json.dumps(content, ensure_ascii=False, default=str), "utf-8")
            paths.append(catalogue)
        return [*paths, *self.policies]


def read_shops(folder: Path, *, data: Path | None) -> tuple[list[HeldOutShop], list[str]]:
    """Return the shops at or below `folder`, and the names of those whose texts are not here.

    `data` is where real texts stand; without it, shops of real texts are left out.

    Raises:
        HeldOutSetError: there is no shop, or a text that a shop names is missing.
    """
    found, without = [], []
    for file in sorted(folder.rglob(SHOP)):
        shop = _ShopOfSet.model_validate(yaml.safe_load(file.read_text("utf-8")))
        if shop.policies and data is None:
            without.append(file.parent.name)
            continue
        policies = tuple(data / one for one in shop.policies) if data else ()
        if missing := [str(one) for one in policies if not one.is_file()]:
            msg = f"{file}: {missing[0]} is missing: --data names the folder that it stands below"
            raise HeldOutSetError(msg)
        questions = read_questions(file.with_name(QUESTIONS))
        found.append(
            HeldOutShop(
                folder=file.parent, currency=shop.currency, policies=policies, questions=questions
            )
        )
    if not found and not without:
        msg = f"{folder} has no shop: a shop is a folder with {SHOP} and {QUESTIONS}"
        raise HeldOutSetError(msg)
    return found, without


def read_questions(file: Path) -> tuple[HeldOutQuestion, ...]:
    """Read the questions of one shop.

    Raises:
        HeldOutSetError: the file is missing or does not fit.
    """
    try:
        content = yaml.safe_load(file.read_text("utf-8"))
        return tuple(TypeAdapter(list[HeldOutQuestion]).validate_python(content))
    except (OSError, yaml.YAMLError, ValueError) as error:
        msg = f"{file}: {error}"
        raise HeldOutSetError(msg) from None


def as_record(product: Mapping[str, Any]) -> dict[str, Any]:
    """Return a product of a set as the record that the catalogue's readers know."""
    variants: Sequence[Mapping[str, Any]] = product.get("variants") or [{}]
    attributes = product.get("attributes") or {}
    return {
        "id": str(product["id"]),
        "title": product["title"],
        "description": product.get("description") or "",
        "category": [product["type"]] if product.get("type") else [],
        "brand": product.get("brand") or "",
        "url": product.get("url") or "",
        "attributes": [{"name": name, "value": _said(value)} for name, value in attributes.items()],
        "variants": [_variant(one, product.get("price")) for one in variants],
    }


def _variant(variant: Mapping[str, Any], price: object) -> dict[str, Any]:
    own = variant.get("price")
    options = {name: _said(value) for name, value in (variant.get("options") or {}).items()}
    if not options and variant.get("title"):
        options = {"Variant": variant["title"]}
    return {
        "options": options,
        "price": _said(price if own is None else own) or None,
        "stock": "0" if variant.get("available") is False else None,
    }


def _said(value: object) -> str:
    """Return a value of JSON as a reader would say it."""
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
