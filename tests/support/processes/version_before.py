"""The version before, taken from git: the last one whose tables were older than today's."""

import re
import subprocess
import tarfile
from pathlib import Path

import pytest

from integrations.stores.sql.migrate import HEAD
from tests.support.processes.comptoir import ROOT

_HISTORY = "needs git and the history of this repository: git fetch --unshallow"
_MIGRATE = "integrations/stores/sql/migrate.py"
_VERSIONS = "integrations/stores/sql/migrations/versions"
_PARTS = ("assistant", "retrieval", "integrations", "pyproject.toml")


def unpack_version_before(folder: Path) -> Path:
    """Unpack the code of the version before into `folder`, and return that."""
    for commit in _git("log", "--format=%H", "HEAD", "--", _MIGRATE).split():
        if _is_before(commit):
            break
    else:
        pytest.skip(_HISTORY)
    packed = folder / "code.tar"
    _git("archive", f"--output={packed}", commit, *_PARTS)
    with tarfile.open(packed) as code:
        code.extractall(folder, filter="data")
    return folder


def _is_before(commit: str) -> bool:
    """Tell whether tables are older; on a branch, a number may be of another migration."""
    found = re.search(r'^HEAD = "(\d+)"', _git("show", f"{commit}:{_MIGRATE}"), re.MULTILINE)
    if found is None or found[1] >= HEAD:
        return False
    then = set(_git("ls-tree", "--name-only", f"{commit}:{_VERSIONS}").split())
    return then <= {file.name for file in (ROOT / _VERSIONS).iterdir()}


def _git(*arguments: str) -> str:
    try:
        return subprocess.run(
            ["git", "-C", str(ROOT), *arguments], check=True, capture_output=True, text=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip(_HISTORY)
