"""Find topics among vectors that no topic reaches: HDBSCAN on what sets them apart."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import HDBSCAN
from sklearn.decomposition import TruncatedSVD
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from assistant.insights.topics.topic_names import name_topics
from assistant.insights.topics.topic_set import Matrix, TextTopic, TopicSet, centre

DIMENSIONS = 32
"""Kept before clustering: distances in all dimensions tell little apart."""

LEAST = 10
"""Texts of a topic."""

MOST_TEXTS = 20_000
"""That are clustered at once: 5 s and 300 MB on one thread."""

SAME = 0.75
"""Cosine of two centres from which a topic found anew is the one that was known."""

COHERENT = 0.45
"""Length of the middle of a group's vectors, each of length 1: 1 if all point the same way."""

CLOSE = 0.6
"""Cosine within which texts lie around one."""

SHARE = 500
"""A topic has at least one in so many of the texts, beside `LEAST`: a shop has so many at most."""

_REACH = 0.1  # of a topic's texts, the farthest ones that do not set how far it reaches
_LEAST_REACH = 0.4
_FEW = 3_000  # texts that may all be compared with each other
_NEIGHBOURS = 3  # that a text needs to lie in the middle of something


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to be grouped."""

    message_id: str
    text: str  # redacted, product names masked
    language: str


def discover(
    known: TopicSet,
    texts: Sequence[Text],
    vectors: Matrix,
    *,
    on: date,
    before: TopicSet | None = None,
    least: int = LEAST,
) -> TopicSet:
    """Return `known` with the topics found among `texts`, which are out of its topics' reach.

    `before` are the topics of a build that this one makes anew: what is found again keeps its id,
    its name and its birthday.
    """
    least = max(least, len(texts) // SHARE)
    if len(texts) < 2 * least:
        return known
    mean = known.mean if known.topics else vectors.mean(axis=0)
    moved = centre(vectors, mean)
    labels = cluster(moved, least=least)
    count = int(labels.max()) + 1
    if count == 0:
        return known
    names = name_topics(
        [t.text for t in texts], [t.language for t in texts], labels.tolist(), count
    )
    base = TopicSet(topics=known.topics, centres=known.centres, mean=mean)
    topics, centres = [], []
    for label in range(count):
        members = np.flatnonzero(labels == label).tolist()
        middle = vectors[members].mean(axis=0)
        middle /= np.linalg.norm(middle)
        cosines = moved[members] @ centre(middle[None], mean)[0]
        closest = _closest(base, middle)
        topics.append(
            TextTopic(
                topic_id=_identify([texts[i].message_id for i in members]),
                names=names[label],
                born=on,
                novelty=round(1 - closest, 4),
                reach=max(float(np.quantile(cosines, _REACH)), _LEAST_REACH),
                size=len(members),
            )
        )
        centres.append(middle)
    found = np.asarray(centres, np.float32)
    return base.plus(_recognise(topics, found, before, mean), found)


def cluster(vectors: Matrix, *, least: int) -> NDArray[np.int64]:
    """Return each vector's group, from 0; -1: none. Vectors are centred and of length 1."""
    kept = min(DIMENSIONS, *(one - 1 for one in vectors.shape))
    with threadpool_limits(limits=1):
        reduced = TruncatedSVD(n_components=kept, random_state=0).fit_transform(vectors)
        reduced /= np.maximum(np.linalg.norm(reduced, axis=1, keepdims=True), 1e-9)
        found = HDBSCAN(
            min_cluster_size=least,
            min_samples=_NEIGHBOURS,
            cluster_selection_method="leaf",  # the other way, half of all texts may be one topic
            copy=True,
            n_jobs=1,
        )
        labels = np.asarray(found.fit_predict(reduced), np.int64)
    if labels.max() < 0:
        labels = _densest(vectors, least=least)
    return _coherent(vectors, labels)


def _densest(vectors: Matrix, *, least: int) -> NDArray[np.int64]:
    """Return the one group there is among scattered texts, which no hierarchy sets apart.

    It is what lies around the text whose neighbours are nearest.
    """
    labels = np.full(len(vectors), -1, np.int64)
    if least <= len(vectors) <= _FEW:
        cosines = vectors @ vectors.T
        crowded = np.sort(cosines, axis=1)[:, -least]
        members = cosines[int(crowded.argmax())] >= CLOSE
        if members.sum() >= least:
            labels[members] = 0
    return labels


def _coherent(vectors: Matrix, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give up groups that hold together no better than what is left over; number the others."""
    result, kept = np.full(len(labels), -1, np.int64), 0
    for label in range(int(labels.max()) + 1):
        members = labels == label
        middle = vectors[members].mean(axis=0)
        if float(np.linalg.norm(middle)) >= COHERENT:
            result[members] = kept
            kept += 1
    return result


def _closest(known: TopicSet, middle: Matrix) -> float:
    """Return the greatest cosine to a known centre."""
    if not known.topics:
        return 0.0
    return float((known.centred(known.centres) @ known.centred(middle[None])[0]).max())


def _recognise(
    topics: Sequence[TextTopic], centres: Matrix, before: TopicSet | None, mean: Matrix
) -> list[TextTopic]:
    """Give topics that were known before their id, name and birthday, one to one."""
    if before is None or not before.topics:
        return list(topics)
    cosines = centre(centres, mean) @ centre(before.centres, mean).T
    result = list(topics)
    for new, old in zip(*linear_sum_assignment(-cosines), strict=True):
        if cosines[new, old] >= SAME:
            was, now = before.topics[old], topics[new]
            result[new] = TextTopic(
                topic_id=was.topic_id,
                names=was.names,
                born=was.born,
                novelty=was.novelty,
                reach=now.reach,
                size=now.size,
            )
    return result


def _identify(message_ids: Sequence[str]) -> str:
    return "t" + hashlib.sha256("\n".join(sorted(message_ids)).encode()).hexdigest()[:8]
