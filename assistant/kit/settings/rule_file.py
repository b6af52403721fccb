"""Read rules that people edit, in a file or a setting: YAML, checked, with errors that help."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)


RuleSource = Path | str
"""A file of rules, or their text."""


def read_rules(model: type[M], source: RuleSource, error: type[ValueError], *, named_by: str) -> M:
    """Return the rules of a file or of a text; `named_by` is the setting that has them.

    Raises:
        ValueError: `error`; the file is missing, is no YAML, or a line in it is unknown or out of
            range. The message names each by its path in the file.
    """
    path = source if isinstance(source, Path) else named_by
    try:
        return model.model_validate(yaml.safe_load(_text(source)))
    except FileNotFoundError:
        msg = f"{path} does not exist; {named_by} names it"
        raise error(msg) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        msg = f"{path} cannot be read: {fault}"
        raise error(msg) from None
    except ValidationError as fault:
        wrong = (
            ": ".join(filter(None, (".".join(map(str, e["loc"])), e["msg"])))
            for e in fault.errors()
        )
        msg = f"{path}: " + "; ".join(wrong)
        raise error(msg) from None


def _text(source: RuleSource) -> str:
    return source.read_text(encoding="utf-8") if isinstance(source, Path) else source
