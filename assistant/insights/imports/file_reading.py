"""Reads a file of texts, CSV or JSON lines, into redacted texts."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from assistant.insights.imports.errors import ImportFileError
from assistant.insights.imports.payloads import Line
from assistant.insights.ports import ImportedText
from assistant.insights.projection.hashing import customer_key
from assistant.insights.rows import Origin
from assistant.personal_data.removal import remove_personal_data

_DELIMITERS = ",;\t|"
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
    for number, row in _rows(path):
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


def _guess(line: Line) -> Origin:
    is_review = line.rating is not None or bool(line.title)
    return Origin.REVIEW if is_review else Origin.IMPORT


def _customer(line: Line, secret: bytes) -> str:
    said = line.customer.strip().lower()
    return customer_key(secret, "import", said) if said else ""


def _made(row: Mapping[str, Any]) -> str:
    canonical = orjson.dumps(row, option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(canonical).hexdigest()[:20]


def _checked(path: Path, number: int, row: Mapping[str, Any]) -> Line:
    try:
        return Line.model_validate(row)
    except (ValidationError, ZeroDivisionError) as error:
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            column = ".".join(map(str, first["loc"])) or "line"
            said = f"{column}: {first['msg']}"
        else:
            said = "rating: divided by 0"
        msg = f"{path}, line {number}: {said}"
        raise ImportFileError(msg) from None


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # what spreadsheets save
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}"
        raise ImportFileError(msg) from None
    if text.lstrip().startswith(("{", "[")):
        yield from _json(path, text)
    else:
        yield from _csv(path, text)


def _json(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if text.lstrip().startswith("["):
        lines = [(number, row) for number, row in enumerate(_parsed(path, 1, text), start=1)]
    else:
        lines = [
            (number, _parsed(path, number, line))
            for number, line in enumerate(text.splitlines(), start=1)
            if line.strip()
        ]
    for number, row in lines:
        if not isinstance(row, dict):
            msg = f"{path}, line {number}: not an object such as {{\"id\": \"1\", \"text\": \"...\"}}"
            raise ImportFileError(msg)
        yield number, row


def _parsed(path: Path, number: int, text: str) -> Any:  # noqa: ANN401 (JSON is whatever it says)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        msg = f"{path}, line {number}: no JSON: {error}"
        raise ImportFileError(msg) from None


def _csv(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    heading = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=heading.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [(name or "").strip().lower().replace(" ", "_") for name in reader.fieldnames or ()]
    if not any(name in _TEXT_COLUMNS for name in names):
        msg = f"{path}: no column is called {', '.join(_TEXT_COLUMNS)}; it has {', '.join(names)}"
        raise ImportFileError(msg)
    reader.fieldnames = names
    try:
        for row in reader:
            yield reader.line_num, {k: v for k, v in row.items() if k and v is not None}
    except csv.Error as error:
        msg = f"{path}, line {reader.line_num}: {error}"
        raise ImportFileError(msg) from None


def _text_columns() -> tuple[str, ...]:
    alias = Line.model_fields["text"].validation_alias
    choices = getattr(alias, "choices", ())
    return tuple(str(name) for name in choices)


_TEXT_COLUMNS = _text_columns()
