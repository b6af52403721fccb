"""Declare a tool: its name, its words, its typed arguments, who may call it, and what it does."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from assistant.kit.model.ports import Tool as OfferedTool
from assistant.tools.facts import ToolError, ToolResult
from assistant.tools.tool_turn import ToolTurn

LONGEST = 200
"""Characters of an argument."""

Schema = dict[str, Any]


class Arguments(BaseModel):
    """Hold the arguments of a call; unknown ones are refused, for they come from outside."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=LONGEST)


Call = Callable[[ToolTurn, Mapping[str, JsonValue]], Awaitable[ToolResult]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationTool:
    """Declare one tool; a call never has an effect by itself."""

    name: str  # letters, digits, `_`
    words: str  # for a model or a program: what it is for, and what it gives
    schema: Schema = field(hash=False)  # JSON schema of its arguments
    call: Call
    moves: bool = False  # it moves an operation on; such calls run one after the other

    @property
    def offered(self) -> OfferedTool:
        """Return the tool as a language model is told of it."""
        bare = {name: one for name, one in self.schema.items() if name != "additionalProperties"}
        return OfferedTool(name=self.name, description=self.words, parameters=bare)


A = TypeVar("A", bound=Arguments)


def typed(
    name: str,
    words: str,
    arguments: type[A],
    run: Callable[[ToolTurn, A], Awaitable[ToolResult]],
) -> ConversationTool:
    """Return the tool whose arguments are a model of pydantic; its schema is made from them."""

    async def call(turn: ToolTurn, given: Mapping[str, JsonValue]) -> ToolResult:
        try:
            read = arguments.model_validate(given)
        except ValidationError as error:
            raise ToolError(_mended(error)) from None
        return await run(turn, read)

    return ConversationTool(name=name, words=words, schema=plain_schema(arguments), call=call)


def plain_schema(arguments: type[BaseModel]) -> Schema:
    """Return the JSON schema of arguments without the titles, which say nothing."""
    schema = arguments.model_json_schema()
    schema.pop("title", None)
    schema.pop("description", None)
    schema.setdefault("properties", {})
    for one in schema["properties"].values():
        for bound in ("title", "default", "maxLength", "minLength", "minimum", "maximum"):
            one.pop(bound, None)  # held where the arguments are read; no model needs them
    return schema


def _mended(error: ValidationError) -> str:
    """Return what is wrong with the arguments, one short line for each."""
    lines = (
        f"{'.'.join(map(str, one['loc'])) or 'arguments'}: {one['msg']}" for one in error.errors()
    )
    return "mend the arguments and call again: " + "; ".join(lines)
