"""`make audit`: a known hole fails, an outage of its database is told, what is pinned is listed."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / ".ci/audit"
RASA = "integrations/services/rasa/bot/requirements.txt"
TOLD = [RASA, "benchmarks/contest/peers-requirements.txt"]
LOCKS = sorted(
    str(path.relative_to(ROOT))
    for folder in ("requirements", "training", "benchmarks/contest", Path(RASA).parent)
    for path in (ROOT / folder).glob("*.txt")
    if "requirements" in str(path.relative_to(ROOT))
)

HOLE = """Found 1 known vulnerability in 1 package
Name   Version ID             Fix Versions
pillow 9.0.0   CVE-2024-40404 9.4.0"""


UNKNOWN = """No known vulnerabilities found
Name    Skip Reason
pillow  Dependency not found on PyPI and could not be audited: pillow (9.0.0)
urllib3 Dependency not found on PyPI and could not be audited: urllib3 (1.24.1)"""


def audit(
    folder: Path,
    *,
    python: str,
    code: int,
    of: str = "requirements/runtime.txt",
    npm: str = "found 0 vulnerabilities",
) -> str:
    """Run the script with tools that say these things of a lock file, and of others nothing.

    Return what it says, and its exit code.
    """
    (folder / ".ci").mkdir()
    shutil.copy(SCRIPT, folder / ".ci/audit")
    tools = folder / ".cache/audit/bin"
    tools.mkdir(parents=True)
    held = f"case $* in *{of}*) cat <<'SAID'\n{python}\nSAID\nexit {code};; esac"
    place(tools / "pip-audit", held)
    place(tools / "cyclonedx-py", "while [ $1 != -o ]; do shift; done; echo {} > $2")
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

        for lock in LOCKS:
            assert f"Python packages of {lock}: no known hole" in said
        assert said.count("Bill of materials: ") == len(LOCKS)
        assert said.endswith("exit 0")

    @pytest.mark.parametrize("lock", [lock for lock in LOCKS if lock not in TOLD])
    def test_with_a_known_hole_fail_whatever_its_number_looks_like(
        self, tmp_path: Path, lock: str
    ) -> None:
        said = audit(tmp_path, python=HOLE, code=1, of=lock)

        assert "CVE-2024-40404" in said
        assert "SKIPPED" not in said
        assert said.endswith("exit 1")

    @pytest.mark.parametrize("lock", TOLD)
    def test_of_other_programs_are_told_and_do_not_fail(self, tmp_path: Path, lock: str) -> None:
        said = audit(tmp_path, python=HOLE, code=1, of=lock)

        assert "CVE-2024-40404" in said
        assert said.endswith("exit 0")

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

        assert "runtime.txt: SKIPPED, its database of holes cannot be reached" in said
        assert said.endswith("exit 0")

    def test_that_the_database_does_not_have_are_not_said_to_be_without_a_hole(
        self, tmp_path: Path
    ) -> None:
        said = audit(tmp_path, python=UNKNOWN, code=0)

        assert "runtime.txt: SKIPPED, its database of holes says nothing of 2 packages" in said
        assert "runtime.txt: no known hole" not in said
        assert said.endswith("exit 0")

    def test_fail_where_the_tool_says_something_else(self, tmp_path: Path) -> None:
        assert audit(tmp_path, python="Traceback: KeyError", code=2).endswith("exit 1")


class TestALockFile:
    @pytest.mark.parametrize("lock", LOCKS)
    def test_has_a_hash_for_each_version(self, lock: str) -> None:
        lines = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        pinned = [line for line in lines if line.strip() and not line.strip().startswith("#")]

        assert pinned
        assert [line for line in pinned if "==" not in line or "--hash=sha256:" not in line] == []

    def test_stands_in_the_audit(self) -> None:
        script = SCRIPT.read_text(encoding="utf-8")
        assert [lock for lock in LOCKS if lock not in script] == []
