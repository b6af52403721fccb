"""Read a CSV file of consents: good rows, and of each bad one its line and why. Pure."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import phonenumbers

from assistant.conversation.consents import ContactPurpose
from assistant.conversation.message import ChannelKind
from assistant.outreach.consent_imports.imported_consent import ImportedConsent

COLUMNS = ("phone", "purpose", "channel", "given_at", "source", "text_version", "proof")
"""Columns that a file has to have; `confirmed_at` may be empty but for marketing."""

LONGEST = 500
"""Characters of a field."""


class RowFault(StrEnum):
    """Name the reasons why a row is not taken."""

    COLUMNS = "columns"  # of the file
    UNREADABLE = "unreadable"  # a field is longer than the format allows
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadConsents:
    """Hold the rows of a file."""

    good: Sequence[ImportedConsent]
    bad: Sequence[BadConsent]


def read_consents(text: str, now: datetime) -> ReadConsents:
    """Return the rows of a file, each among the good or the bad ones; `now` is aware.

    The columns are separated by commas or semicolons.
    """
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    rows = csv.DictReader(
        text.lstrip("\ufeff").splitlines(), delimiter=";" if ";" in first else ","
    )
    if not set(COLUMNS) <= _names(rows):
        return ReadConsents(good=(), bad=(BadConsent(line=1, fault=RowFault.COLUMNS),))
    good, bad = list[ImportedConsent](), list[BadConsent]()
    for row in _rows(rows):
        read = row if isinstance(row, RowFault) else _consent(row, now)
        if isinstance(read, RowFault):
            # The inner reader's count has the lines that cannot be read, too.
            bad.append(BadConsent(line=rows.reader.line_num, fault=read))
        else:
            good.append(read)
    return ReadConsents(good=good, bad=bad)


def _names(rows: "csv.DictReader[str]") -> set[str]:
    try:
        return set(rows.fieldnames or ())
    except csv.Error:
        return set()


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
            yield {name: (value or "").strip() for name, value in row.items() if name}


def _consent(row: Mapping[str, str], now: datetime) -> ImportedConsent | RowFault:
    phone, given_at = _phone(row["phone"]), _moment(row["given_at"])
    confirmed_at = _moment(row.get("confirmed_at", ""))
    purpose = row["purpose"].lower()
    proof = (row["source"], row["text_version"], row["proof"])
    marketing = purpose == ContactPurpose.MARKETING
    faults = {
        RowFault.PHONE: not phone,
        RowFault.PURPOSE: purpose not in (ContactPurpose.SERVICE, ContactPurpose.MARKETING),
        RowFault.CHANNEL: row["channel"].lower() != ChannelKind.WHATSAPP,
        RowFault.GIVEN_AT: given_at is None or given_at > now,
        RowFault.CONFIRMED_AT: _is_unconfirmed(
            given_at, confirmed_at, row.get("confirmed_at", ""), now, marketing=marketing
        ),
        RowFault.PROOF: not all(0 < len(one) <= LONGEST for one in proof),
    }
    wrong = next((fault for fault, is_so in faults.items() if is_so), None)
    if wrong is not None or given_at is None:
        return wrong or RowFault.GIVEN_AT
    return ImportedConsent(
        phone=phone,
        purpose=ContactPurpose(purpose),
        channel=ChannelKind.WHATSAPP,
        given_at=given_at,
        confirmed_at=confirmed_at,
        source=proof[0],
        text_version=proof[1],
        proof=proof[2],
    )


def _is_unconfirmed(
    given_at: datetime | None,
    confirmed_at: datetime | None,
    written: str,
    now: datetime,
    *,
    marketing: bool,
) -> bool:
    """Return whether a second yes is missing, or cannot be: marketing needs one everywhere."""
    if confirmed_at is None:
        return marketing or bool(written)
    return confirmed_at > now or (given_at is not None and confirmed_at < given_at)


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
