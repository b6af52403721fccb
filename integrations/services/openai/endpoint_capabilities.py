"""Remember the features that an endpoint lacks, as its refusals show.

Servers that speak the chat completions API differ in what they take: some know no tools, some no
JSON schema, some no usage in a stream, and models that think take no temperature. There is no
way to ask. So everything is sent until the endpoint refuses it, and that is remembered for as
long as the process lives. Some refuse nothing and never show the model the tools: where no tool is
called, the next request describes them in words, and its answer tells (`saw`).
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from integrations.services.openai.endpoint_errors import EndpointRefusal

SCHEMA, OBJECT, TOOLS = "json_schema", "json_object", "tools"
USAGE, TEMPERATURE, MAX_TOKENS = "stream_options", "temperature", "max_tokens"

# Words of servers for a feature that they do not take, beside the parameter's own name.
_SIGNS: dict[str, tuple[str, ...]] = {
    SCHEMA: ("response_format", "json_schema", "structured output", "guided", "grammar"),
    OBJECT: ("response_format", "json_object", "json mode"),
    TOOLS: ("tools", "tool_choice", "tool choice", "function call"),
    USAGE: ("stream_options", "include_usage"),
    TEMPERATURE: ("temperature",),
    MAX_TOKENS: ("max_tokens",),
}

_MOST_DOUBTS = 3  # requests with the tools in words that bring no call either

_ABOUT_A_PARAMETER = frozenset({400, 404, 405, 422, 500, 501})  # llama.cpp says 500


@dataclass(slots=True)
class Capabilities:
    """Remember the features that an endpoint was found to lack."""

    lacks: set[str] = field(default_factory=set)
    doubts: int = _MOST_DOUBTS  # tries left to find out whether the model is shown its tools
    in_words: bool = False  # the next request describes the tools

    def learn(self, refusal: EndpointRefusal, sent: Collection[str]) -> bool:
        """Remember the feature of `sent` that a refusal is about; return False if there is none."""
        if refusal.status not in _ABOUT_A_PARAMETER:
            return False
        words = refusal.message.lower()
        for name, signs in _SIGNS.items():
            if name in sent and name not in self.lacks and any(sign in words for sign in signs):
                self.lacks.add(name)
                return True
        return False

    def has(self, name: str) -> bool:
        """Return whether the feature `name` may be sent."""
        return name not in self.lacks

    @property
    def takes_tools(self) -> bool:
        """Return whether tools are to be sent as such, and not in words."""
        return self.has(TOOLS) and not self.in_words

    def saw(self, *, tools: bool, called: bool) -> None:
        """Remember whether a request with tools, sent as such or in words, brought a call."""
        if tools and called:
            self.doubts, self.in_words = 0, False
        elif tools:
            self.in_words = self.doubts > 0
        elif called:
            self.lacks.add(TOOLS)
        else:
            self.doubts, self.in_words = self.doubts - 1, False
