"""No words get into an assertion: its types have no room for them."""

import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from assistant.improvement.assertions.assertion import (
    Assertion,
    AssertionEvidence,
    AssertionMove,
    AssertionSubject,
    Became,
    Consequence,
    EvidenceKind,
    SubjectKind,
    is_reference,
    reference_of,
)

CHECKED = {
    (AssertionSubject, "reference"),
    (AssertionEvidence, "reference"),
    (Became, "reference"),
}
"""Ids that the class itself checks."""

OURS = {
    (Assertion, "assertion_id"),
    ("AssertionDispute", "by"),
    (AssertionMove, "by"),  # an agent's id
    (AssertionMove, "other"),  # an id or a word of a list
    (AssertionMove, "reason"),  # of the person who settles; no program writes or reads it
}
"""Texts that no figures of a round are written to."""

SAID = (
    "Je vous écris pour ma robe",
    "la robe Ondine taille petit",
    "lea.martin@mail.example",
    "+33 6 12 34 56 78",
    "too small\nand late",
    "12 rue des Lilas",
    "é",
    "",
    "a" * 81,
)


def leaves(kind: Any, owner: Any = None, name: str = "") -> set[tuple[Any, str, Any]]:  # noqa: ANN401  # of any annotation
    """Return every place of a dataclass that holds a plain value, with its type."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return {leaf for one in fields(kind) for leaf in leaves(hints[one.name], kind, one.name)}
    if get_origin(kind) in {tuple, Union, types.UnionType}:
        inner = [one for one in get_args(kind) if one not in {type(None), Ellipsis}]
        return {leaf for one in inner for leaf in leaves(one, owner, name)}
    return {(owner, name, getattr(kind, "__supertype__", kind))}


class TestAnAssertion:
    def test_has_no_place_for_words(self) -> None:
        closed = (StrEnum, int, float, date, datetime)
        texts = {
            (owner, name)
            for owner, name, kind in leaves(Assertion)
            if not issubclass(kind, closed) or kind is str
        }

        named = {(getattr(owner, "__name__", owner), name) for owner, name in texts}
        assert named == {
            (getattr(owner, "__name__", owner), name) for owner, name in CHECKED | OURS
        }

    @pytest.mark.parametrize("said", SAID)
    def test_refers_by_ids_alone(self, said: str) -> None:
        assert not is_reference(said)
        with pytest.raises(ValueError, match="refers by an id"):
            AssertionSubject(kind=SubjectKind.PRODUCT, reference=said)
        with pytest.raises(ValueError, match="refers by an id"):
            Became(kind=Consequence.CHANGE, reference=said)
        with pytest.raises(ValueError, match="refers by an id"):
            AssertionEvidence(
                kind=EvidenceKind.INSIGHT, reference=said, count=9, value=0.1, low=0.0, high=0.2
            )

    @pytest.mark.parametrize("said", SAID)
    def test_has_digits_for_an_id_of_other_characters(self, said: str) -> None:
        assert is_reference(reference_of(said))
        assert said not in reference_of(said) or not said

    @pytest.mark.parametrize("one", ["robe-ondine", "gid://shopify/Product/81", "p1", "42"])
    def test_keeps_the_ids_of_shops(self, one: str) -> None:
        assert reference_of(one) == one
