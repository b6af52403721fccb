"""Read a file of texts, CSV or JSON lines, into redacted texts that all have a date."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from assistant.insights.analysis_errors import ImportFileError
from assistant.insights.analysis_rows import Origin
from assistant.insights.imports.customer_key import customer_key
from assistant.insights.imports.import_payloads import ImportedLine
from assistant.insights.imports.imported_tables import read_table
from assistant.insights.ports import ImportedText
from assistant.understanding.personal_data.removal import remove_personal_data

_KINDS = {"review": Origin.REVIEW, "avis": Origin.REVIEW, "": None}


def read_file(
    path: Path, *, secret: bytes, names: bool, origin: Origin | None = None, prefix: str = ""
) -> Iterator[ImportedText]:
    """Yield the texts of a file, without personal data; empty ones are passed over.

    A text's id is the file's, or follows from the line, so that importing a file twice changes
    nothing; `prefix` keeps ids of different sources apart. `origin` None: a text with a rating or
    a title is a review.

    Raises:
        ImportFileError: it cannot be read; the first line that is wrong is named.
    """
    seen: set[str] = set()
    for number, row in read_table(path, needs=_TEXT_COLUMNS):
        line = _checked(path, number, row)
        removed = remove_personal_data(line.whole, names=names).text.strip()
        if not removed:
            continue
        key = prefix + (line.id.strip() or _made(row))
        if key in seen:
            if line.id.strip():
                msg = f"{path}, line {number}: id {line.id!r} stands there twice"
                raise ImportFileError(msg)
            continue
        seen.add(key)
        yield ImportedText(
            message_id=key,
            text=removed,
            origin=origin or _KINDS.get(line.kind.lower()) or _guess(line),
            language=line.lang[:2].lower(),
            product=line.product.strip(),
            rating=line.rating,
            at=line.moment,
            customer_key=_customer(line, secret),
        )


def _guess(line: ImportedLine) -> Origin:
    is_review = line.rating is not None or bool(line.title)
    return Origin.REVIEW if is_review else Origin.IMPORT


def _customer(line: ImportedLine, secret: bytes) -> str:
    said = line.customer.strip().lower()
    return customer_key(secret, "import", said) if said else ""


def _made(row: Mapping[str, Any]) -> str:
    canonical = orjson.dumps(row, option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(canonical).hexdigest()[:20]


def _checked(path: Path, number: int, row: Mapping[str, Any]) -> ImportedLine:
    try:
        return ImportedLine.model_validate(row)
    except (ValidationError, ZeroDivisionError) as error:
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            column = ".".join(map(str, first["loc"])) or "line"
            said = f"{column}: {first['msg']}"
        else:
            said = "rating: divided by 0"
        msg = f"{path}, line {number}: {said}"
        raise ImportFileError(msg) from None


def _text_columns() -> tuple[str, ...]:
    alias = ImportedLine.model_fields["text"].validation_alias
    choices = getattr(alias, "choices", ())
    return tuple(str(name) for name in choices)


_TEXT_COLUMNS = _text_columns()


def dated(texts: Sequence[ImportedText], *, now: datetime) -> list[ImportedText]:
    """Return the texts, all with a date: one without gets the newest date known, or `now`."""
    known = [text.at for text in texts if text.at is not None]
    fallback = max(known, default=now)
    return [text if text.at is not None else replace(text, at=fallback) for text in texts]
