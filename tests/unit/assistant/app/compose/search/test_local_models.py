import sys
from pathlib import Path

import pytest
from threadpoolctl import (  # type: ignore[import-untyped]
    threadpool_info,
    threadpool_limits,
)

from assistant.app.compose.search.local_models import find_models, open_encoder
from assistant.kit.settings.settings import EncoderSettings, Settings
from integrations.services.openai.embeddings_endpoint import OpenAIEncoder


class TestTheFoldersOfModels:
    def test_are_of_the_installation_then_the_users_then_of_the_data(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("COMPTOIR_MODELS_DIR")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

        found = find_models(Settings(data_dir=tmp_path / "data"))

        installed, users, data = found.folders
        assert installed.is_relative_to(sys.prefix)
        assert users.is_relative_to(tmp_path / "cache")
        assert data == tmp_path / "data"

    def test_are_the_one_of_the_settings_alone(self, tmp_path: Path) -> None:
        assert find_models(Settings(models_dir=tmp_path)).folders == (tmp_path,)


class TestTheEncoder:
    def test_is_the_one_of_the_settings(self, tmp_path: Path) -> None:
        chosen = EncoderSettings(kind="openai", url="http://127.0.0.1:9/v1", model="m")

        encoder = open_encoder(Settings(data_dir=tmp_path, encoder=chosen))

        assert isinstance(encoder, OpenAIEncoder)

    def test_leaves_matrices_one_thread_whoever_opens_it(self, tmp_path: Path) -> None:
        chosen = EncoderSettings(kind="openai", url="http://127.0.0.1:9/v1", model="m")
        with threadpool_limits(limits=2, user_api="blas"):
            open_encoder(Settings(data_dir=tmp_path, encoder=chosen))

            blas = [one for one in threadpool_info() if one["user_api"] == "blas"]

        assert blas
        assert {one["num_threads"] for one in blas} == {1}

    def test_is_made_once_by_default(self, encoder_dir: Path) -> None:
        encoder = open_encoder(Settings(models_dir=encoder_dir.parents[1]))

        assert encoder.name.startswith("multilingual-e5-small")
