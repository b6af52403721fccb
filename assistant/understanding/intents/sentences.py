"""Training sentences in Rasa's NLU format."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.understanding.word_lists import load_yaml
from assistant.understanding.understanding_types import Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSentence:
    """One message and what its writer is after."""

    text: str
    intent: Intent
    place: float  # in [0, 1) within its intent's list, whose neighbours are alike


def shipped_sentences() -> tuple[TrainingSentence, ...]:
    """Return the sentences that ship with the assistant: of the shop, then of orders."""
    files = ("nlu.fr.yml", "nlu.en.yml", "nlu.operations.fr.yml", "nlu.operations.en.yml")
    return tuple(sentence for file in files for sentence in parse_sentences(load_yaml(file)))


def parse_sentences(document: Any) -> Iterator[TrainingSentence]:  # noqa: ANN401 (YAML is whatever it says)
    """Yield the sentences of a loaded NLU file.

    Raises:
        ValueError: an intent is not one of ours.
    """
    for group in document["nlu"]:
        intent = Intent(group["intent"])
        lines = group["examples"].splitlines()
        texts = [line.strip().removeprefix("-").strip() for line in lines if line.strip()]
        for index, text in enumerate(texts):
            yield TrainingSentence(text=text, intent=intent, place=index / len(texts))
