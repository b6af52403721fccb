"""Index the demo shop while the first tests run, which need no index: the others then wait less.

Run it as `python -m tests.support.processes.demo_index`, beside the tests.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from retrieval.encoders.default_encoder import make_default
from tests.conftest import CACHE, make_models
from tests.support.processes.comptoir import keep_demo


def _index() -> None:
    models = make_models()
    make_default(models)
    with TemporaryDirectory() as folder:
        keep_demo(CACHE, Path(folder))


if __name__ == "__main__":
    _index()
