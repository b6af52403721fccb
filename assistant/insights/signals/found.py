"""One thing that a text gives away."""

from dataclasses import dataclass

from assistant.insights.analysis_rows import SignalType


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSignal:
    """What a text says, before it is a row."""

    type: SignalType
    value: str = ""  # as of `SignalType`
    polarity: int | None = None  # -1, 0 or 1
    confidence: float = 1.0  # probability in [0, 1]
    product_id: str = ""  # "": the text's own
    variant_id: str = ""
