"""Find topics among vectors that no topic reaches: HDBSCAN on their distance from the mean."""

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
"""Dimensions kept before clustering: distances in all dimensions differ too little."""

LEAST = 10
"""Least texts of a topic."""

MOST_TEXTS = 20_000
"""Most texts that are clustered at once: 5 s and 300 MB on one thread."""

SAME = 0.75
"""Cosine of two centres from which a new topic is taken for a known one."""

COHERENT = 0.45
"""Least length of the mean of a group's vectors of length 1: 1 if all are the same."""

CLOSE = 0.6
"""Least cosine of a text to the middle one of the densest group."""

SHARE = 500
"""A topic has at least one of so many texts, beside `LEAST`: so a shop has no more topics."""

_REACH = 0.1  # share of a topic's texts, the farthest, that lie beyond its reach
_LEAST_REACH = 0.4
_FEW = 3_000  # texts that may all be compared with each other
_NEIGHBOURS = 3  # texts near a text that is in the middle of a group (`min_samples`)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Hold a text to be grouped."""

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

    `before` are the topics of a build that this one makes anew: a topic found again keeps its id,
    its
    name and its birthday.
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
    """Return the only group among scattered texts, where clustering finds none.

    It is the texts around the text whose neighbours are nearest.
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
    """Drop groups that are no more alike than the remaining texts; number the others."""
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
    """Give topics that were known before their old id, name and birthday, one to one."""
    if before is None or not before.topics:
        return list(topics)
    cosines = centre(centres, mean) @ centre(before.centres, mean).T
    result = list(topics)
    for new, old in zip(*linear_sum_assignment(-cosines), strict=True):
        if cosines[new, old] >= SAME:
            was, now = before.topics[old], topics[new]
            result[new] = TextTopic(
                topic_id=was.topic_id,
                names=now.names if _OLD_NAME in "".join(was.names.values()) else was.names,
                born=was.born,
                novelty=was.novelty,
                reach=now.reach,
                size=now.size,
            )
    return result


_OLD_NAME = " · "
"""What stood between the words of a name before names were phrases: such a name is replaced."""


def _identify(message_ids: Sequence[str]) -> str:
    return "t" + hashlib.sha256("\n".join(sorted(message_ids)).encode()).hexdigest()[:8]
