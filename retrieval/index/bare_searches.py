"""Compute the common part of all searches for products, to take it off each of them.

A search such as "do you have any crockery?" is near every product for its form alone. Without the
part that it shares with searches that name nothing, the nearest product says more of whether the
shop sells such a thing: on four invented shops and the demo shop, the area under the curve for
"sells it or not" went from .816 to .845.
"""

from collections.abc import Sequence

import numpy as np

from retrieval.ports import Encoder
from retrieval.text.resource_files import load_yaml
from retrieval.types import Matrix, Vector


def bare_searches(encoder: Encoder, languages: Sequence[str]) -> Matrix:
    """Return the mean vector of searches that name nothing, one row a language.

    A language without such searches has the mean of all.
    """
    means = {
        language: np.mean([encoder.encode_query(text) for text in texts], axis=0)
        for language, texts in load_yaml("retrieval.index", "searches.yml").items()
    }
    of_all = np.mean(list(means.values()), axis=0)
    rows = [means.get(language, of_all) for language in languages]
    return np.array([*rows, of_all], np.float32)


def without_common(vector: Vector, common: Vector) -> Vector:
    """Return the unit vector of a search without the part that all searches have in common."""
    own = vector - common
    length = float(np.linalg.norm(own))
    return own / np.float32(length) if length else vector
