"""Read the rows of a file, CSV or JSON, from any program."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from assistant.insights.analysis_errors import ImportFileError

_DELIMITERS = ",;\t|"


def read_table(path: Path, *, needs: Sequence[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield each row with its line: names in lower case, of which one must be of `needs` in CSV.

    Raises:
        ImportFileError: it is neither CSV with such a column nor JSON.
    """
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
        yield from _csv(path, text, needs)


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
            msg = f'{path}, line {number}: not an object such as {{"id": "1", "text": "..."}}'
            raise ImportFileError(msg)
        yield number, row


def _parsed(path: Path, number: int, text: str) -> Any:  # noqa: ANN401 (JSON is whatever it says)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        msg = f"{path}, line {number}: no JSON: {error}"
        raise ImportFileError(msg) from None


def _csv(path: Path, text: str, needs: Sequence[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    heading = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=heading.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [(name or "").strip().lower().replace(" ", "_") for name in reader.fieldnames or ()]
    if not any(name in needs for name in names):
        msg = f"{path}: no column is called {', '.join(needs)}; it has {', '.join(names)}"
        raise ImportFileError(msg)
    reader.fieldnames = names
    try:
        for row in reader:
            yield reader.line_num, {k: v for k, v in row.items() if k and v is not None}
    except csv.Error as error:
        msg = f"{path}, line {reader.line_num}: {error}"
        raise ImportFileError(msg) from None
