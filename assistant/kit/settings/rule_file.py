"""Read a file of rules that people edit: YAML, checked, with errors that say how to mend it."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)


def read_rules(model: type[M], path: Path, error: type[ValueError], *, named_by: str) -> M:
    """Return the file's rules; `named_by` is the setting that names the file.

    Raises:
        ValueError: `error`; the file is missing, is no YAML, or a line in it is unknown or out of
            range. The message names each by its path in the file.
    """
    try:
        return model.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
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
