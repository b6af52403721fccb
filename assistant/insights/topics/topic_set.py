"""Hold the topics of a build: their centres among vectors, their names and their birthdays."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTopic:
    """Hold one topic without its centre."""

    topic_id: str
    names: dict[str, str]  # by language: the terms that set it apart, joined by " · "
    born: date  # day of the build that found it
    novelty: float  # 1 less the closest cosine to a topic that was known; 1: there was none
    reach: float  # least cosine to its centre of what belongs to it
    size: int  # texts that it was found in


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TopicSet:
    """Hold topics and their centres.

    Vectors of sentences all point in much the same direction, so vectors are compared after their
    `mean` was taken away.
    """

    topics: tuple[TextTopic, ...]  # length T
    centres: Matrix  # (T, dimensions), of length 1, as the encoder gives them
    mean: Matrix  # (dimensions,)

    @classmethod
    def none(cls, dimensions: int) -> Self:
        """Return a set without topics."""
        return cls(
            topics=(),
            centres=np.zeros((0, dimensions), np.float32),
            mean=np.zeros(dimensions, np.float32),
        )

    def assign(self, vectors: Matrix) -> list[tuple[str, float]]:
        """Return each vector's topic and cosine; "" if no topic reaches it."""
        if not self.topics or not len(vectors):
            return [("", 0.0)] * len(vectors)
        cosines = self.centred(vectors) @ self.centred(self.centres).T
        best = cosines.argmax(axis=1)
        found = cosines[np.arange(len(vectors)), best]
        return [
            (
                self.topics[index].topic_id if cosine >= self.topics[index].reach else "",
                float(cosine),
            )
            for index, cosine in zip(best, found, strict=True)
        ]

    def centred(self, vectors: Matrix) -> Matrix:
        """Return vectors less the mean, of length 1."""
        return centre(vectors, self.mean)

    def without(self, gone: Collection[str]) -> Self:
        """Return the set without some topics."""
        kept = [i for i, topic in enumerate(self.topics) if topic.topic_id not in gone]
        return replace(self, topics=tuple(self.topics[i] for i in kept), centres=self.centres[kept])

    def plus(self, topics: Sequence[TextTopic], centres: Matrix) -> Self:
        """Return the set with more topics."""
        return replace(
            self, topics=(*self.topics, *topics), centres=np.vstack([self.centres, centres])
        )

    def save(self, path: Path) -> None:
        """Write the set to a file in one step."""
        described = [
            {
                "topic_id": one.topic_id,
                "names": one.names,
                "born": one.born.isoformat(),
                "novelty": one.novelty,
                "reach": one.reach,
                "size": one.size,
            }
            for one in self.topics
        ]
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".part.npz")
        np.savez(
            aside, topics=np.array(json.dumps(described)), centres=self.centres, mean=self.mean
        )
        aside.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a saved set.

        Raises:
            FileNotFoundError: there is no such file.
        """
        with np.load(path, allow_pickle=False) as stored:
            described = json.loads(str(stored["topics"]))
            topics = tuple(
                TextTopic(**{**one, "born": date.fromisoformat(one["born"])}) for one in described
            )
            return cls(topics=topics, centres=stored["centres"], mean=stored["mean"])


def centre(vectors: Matrix, mean: Matrix) -> Matrix:
    """Return vectors less `mean`, of length 1; a vector equal to the mean stays 0."""
    moved = vectors - mean
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.maximum(length, 1e-9), np.float32)
