"""Keep the last coverage report in the data folder, for the people who read insights."""

from pathlib import Path

import orjson

from assistant.answers.coverage.coverage_report import CoverageReport

_NAME = "coverage.json"


def keep_report(data_dir: Path, report: CoverageReport) -> None:
    """Keep the report, whole, in place of the one before."""
    aside = data_dir / f".{_NAME}.new"
    aside.write_bytes(orjson.dumps(report.as_dict()))
    aside.replace(data_dir / _NAME)


def kept_report(data_dir: Path) -> bytes | None:
    """Return the last report, as JSON; None: none was made yet."""
    try:
        return (data_dir / _NAME).read_bytes()
    except FileNotFoundError:
        return None
