"""Read a CSV file of consents: each row is a consent, or a fault with its line. Pure."""

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import phonenumbers

from assistant.conversation.consents import ContactPurpose
from assistant.conversation.message import ChannelKind
from assistant.kit.table_file import TableFileError, bare, decode_table, write_table
from assistant.outreach.consent_imports.imported_consent import ImportedConsent

COLUMNS = ("phone", "purpose", "channel", "given_at", "source", "text_version", "proof")
"""Columns that a file has to have; there may be `confirmed_at`, too."""

LONGEST = 500
"""Characters of a field."""

MOST_ROWS = 100_000
MOST_BYTES = 32_000_000
"""Bytes of a file: room for `MOST_ROWS` of 300 characters."""

_DELIMITERS = ",;\t"
_PACKAGES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls
_MAIL = ("email", "e-mail", "mail")
_TEMPLATE = (
    (
        "0033 6 12 34 56 78",
        "service",
        "whatsapp",
        "2026-01-31",
        "",
        "checkout",
        "2025-1",
        "order 1001",
    ),
    (
        "0044 7400 123456",
        "service",
        "whatsapp",
        "2026-01-31",
        "2026-02-01T09:30:00+01:00",
        "contact form",
        "2025-2",
        "form 17",
    ),
)


class RowFault(StrEnum):
    """Name the reasons why a row is not taken."""

    UNREADABLE = "unreadable"  # a field is longer than the format allows
    EMAIL = "email"  # a consent to e-mail is none to a chat
    PHONE = "phone"
    PURPOSE = "purpose"
    CHANNEL = "channel"
    GIVEN_AT = "given_at"
    CONFIRMED_AT = "confirmed_at"
    PROOF = "proof"  # source, version of the text or proof is missing, or too long


@dataclass(frozen=True, slots=True, kw_only=True)
class BadConsent:
    """Hold a row that is not taken."""

    line: int  # of the file; 1: the names of the columns
    fault: RowFault


def write_template() -> str:
    """Return a file with the columns and two made-up rows, for people to fill in."""
    return write_table((*COLUMNS[:4], "confirmed_at", *COLUMNS[4:]), _TEMPLATE)


def decode_consents(data: bytes) -> str:
    """Return the text of a file, which is UTF-8, or UTF-16 as spreadsheets write it.

    Raises:
        TableFileError: nothing can be read of it: `spreadsheet`, `too_large`, `encoding`, `empty`,
            `columns`, `too_many`.
    """
    if data.startswith(_PACKAGES):
        raise TableFileError(0, "spreadsheet")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and len(data) <= MOST_BYTES:
        try:
            data = data.decode("utf-16").encode()
        except UnicodeDecodeError:
            raise TableFileError(0, "encoding") from None
    text = decode_table(data, most_bytes=MOST_BYTES)
    if not text.strip():
        raise TableFileError(0, "empty")
    if not set(COLUMNS) <= set(_names(_reader(text))):
        raise TableFileError(1, "columns")
    if len(text.splitlines()) > MOST_ROWS + 1:
        raise TableFileError(0, "too_many")
    return text


def read_consents(text: str, now: datetime) -> Iterator[ImportedConsent | BadConsent]:
    """Return each row of a decoded file, as a consent or as a bad row; `now` is aware."""
    rows = _reader(text)
    for row in _rows(rows):
        read = row if isinstance(row, RowFault) else _consent(row, now)
        # The inner reader's count has the lines that cannot be read, too.
        line = rows.reader.line_num
        yield BadConsent(line=line, fault=read) if isinstance(read, RowFault) else read


def _reader(text: str) -> "csv.DictReader[str]":
    """Return a reader of the rows, separated as the line of names is."""
    lines = text.splitlines()
    first = lines[0] if lines else ""
    rows = csv.DictReader(lines, delimiter=max(_DELIMITERS, key=first.count))
    rows.fieldnames = [name.strip().lower() for name in _names(rows)]
    return rows


def _names(rows: "csv.DictReader[str]") -> Sequence[str]:
    try:
        return rows.fieldnames or ()
    except csv.Error:
        return ()


def _rows(rows: "csv.DictReader[str]") -> Iterator[Mapping[str, str] | RowFault]:
    """Return each row, or why it cannot be read; the reader goes on with the next line."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield RowFault.UNREADABLE
        else:
            cells = {name: bare((value or "").strip()) for name, value in row.items() if name}
            if any(cells.values()):  # spreadsheets leave rows of separators alone
                yield cells


def _consent(row: Mapping[str, str], now: datetime) -> ImportedConsent | RowFault:
    channel, given_at = row["channel"].lower(), _moment(row["given_at"])
    confirmed_at = _moment(row.get("confirmed_at", ""))
    proof = (row["source"], row["text_version"], row["proof"])
    phone = _phone(row["phone"])
    faults = {
        RowFault.EMAIL: "@" in row["phone"] or channel in _MAIL,
        RowFault.PHONE: not phone,
        RowFault.PURPOSE: row["purpose"].lower() != ContactPurpose.SERVICE,
        RowFault.CHANNEL: channel != ChannelKind.WHATSAPP,
        RowFault.GIVEN_AT: given_at is None or given_at > now,
        RowFault.CONFIRMED_AT: _cannot_be(
            confirmed_at, row.get("confirmed_at", ""), since=given_at, now=now
        ),
        RowFault.PROOF: not all(0 < len(one) <= LONGEST for one in proof),
    }
    wrong = next((fault for fault, is_so in faults.items() if is_so), None)
    if wrong is not None or given_at is None:
        return wrong or RowFault.GIVEN_AT
    return ImportedConsent(
        phone=phone,
        purpose=ContactPurpose.SERVICE,
        channel=ChannelKind.WHATSAPP,
        given_at=given_at,
        confirmed_at=confirmed_at,
        source=proof[0],
        text_version=proof[1],
        proof=proof[2],
    )


def _cannot_be(
    confirmed_at: datetime | None, written: str, *, since: datetime | None, now: datetime
) -> bool:
    """Return whether the written time of a second yes is none that can be."""
    if confirmed_at is None:
        return bool(written)
    return confirmed_at > now or (since is not None and confirmed_at < since)


def _phone(said: str) -> str:
    """Return a number in E.164 without "+", as channels have it; "": it is none.

    A number without its country is another person's in another country, so it is none.
    """
    try:
        parsed = phonenumbers.parse(f"+{said[2:]}" if said.startswith("00") else said)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164).lstrip("+")


def _moment(said: str) -> datetime | None:
    """Return an ISO 8601 day or time; without a zone it is UTC. None: it is neither."""
    try:
        read = datetime.fromisoformat(said)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
