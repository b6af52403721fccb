"""Hold a change that is tried before it is in force. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateChange:
    """Hold a change that is not in force yet, and the form that puts it in force."""

    kind: str  # "autonomy", "settings" ...
    content: str  # as its kind writes it; no secret
    page: str = ""  # where its form is sent
    back: str = ""  # the page that it comes from
    form: Mapping[str, str] = field(default_factory=dict)  # its fields

    def is_same_as(self, other: "CandidateChange") -> bool:
        """Tell whether another candidate would change exactly the same, by any form."""
        return (self.kind, self.content) == (other.kind, other.content)
