"""The demo shop, encoded and indexed once, for every benchmark that needs one."""

from pathlib import Path

from assistant.app.compose.search.shop_index import build_index
from assistant.app.compose.shop_profile import DEMO
from assistant.kit.settings.settings import Settings, load
from assistant.kit.settings.shop_settings import ShopSettings
from benchmarks.harness.questions import Question, ask_about
from retrieval.catalogue.catalogue_reader import read_paths
from retrieval.index.version_writer import IndexProgress

WORK = Path(__file__).parents[2] / ".cache" / "benchmarks"
"""What benchmarks keep between runs: the encoder, the index, the peers' environment."""


def open_work() -> Path:
    """Return `WORK`, made and kept out of version control."""
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / ".gitignore").write_text("*\n")
    return WORK


def prepare(data_dir: Path | None = None) -> Settings:
    """Return settings with the demo shop indexed; only what changed is indexed again.

    `data_dir` has the encoder and gets the index; None: the benchmarks' own.

    Raises:
        EncoderError: there is no encoder to index with.
    """
    settings = load(
        data_dir=data_dir or open_work() / "shop", shop=ShopSettings(file=DEMO / "shop.yaml")
    )
    build_index(settings, [DEMO], progress=_say_nothing)
    return settings


def questions(count: int, *, skip: int = 0) -> list[Question]:
    """Return `count` different questions about the demo shop; others begin after `skip`.

    Raises:
        ValueError: there are not that many.
    """
    found = ask_about(read_paths([DEMO]))[skip : skip + count]
    if len(found) < count:
        msg = f"the demo shop gives {skip + len(found)} questions, not {skip + count}"
        raise ValueError(msg)
    return found


def _say_nothing(progress: IndexProgress) -> None:
    del progress
