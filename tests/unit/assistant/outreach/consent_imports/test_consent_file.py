"""A file of consents: no row is lost, and each bad one has its line and why."""

import csv
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.consents import ContactPurpose
from assistant.outreach.consent_imports.consent_file import BadConsent, RowFault, read_consents
from tests.support.seeds.imported_consents import GIVEN, HEAD, IMPORTED, ROW

NOW = GIVEN + timedelta(days=30)


def read(*rows: str, head: str = HEAD) -> tuple[list[object], list[tuple[int, RowFault]]]:
    found = read_consents("\n".join((head, *rows)), NOW)
    return list(found.good), [(one.line, one.fault) for one in found.bad]


def test_a_row_is_a_consent_with_its_proof() -> None:
    assert read(ROW) == ([IMPORTED], [])
    assert read(ROW.replace(",", ";"), head=HEAD.replace(",", ";")) == ([IMPORTED], [])
    assert read(ROW.replace("+33 6", "0033 6")) == ([IMPORTED], [])


@pytest.fixture(autouse=True)
def longest_field() -> Iterator[None]:
    """Set the reader's limit, which is the whole process's and which readers of catalogues move."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("+33 6 12 34 56 78", "soon", RowFault.PHONE),
        ("+33 6 12 34 56 78", "lea@example.com", RowFault.PHONE),
        ("+33 6 12 34 56 78", "0612345678", RowFault.PHONE),  # not Australia's +61 2345678
        ("+33 6 12 34 56 78", "612345678", RowFault.PHONE),
        ("+33 6 12 34 56 78", "33612345678", RowFault.PHONE),
        ("+33 6 12 34 56 78", "+33012345678", RowFault.PHONE),
        ("form 17", "x" * 131_073, RowFault.UNREADABLE),
        ("service", "all", RowFault.PURPOSE),
        ("service", "alert", RowFault.PURPOSE),  # nobody else can say yes to an alert
        ("service", "marketing", RowFault.CONFIRMED_AT),
        ("whatsapp", "mail", RowFault.CHANNEL),
        ("2026-01-31", "31/01/2026", RowFault.GIVEN_AT),
        ("2026-01-31", "2027-01-31", RowFault.GIVEN_AT),
        ("2026-01-31,", "2026-01-31,2026-01-30", RowFault.CONFIRMED_AT),
        ("2026-01-31,", "2026-01-31,yes", RowFault.CONFIRMED_AT),
        ("form 17", "", RowFault.PROOF),
        ("till", "x" * 501, RowFault.PROOF),
    ],
)
def test_a_bad_row_is_told_and_the_others_are_taken(old: str, new: str, fault: RowFault) -> None:
    assert read(ROW, ROW.replace(old, new), ROW) == ([IMPORTED, IMPORTED], [(3, fault)])


def test_lines_are_counted_on_after_one_that_cannot_be_read() -> None:
    long, bad = ROW.replace("form 17", "x" * 131_073), ROW.replace("service", "all")
    assert read(long, ROW, bad) == (
        [IMPORTED],
        [(2, RowFault.UNREADABLE), (4, RowFault.PURPOSE)],
    )


def test_marketing_takes_its_second_yes() -> None:
    (good,), bad = read(ROW.replace("service", "marketing").replace("31,", "31,2026-02-01"))
    assert bad == []
    assert (good.purpose, good.confirmed_at) == (  # type: ignore[attr-defined]
        ContactPurpose.MARKETING,
        GIVEN + timedelta(days=1),
    )


def test_a_file_without_its_columns_is_told_as_a_whole() -> None:
    found = read_consents("name,phone\nLea,+33612345678", NOW)
    assert found.bad == (BadConsent(line=1, fault=RowFault.COLUMNS),)
    assert read_consents("", NOW).bad == found.bad


@given(st.lists(st.text(st.characters(exclude_characters='"\n\r', codec="utf-8"), max_size=60)))
def test_every_row_is_good_or_bad(rows: list[str]) -> None:
    lines = [row for row in rows if row.strip() and len(row.splitlines()) == 1]
    found = read_consents("\n".join((HEAD, *lines)), NOW)
    assert len(found.good) + len(found.bad) == len(lines)
