"""Open the encoder, and the models that were made of it once for every data folder."""

import os
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import get_args

import structlog
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from assistant.conversation.message import Language
from assistant.kit.settings.settings import Settings
from assistant.understanding.intents.intent_model import IntentModel
from assistant.understanding.intents.intent_training import load_or_train_intents
from assistant.understanding.signals.signal_reader import SignalModel
from assistant.understanding.signals.signal_training import load_or_train_signals
from assistant.understanding.spelling.language_dictionary import load_or_make_dictionary
from assistant.understanding.spelling.spelling_correction import Speller
from retrieval.encoders.conversion.conversion_request import Alphabet
from retrieval.encoders.conversion.conversion_request import ConversionProgress as SetupProgress
from retrieval.encoders.default_encoder import load_default
from retrieval.encoders.model_folders import ModelFolders
from retrieval.encoders.onnx_encoder import OnnxEncoder
from retrieval.ports import Encoder
from retrieval.reading.reader_weights import packaged_weights
from retrieval.reading.statement_reader import StateReader

__all__ = [
    "SetupProgress",
    "find_models",
    "make_models",
    "open_encoder",
    "open_message_models",
    "open_statement_reader",
]


def find_models(settings: Settings) -> ModelFolders:
    """Return the folders of models: the environment's that Comptoir runs in, then the user's cache.

    The data folder comes last: it has the models of earlier versions, and takes new ones where
    nothing else can be written. A folder of the settings stands alone.
    """
    if settings.models_dir:
        return ModelFolders((settings.models_dir,))
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    installed = Path(sys.prefix, "share/comptoir/models")
    users = Path(os.path.expanduser(cache), "comptoir/models")  # noqa: PTH111  # raises without a home
    return ModelFolders((installed, users, settings.data_dir))


def log_setup(step: str, /, *, done: int, total: int) -> None:
    """Log the begin and the end of each step."""
    if done in {0, total}:
        structlog.get_logger(__name__).info("setup.step", step=step, done=done, total=total)


def open_encoder(settings: Settings, *, progress: SetupProgress = log_setup) -> Encoder:
    """Load the encoder of the settings; the default one is made first where it is missing.

    From then on the process multiplies matrices on one thread: a second one on matrices of the size
    that texts make waits for a core longer than it works.

    Raises:
        EncoderError: it cannot be loaded; the message says what is missing.
    """
    threadpool_limits(limits=1, user_api="blas")
    chosen = settings.encoder
    if chosen.kind == "sentence-transformers":
        from retrieval.encoders.sentence_transformers_encoder import (  # noqa: PLC0415  # an extra
            SentenceTransformersEncoder,
        )

        return SentenceTransformersEncoder(chosen.model)
    if chosen.kind == "openai":
        from integrations.services.openai.embeddings_endpoint import OpenAIEncoder  # noqa: PLC0415  # 0.4 s to import

        key = chosen.api_key.get_secret_value() if chosen.api_key else "none"
        return OpenAIEncoder(base_url=chosen.url or "", model=chosen.model, api_key=key)
    alphabet = Alphabet.FULL if chosen.full_vocabulary else Alphabet.LATIN
    return load_default(find_models(settings), alphabet=alphabet, progress=progress)


def open_statement_reader(
    settings: Settings, encoder: Encoder, *, progress: SetupProgress = log_setup
) -> StateReader:
    """Load the reader of statements, which reads the default encoder, whichever searches.

    Raises:
        EncoderError: the default encoder cannot be loaded; the message says what is missing.
    """
    if not isinstance(encoder, OnnxEncoder):
        encoder = load_default(find_models(settings), progress=progress)
    return StateReader(encoder, packaged_weights())


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageModels:
    """Hold the models that read messages."""

    intents: IntentModel
    signals: SignalModel
    speller: Speller


def open_message_models(
    settings: Settings, encoder: Encoder, *, progress: SetupProgress = log_setup
) -> MessageModels:
    """Load the models that read messages; missing ones are trained first."""
    models = find_models(settings)
    return MessageModels(
        intents=load_or_train_intents(
            encoder, models, progress=partial(progress, "learning to tell questions apart")
        ),
        signals=load_or_train_signals(
            encoder, models, progress=partial(progress, "learning what a person should read")
        ),
        speller=Speller(
            {language: load_or_make_dictionary(models, language) for language in get_args(Language)}
        ),
    )


def make_models(settings: Settings, *, progress: SetupProgress) -> str:
    """Make every model that is missing, and return the encoder's name.

    Raises:
        EncoderError: there is no encoder.
        OSError: the disk is full, or no folder of models can be written.
    """
    from assistant.insights.aspects.aspect_training import load_or_train_aspects  # noqa: PLC0415  # only insights need it

    encoder = open_encoder(settings, progress=progress)
    open_message_models(settings, encoder, progress=progress)
    learning = partial(progress, "learning what texts speak of")
    load_or_train_aspects(encoder, find_models(settings), progress=learning)
    return encoder.name
