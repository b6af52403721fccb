"""Run the tests that docs/subsystems/reliability.md names, and print its tables with the results.

`python -m tests.support.proof`
"""

import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/subsystems/reliability.md"
_ROW = re.compile(r"^\| ([RS]\d+[bc]?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table: a claim, and the tests that prove it."""

    number: str
    done: str
    holds: str
    tests: tuple[str, ...]  # as pytest names them; empty: it is not proven


def rows() -> Iterator[Row]:
    """Yield the rows of the page."""
    for number, done, holds, tests in _ROW.findall(PAGE.read_text("utf-8")):
        yield Row(number=number, done=done, holds=holds, tests=tuple(re.findall("`(.+?)`", tests)))


def run(tests: list[str]) -> dict[str, str]:
    """Run tests; return the result of each by its name: passed, failed, skipped."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]
        subprocess.run(
            [*command, f"--junitxml={report}", *tests], cwd=ROOT, check=False, stdout=sys.stderr
        )
        cases = ET.parse(report).iter("testcase")  # noqa: S314 - pytest wrote it
        return {f"{one.get('classname')}.{one.get('name')}": _result(one) for one in cases}


def _result(case: ET.Element) -> str:
    found = {child.tag for child in case}
    return (
        "failed" if found & {"failure", "error"} else "skipped" if "skipped" in found else "passed"
    )


def judge(row: Row, results: dict[str, str]) -> str:
    """Return the result of a row: each of its tests has to pass; PARTLY where some were skipped."""
    if not row.tests:
        return "not proven"
    of_each = [[r for name, r in results.items() if _belongs(name, test)] for test in row.tests]
    mine = [result for one in of_each for result in one]
    counts = {word: mine.count(word) for word in ("passed", "failed", "skipped")}
    said = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    if counts["failed"] or not all(of_each) or not counts["passed"]:
        return f"FAILED ({said or '0'})"
    return f"{'PARTLY' if counts['skipped'] else 'PROVEN'} ({said})"


def _belongs(name: str, test: str) -> bool:
    wanted = test.replace(".py", "").replace("/", ".").replace("::", ".")
    return name == wanted or name.startswith((f"{wanted}.", f"{wanted}["))


def main() -> None:
    """Run all tests of the page and print its rows."""
    found = list(rows())
    results = run(sorted({test for row in found for test in row.tests}))
    judged = {row.number: judge(row, results) for row in found}
    for row in found:
        sys.stdout.write(f"{row.number:<4} {judged[row.number]:<40} {row.done}: {row.holds}\n")
    sys.exit(any(said.startswith("FAILED") for said in judged.values()))


if __name__ == "__main__":
    main()
