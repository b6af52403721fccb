"""Load any model by sentence-transformers; needs the extra of that name."""

from importlib import import_module
from pathlib import Path
from typing import Any, cast

import numpy as np

from retrieval.encoders.encoder_base import (
    EncoderError,
    MissingExtraError,
    NamedEncoder,
    clean,
    name_encoder,
)
from retrieval.types import Vector


class SentenceTransformersEncoder(NamedEncoder):
    """Run a model by name or folder; implements `retrieval.ports.Encoder`.

    One text per call, so that a vector does not depend on its neighbours in a batch.
    """

    def __init__(
        self,
        model: str | Path,
        *,
        query_prefix: str | None = None,
        passage_prefix: str | None = None,
        device: str = "cpu",
    ) -> None:
        """Load `model`: a folder, or a name that is fetched from its hub on first use.

        A prefix of None is the one that the model itself declares; many declare none although
        they were trained with one ("query: " and "passage: " for the e5 family).

        Raises:
            MissingExtraError: sentence-transformers is not installed.
            EncoderError: the model cannot be found or loaded.
        """
        try:
            library = import_module("sentence_transformers")
        except ImportError as error:
            message = (
                "this encoder needs sentence-transformers: pip install "
                "'comptoir[sentence-transformers]' (about 1 GB with PyTorch for CPU)"
            )
            raise MissingExtraError(message) from error
        if isinstance(model, Path) and not model.is_dir():  # else its hub would be asked for it
            message = f"there is no folder {model} with a model"
            raise EncoderError(message)
        try:
            self._model: Any = library.SentenceTransformer(str(model), device=device)
        except Exception as error:  # the library and its hub raise many unrelated types
            message = f"cannot load the model {model} with sentence-transformers: {error}"
            raise EncoderError(message) from error
        self._query_prefix = query_prefix
        self._passage_prefix = passage_prefix
        # A folder is named, not located: its vectors do not depend on where it lies.
        label = Path(model).resolve().name if Path(model).is_dir() else str(model)
        self._name = name_encoder("sentence-transformers", label, query_prefix, passage_prefix)
        self._dimensions = len(self.encode_query(""))

    def encode_query(self, text: str) -> Vector:
        return self._encode(self._model.encode_query, text, self._query_prefix)

    def encode_passage(self, text: str) -> Vector:
        return self._encode(self._model.encode_document, text, self._passage_prefix)

    def _encode(self, encode: Any, text: str, prefix: str | None) -> Vector:  # noqa: ANN401
        options = {} if prefix is None else {"prompt": prefix}
        vector = encode(clean(text), normalize_embeddings=True, show_progress_bar=False, **options)
        return cast("Vector", np.asarray(vector, np.float32))
