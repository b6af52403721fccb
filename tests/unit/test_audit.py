"""`make audit`: a known hole fails, an outage of its database is told, what is pinned is listed."""

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci/audit"

HOLE = """Found 1 known vulnerability in 1 package
Name   Version ID             Fix Versions
pillow 9.0.0   CVE-2024-40404 9.4.0"""


def audit(folder: Path, *, python: str, code: int, npm: str = "found 0 vulnerabilities") -> str:
    """Run the script with tools that say these things; return what it says and its exit code."""
    (folder / ".ci").mkdir()
    shutil.copy(SCRIPT, folder / ".ci/audit")
    tools = folder / ".cache/audit/bin"
    tools.mkdir(parents=True)
    place(tools / "pip-audit", f"cat <<'SAID'\n{python}\nSAID\nexit {code}")
    place(tools / "cyclonedx-py", f"echo {{}} > {folder}/.cache/audit/sbom.json")
    place(tools / "npm", f"echo '{npm}'")
    done = subprocess.run(
        [folder / ".ci/audit"],
        env={"PATH": f"{tools}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return f"{done.stdout}exit {done.returncode}"


def place(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


class TestPackages:
    def test_without_a_known_hole_pass_and_are_listed(self, tmp_path: Path) -> None:
        said = audit(tmp_path, python="No known vulnerabilities found", code=0)

        assert "Python packages: no known hole" in said
        assert "sbom.json" in said
        assert said.endswith("exit 0")

    def test_with_a_known_hole_fail_whatever_its_number_looks_like(self, tmp_path: Path) -> None:
        said = audit(tmp_path, python=HOLE, code=1)

        assert "CVE-2024-40404" in said
        assert "SKIPPED" not in said
        assert said.endswith("exit 1")

    @pytest.mark.parametrize(
        "outage",
        [
            "requests.exceptions.ConnectionError: Max retries exceeded with url: /pypi",
            "ServiceError: 404 Client Error: Not Found",
        ],
    )
    def test_are_told_to_be_unchecked_where_the_database_cannot_be_reached(
        self, tmp_path: Path, outage: str
    ) -> None:
        said = audit(tmp_path, python=outage, code=1)

        assert "Python packages: SKIPPED, its database of holes cannot be reached" in said
        assert said.endswith("exit 0")

    def test_fail_where_the_tool_says_something_else(self, tmp_path: Path) -> None:
        assert audit(tmp_path, python="Traceback: KeyError", code=2).endswith("exit 1")
