"""Read rules that people edit, in a file or a setting: YAML, checked, with errors that help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

M = TypeVar("M", bound=BaseModel)


RuleSource = Path | str
"""A file of rules, or their text."""

NO_YAML = "no_yaml"
"""The kind of fault of a text that is no YAML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFault:
    """Name a fault of written rules and its place, to be said in any language."""

    kind: str  # pydantic's type of the error, a validator's own, or `NO_YAML`
    message: str  # in English, for commands
    path: str = ""  # "teams.support.hours.monday"; "": the whole text
    line: int | None = None  # from 1; None: it is not known
    is_key: bool = False  # the last name of the path is wrong, not its value
    limits: Mapping[str, Any] = field(default_factory=dict)  # pydantic's, by name


class RuleTextError(ValueError):
    """Say that written rules cannot be used; the message names each fault by its path."""

    def __init__(self, message: str, faults: Sequence[RuleFault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)  # empty: the file itself cannot be read


def misfit(*, kind: LiteralString, says: LiteralString, **limits: str) -> PydanticCustomError:
    """Return the error of a value that a validator of ours refuses.

    `says` is the message in English, with `limits` in its braces; the console has words of `kind`.
    """
    return PydanticCustomError(kind, says, dict(limits))


E = TypeVar("E", bound=RuleTextError)


def read_rules(model: type[M], source: RuleSource, error: type[E], *, named_by: str) -> M:
    """Return the rules of a file or of a text; `named_by` is the setting that has them.

    Raises:
        RuleTextError: `error`; the file is missing, is no YAML, or a line in it is unknown or out
            of range. The message names each by its path in the file.
    """
    path = source if isinstance(source, Path) else named_by
    try:
        text = _text(source)
    except FileNotFoundError:
        msg = f"{path} does not exist; {named_by} names it"
        raise error(msg) from None
    except (OSError, UnicodeDecodeError) as fault:
        msg = f"{path} cannot be read: {fault}"
        raise error(msg) from None
    return read_text(model, text, error, source=str(path))


def read_text(model: type[M], text: str, error: type[E], *, source: str) -> M:
    """Return the rules of a text; `source` is where it stands, for the message.

    Raises:
        RuleTextError: `error`; the text is no YAML, or a line in it is unknown or out of range.
    """
    try:
        return model.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as fault:
        msg = f"{source} cannot be read: {fault}"
        raise error(msg, [_no_yaml(fault)]) from None
    except ValidationError as fault:
        faults = find_faults(fault, text)
        told = (": ".join(filter(None, (one.path, one.message))) for one in faults)
        msg = f"{source}: " + "; ".join(told)
        raise error(msg, faults) from None


def find_faults(error: ValidationError, text: str) -> list[RuleFault]:
    """Return each fault of rules that were read of a YAML text, with its line."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    found = []
    for one in error.errors():
        loc = [part for part in one["loc"] if part != "[key]"]
        found.append(
            RuleFault(
                kind=one["type"],
                message=one["msg"],
                path=".".join(map(str, loc)),
                line=_line(node, loc),
                is_key=len(loc) < len(one["loc"]) or one["type"] == "extra_forbidden",
                limits=one.get("ctx", {}),
            )
        )
    return found


def _no_yaml(error: yaml.YAMLError) -> RuleFault:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    return RuleFault(kind=NO_YAML, message=str(error), line=mark.line + 1 if mark else None)


def _line(node: yaml.Node | None, loc: Sequence[int | str]) -> int | None:
    """Return the line of the deepest part of a path that stands in the text."""
    line = None
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            pairs = [(key, value) for key, value in node.value if key.value == str(part)]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            pairs = [(one, one) for one in node.value[part : part + 1]]
        else:
            pairs = []
        if not pairs:
            break
        key, node = pairs[0]
        line = key.start_mark.line + 1
    return line


def _text(source: RuleSource) -> str:
    return source.read_text(encoding="utf-8") if isinstance(source, Path) else source
