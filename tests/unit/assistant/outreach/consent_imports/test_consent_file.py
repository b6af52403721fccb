"""A file of consents: no row is lost, and each bad one has its line and why."""

import csv
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.kit.table_file import TableFileError
from assistant.outreach.consent_imports.consent_file import (
    MOST_BYTES,
    MOST_ROWS,
    BadConsent,
    RowFault,
    decode_consents,
    read_consents,
    write_template,
)
from tests.support.seeds.imported_consents import GIVEN, HEAD, IMPORTED, ROW

NOW = GIVEN + timedelta(days=30)
NOW_ON = timedelta(days=365)


def read(*rows: str, head: str = HEAD) -> tuple[list[object], list[tuple[int, RowFault]]]:
    found = list(read_consents("\n".join((head, *rows)), NOW))
    bad = [(one.line, one.fault) for one in found if isinstance(one, BadConsent)]
    return [one for one in found if not isinstance(one, BadConsent)], bad


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
        ("+33 6 12 34 56 78", "lea@example.com", RowFault.EMAIL),
        ("+33 6 12 34 56 78", "0612345678", RowFault.PHONE),  # not Australia's +61 2345678
        ("+33 6 12 34 56 78", "612345678", RowFault.PHONE),
        ("+33 6 12 34 56 78", "33612345678", RowFault.PHONE),
        ("+33 6 12 34 56 78", "+33012345678", RowFault.PHONE),
        ("form 17", "x" * 131_073, RowFault.UNREADABLE),
        ("service", "all", RowFault.PURPOSE),
        ("service", "alert", RowFault.PURPOSE),  # nobody else can say yes to an alert
        ("service", "marketing", RowFault.PURPOSE),  # no message is written of it
        ("whatsapp", "mail", RowFault.EMAIL),
        ("whatsapp", "messenger", RowFault.CHANNEL),
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


def test_a_second_yes_is_kept() -> None:
    (good,), bad = read(ROW.replace("31,", "31,2026-02-01"))
    assert bad == []
    assert good.confirmed_at == GIVEN + timedelta(days=1)  # type: ignore[attr-defined]


def test_lines_are_counted_on_after_one_that_cannot_be_read() -> None:
    long, bad = ROW.replace("form 17", "x" * 131_073), ROW.replace("service", "all")
    assert read(long, ROW, bad) == (
        [IMPORTED],
        [(2, RowFault.UNREADABLE), (4, RowFault.PURPOSE)],
    )


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"name,phone\nLea,+33612345678", "columns"),
        (b"", "empty"),
        (b"PK\x03\x04 a spreadsheet", "spreadsheet"),
        (HEAD.encode() + "\né".encode("latin-1"), "encoding"),
        (b"\xff\xfe\x00", "encoding"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
        ("\n".join((HEAD, *["x"] * (MOST_ROWS + 1))).encode(), "too_many"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_as_a_whole(data: bytes, word: str) -> None:
    with pytest.raises(TableFileError) as told:
        decode_consents(data)
    assert told.value.word == word


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_of_spreadsheets_are_read(encoding: str) -> None:
    tabs = f"{HEAD.upper()}\n{ROW}\n,,,,,,,".replace(",", "\t")
    assert list(read_consents(decode_consents(tabs.encode(encoding)), NOW)) == [IMPORTED]


def test_the_template_has_good_rows() -> None:
    found = list(read_consents(decode_consents(write_template().encode()), NOW + NOW_ON))
    assert not [one for one in found if isinstance(one, BadConsent)]
    assert len(found) == 2


@given(st.lists(st.text(st.characters(exclude_characters='"\n\r', codec="utf-8"), max_size=60)))
def test_every_row_is_good_or_bad(rows: list[str]) -> None:
    lines = [row for row in rows if "".join(row.split()).strip(",'") and len(row.splitlines()) == 1]
    assert len(list(read_consents("\n".join((HEAD, *lines)), NOW))) == len(lines)
