"""Read a file of scenarios, as a table or as YAML, and find those that are new. Pure."""

from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from assistant.improvement.rehearsal.saved_scenario import SavedScenario
from assistant.improvement.rehearsal.written_scenario import (
    COLUMNS,
    ScenarioPersonalDataError,
    WrittenScenario,
    read_scenarios_file,
    without_personal_data,
)
from assistant.kit.table_file import TableFileError, read_table


def read_sheet(
    text: str, kept: Sequence[SavedScenario]
) -> tuple[Sequence[WrittenScenario], Sequence[WrittenScenario]]:
    """Return the scenarios of a file without personal data, and the new ones, each once. Blocks.

    Raises:
        TableFileError: a row cannot be used; its word is the column, or "personal.COLUMN" for a
            check that names personal data. In a YAML file the first scenario is row 1.
        ScenarioFileError: it is no list of scenarios.
    """
    read = list(_read(text))
    known = [WrittenScenario.of(one) for one in kept]
    new: list[WrittenScenario] = []
    for one in read:
        if one not in known and one not in new:
            new.append(one)
    return read, new


def _read(text: str) -> Iterator[WrittenScenario]:
    for number, written in _written(text):
        try:
            yield without_personal_data(written)
        except ScenarioPersonalDataError as error:
            raise TableFileError(number, f"personal.{error.field}") from None


def _written(text: str) -> Iterator[tuple[int, WrittenScenario]]:
    first = text.lstrip("\ufeff").lstrip().partition("\n")[0]
    if "opening" not in first or first.startswith(("-", "#")):
        yield from enumerate(read_scenarios_file(text), start=1)
        return
    for number, row in read_table(text, needs=("name", "opening")):
        given = {name: row[name] for name in COLUMNS if row.get(name)}
        try:
            yield number, WrittenScenario.model_validate(given)
        except ValidationError as error:
            raise TableFileError(number, str(error.errors()[0]["loc"][0])) from None
