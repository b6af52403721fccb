"""What an endpoint cannot do, learnt from what it refuses.

Servers that speak the chat completions API differ in what they take: some know no tools, some no
JSON schema, some no usage in a stream, and models that think take no temperature. There is no
way to ask. So everything is sent until the endpoint refuses it, and that is remembered for as
long as the process lives. Some refuse nothing and never show the model the tools: an endpoint that
was never seen to call one is doubted a few times (`unsure_of_tools`).
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from integrations.openai.refusals import Refusal

SCHEMA, OBJECT, TOOLS = "json_schema", "json_object", "tools"
USAGE, TEMPERATURE, MAX_TOKENS = "stream_options", "temperature", "max_tokens"

# Words by which servers name what they do not take, beside the parameter's own name.
_SIGNS: dict[str, tuple[str, ...]] = {
    SCHEMA: ("response_format", "json_schema", "structured output", "guided", "grammar"),
    OBJECT: ("response_format", "json_object", "json mode"),
    TOOLS: ("tools", "tool_choice", "tool choice", "function call"),
    USAGE: ("stream_options", "include_usage"),
    TEMPERATURE: ("temperature",),
    MAX_TOKENS: ("max_tokens",),
}

_MOST_DOUBTS = 3  # answers without a call, asked for again with the tools in words

_ABOUT_A_PARAMETER = frozenset({400, 404, 405, 422, 500, 501})  # llama.cpp says 500


@dataclass(slots=True)
class Capabilities:
    """What one endpoint has been found to lack."""

    lacks: set[str] = field(default_factory=set)
    doubts: int = _MOST_DOUBTS  # left, whether the model is shown its tools

    def learn(self, refusal: Refusal, sent: Collection[str]) -> bool:
        """Remember what of `sent` a refusal is about; False: it is about nothing of it."""
        if refusal.status not in _ABOUT_A_PARAMETER:
            return False
        words = refusal.message.lower()
        for name, signs in _SIGNS.items():
            if name in sent and name not in self.lacks and any(sign in words for sign in signs):
                self.lacks.add(name)
                return True
        return False

    def has(self, name: str) -> bool:
        """Whether `name` may be sent."""
        return name not in self.lacks

    @property
    def unsure_of_tools(self) -> bool:
        """Whether tools are taken, and nothing shows yet that the model gets to see them."""
        return self.has(TOOLS) and self.doubts > 0
