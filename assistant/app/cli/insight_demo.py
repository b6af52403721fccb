"""`comptoir insights demo`: made-up reviews of the demo shop, so that there is something to see."""

import sys
import tempfile
from functools import partial
from pathlib import Path

import orjson

from assistant.app.cli.insight_building import build_all, watched
from assistant.app.cli.options import DataDir
from assistant.app.cli.output import results
from assistant.kit.settings.settings import load

_DEMO_NAME = "demo-reviews"


def demo(data_dir: DataDir = None) -> None:
    """Take in half a year of made-up reviews of the demo shop, and build.

    Run comptoir demo first. They are forgotten by: comptoir insights forget --name demo-reviews.
    """
    from assistant.app.compose.clock import SystemClock  # noqa: PLC0415  # help must be quick
    from assistant.app.commands.insight_imports import take_in  # noqa: PLC0415
    from assistant.app.processes.process_logs import configure  # noqa: PLC0415
    from assistant.app.compose.shop import DEMO_DATA, DEMO_SHOP  # noqa: PLC0415
    from assistant.insights.analysis_rows import Origin  # noqa: PLC0415
    from integrations.shops.demo.demo_reviews import draw_reviews  # noqa: PLC0415

    configure(human=True)
    settings = load(data_dir=data_dir or DEMO_DATA, shop=DEMO_SHOP)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reviews.jsonl"
        lines = map(orjson.dumps, draw_reviews(SystemClock().now()))
        path.write_bytes(b"\n".join(lines))
        _, count = take_in(settings, path, name=_DEMO_NAME, origin=Origin.REVIEW)
    results.print(f"{count:,} made-up reviews are kept as {_DEMO_NAME}.")
    watched(partial(build_all, settings)).write(sys.stdout, as_json=False)
    results.print("Sign in to /console of the running demo and open /insights.")
