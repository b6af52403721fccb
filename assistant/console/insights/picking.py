"""What somebody means by a product or a category that they wrote into a filter. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.catalogue.case_folding import fold

MOST = 20
"""Choices that are offered: more are not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What something that was written may mean; empty: nothing."""

    of: str  # `product` or `category`
    given: str
    found: tuple[tuple[str, str], ...]  # value and name


def pick(of: str, given: str, names: Mapping[str, str]) -> str | Choices:
    """Return the value of `names` that is meant, or what may be.

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


def known(ids: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """Return the names of all products: those of `ids` first, in their order."""
    return {one: names.get(one, one) for one in ids} | dict(names)
