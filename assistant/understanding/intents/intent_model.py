"""Compute the intent of a message with the trained model."""

from dataclasses import dataclass
from typing import Any

from assistant.understanding.kernels.kernel_model import KernelModel, as_fields
from assistant.understanding.types import Intent
from retrieval.types import Vector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IntentModel(KernelModel):
    """Hold a trained model whose classes are intents."""

    intents: tuple[Intent, ...]

    def classify(self, vector: Vector, text: str) -> tuple[Intent, float]:
        """Return the likeliest intent of a message and its probability."""
        probabilities = self.probabilities(vector, text)
        best = int(probabilities.argmax())
        return self.intents[best], float(probabilities[best])

    @classmethod
    def _values(cls, arrays: dict[str, Any]) -> dict[str, Any]:
        intents = tuple(Intent(str(name)) for name in arrays["intents"])
        return as_fields(arrays) | {"intents": intents}
