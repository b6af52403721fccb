"""Read the measures of a body, usual sizes and questions of fit in a message. Pure.

"Tour de poitrine 100", "5'11 and 80 kg", "I'm usually a UK 12", "ça taille petit ?".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from typing import Self

import regex

from assistant.understanding.message_words import fold
from retrieval.text.resource_files import load_yaml

CM_OF_INCH = 2.54
LEAST_GIRTH_CM = 50  # round a chest, a waist or hips; a lower number without a unit is in inches
MAX_CHARS = 1000
"""Letters of a message that are looked at: a size is not told at the end of a long story."""

_LEAST_HEIGHT_CM, _MOST_HEIGHT_CM = 45, 215


class BodyMeasureKind(StrEnum):
    """Name the measures of a body that size guides have, or that people give."""

    CHEST = "chest"
    WAIST = "waist"
    HIPS = "hips"
    FOOT = "foot"
    HEIGHT = "height"
    WEIGHT = "weight"


GIRTHS = frozenset({BodyMeasureKind.CHEST, BodyMeasureKind.WAIST, BodyMeasureKind.HIPS})


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyMeasure:
    """Hold a measure of a body, in centimetres; of a weight, in kilograms."""

    kind: BodyMeasureKind
    amount: float
    said: str  # in the customer's words


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualSize:
    """Hold a size that the customer takes elsewhere."""

    value: str  # upper case: "38", "M"
    system: str = ""  # lower case: "uk", "fr"; "": not said


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeWish:
    """Hold the measures and the questions of a message about a size."""

    measures: tuple[BodyMeasure, ...] = ()
    usual: tuple[UsualSize, ...] = ()
    asks: bool = False  # which size to take, or whether one fits
    asks_fit: bool = False  # whether a thing runs small or large
    between: bool = False  # two sizes
    spans: tuple[tuple[int, int], ...] = ()  # places of the measures and of the usual sizes

    def with_told(self, earlier: Sequence[str]) -> Self:
        """Return the wish with the measures of earlier messages, where it has none of its own."""
        if self.measures or self.usual or not self.asks:
            return self
        told = (read_size_wish(one) for one in reversed(earlier))
        known = next((one for one in told if one.measures or one.usual), self)
        return replace(self, measures=known.measures, usual=known.usual)

    @property
    def is_told(self) -> bool:
        """Return whether it can be about nothing but a size."""
        told = any(one.kind is not BodyMeasureKind.WEIGHT for one in self.measures)
        return told or bool(self.usual) or self.asks or self.asks_fit or self.between


_FILLED = {
    "number": r"(?P<n>\d{1,3}(?:[.,]\d{1,2})?)",
    "unit": r"\s?(?P<u>cms?\b|centim[eè]t(?:re|er)s?\b|mm\b|in\b|inch(?:es)?\b|pouces?\b|\"|'')?",
    "value": r"(?P<v>\d{1,2}(?:[.,]5)?|[2-6]?x{0,3}[sml])",
}
_WEIGHT = regex.compile(r"(?<![\d.,])(?P<n>\d{2,3})\s?(?P<u>kgs?|kilos?|lbs?|pounds)\b")
_KILO_OF_POUND = 0.4536


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patterns:
    measures: dict[BodyMeasureKind, tuple[regex.Pattern[str], ...]]
    heights: tuple[regex.Pattern[str], ...]
    usual: tuple[regex.Pattern[str], ...]
    of_person: regex.Pattern[str]
    asking: dict[str, regex.Pattern[str]]


@cache
def _patterns() -> _Patterns:
    """Return the patterns of `resources/body_measures.yml`."""
    rows = load_yaml("assistant.understanding", "body_measures.yml")
    number, unit, fill = _FILLED["number"], _FILLED["unit"], _one_line(rows["fill"])
    no_unit = _one_line(rows["no_unit"])

    def compiled(row: str) -> regex.Pattern[str]:
        return regex.compile(_one_line(row).replace("{no_unit}", no_unit))

    return _Patterns(
        measures={
            BodyMeasureKind(kind): (
                regex.compile(rf"\b{part}{fill}{number}{unit}"),
                regex.compile(rf"(?<![\d.,]){number}{unit}\s*(?:de |d')?(?:tour de )?{part}\b"),
            )
            for kind, part in rows["parts"].items()
        },
        heights=tuple(map(compiled, rows["heights"])),
        usual=tuple(map(compiled, rows["usual"])),
        of_person=compiled(rows["of_person"]),
        asking={
            name: compiled(rows[name])
            for name in ("asks", "which_there_are", "thick", "fit", "between")
        },
    )


def _one_line(pattern: str) -> str:
    """Return a pattern of several lines as one, with the form of a size filled in."""
    joined = "".join(line.strip() for line in pattern.splitlines())
    return joined.replace("{value}", _FILLED["value"])


@lru_cache(maxsize=1024)
def read_size_wish(message: str) -> SizeWish:
    """Return the measures and the questions of a message about a size."""
    folded = fold(message[:MAX_CHARS]).replace("”", '"')
    asking = _patterns().asking
    which = asking["which_there_are"].search(folded)
    asks = (asking["asks"].search(folded) and not which) or asking["thick"].search(folded)
    return SizeWish(
        measures=tuple(_measures(folded, asks=bool(asks))),
        usual=tuple(_usual(folded)),
        asks=bool(asks),
        asks_fit=asking["fit"].search(folded) is not None,
        between=asking["between"].search(folded) is not None,
        spans=tuple(_spans(folded)),
    )


def _spans(folded: str) -> Iterator[tuple[int, int]]:
    known = _patterns()
    measured = (pattern for pair in known.measures.values() for pattern in pair)
    for pattern in (*measured, *known.heights, _WEIGHT, *known.usual):
        yield from (match.span() for match in pattern.finditer(folded))


def _measures(folded: str, *, asks: bool) -> Iterator[BodyMeasure]:
    for kind, patterns in _patterns().measures.items():
        match = next((m for pattern in patterns if (m := pattern.search(folded))), None)
        if match is not None and (amount := _centimetres(kind, match["n"], match["u"])):
            yield BodyMeasure(kind=kind, amount=amount, said=match[0].strip())
    if found := _height_in(folded, asks=asks):
        yield found
    if match := _WEIGHT.search(folded):
        factor = 1.0 if match["u"].startswith("k") else _KILO_OF_POUND
        said = match[0].strip()
        yield BodyMeasure(kind=BodyMeasureKind.WEIGHT, amount=float(match["n"]) * factor, said=said)


def _centimetres(kind: BodyMeasureKind, number: str, unit: str | None) -> float | None:
    amount, unit = float(number.replace(",", ".")), unit or ""
    if unit.startswith(("in", "pouce", '"', "'")):
        return amount * CM_OF_INCH
    if unit.startswith("mm"):
        return amount / 10
    if kind in GIRTHS and not unit and amount < LEAST_GIRTH_CM:
        return amount * CM_OF_INCH
    if kind is BodyMeasureKind.FOOT and not unit and not 9 <= amount <= 33:  # noqa: PLR2004  # no foot is as long
        return None
    return amount


def _height_in(folded: str, *, asks: bool) -> BodyMeasure | None:
    """Return the height of a person: of a curtain or a table it tells nothing of a size."""
    for pattern in _patterns().heights:
        if (match := pattern.search(folded)) and (height := _height(match.groupdict())):
            rest = f"{folded[: match.start()]} {folded[match.end() :]}"
            alone = not any(letter.isalnum() for letter in rest)
            if alone or asks or _patterns().of_person.search(folded):
                said = match[0].strip()
                return BodyMeasure(kind=BodyMeasureKind.HEIGHT, amount=height, said=said)
            return None
    return None


def _height(said: dict[str, str | None]) -> float | None:
    if said.get("ft"):
        height = (int(said["ft"] or 0) * 12 + int(said.get("in") or 0)) * CM_OF_INCH
    elif said.get("all"):
        height = float(said["all"] or 0)
    else:
        height = int(said["m"] or 0) * 100 + int(said["cm"] or 0)
    return height if _LEAST_HEIGHT_CM <= height <= _MOST_HEIGHT_CM else None


def _usual(folded: str) -> Iterator[UsualSize]:
    for pattern in _patterns().usual:
        for match in pattern.finditer(folded):
            system = match.groupdict().get("s") or ""
            yield UsualSize(value=match["v"].upper().replace(",", "."), system=system)
