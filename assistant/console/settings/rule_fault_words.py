"""Say the faults of written rules in French and English: the place of each, and its remedy."""

from collections.abc import Mapping, Sequence

from assistant.console.settings.setting_texts import BY_TYPE, say, texts
from assistant.conversation.message import Language
from assistant.kit.settings.rule_file import RuleFault

_SHOWN = 5  # of many, which often have one cause
_KINDS: Mapping[str, str] = {  # of pydantic's errors: our text
    "extra_forbidden": "unknown_name",
    "enum": "choice",
    "literal_error": "choice",
    "bool_parsing": "bool",
    "bool_type": "bool",
    "int_type": "int",
    "float_type": "number",
    "string_type": "text",
    "tuple_type": "list",
    "list_type": "list",
    "too_short": "list",
    "dict_type": "names",
    "model_type": "names",
    "model_attributes_type": "names",
    "date_from_datetime_parsing": "date",
    "date_from_datetime_inexact": "date",
    "date_parsing": "date",
    "date_type": "date",
}


def say_faults(faults: Sequence[RuleFault], language: Language) -> str:
    """Return the first faults, each with its line, its path and how to mend it."""
    said = [_say(one, language) for one in faults[:_SHOWN]]
    if len(faults) > _SHOWN:
        said.append(say("fault.more", language, n=len(faults) - _SHOWN))
    return " ".join(said)


def _say(fault: RuleFault, language: Language) -> str:
    what = _what(fault, language)
    if fault.line is None:
        path = fault.path or say("fault.whole", language)
        return say("fault.at_path", language, path=path, what=what)
    if not fault.path:
        return say("fault.at_line", language, line=fault.line, what=what)
    return say("fault.at", language, line=fault.line, path=fault.path, what=what)


def _what(fault: RuleFault, language: Language) -> str:
    if fault.is_key:
        expected = fault.limits.get("expected", "")
        name = "unknown_of" if expected else "unknown_name"
        return say(f"fault.{name}", language, expected=expected)
    kind = _KINDS.get(fault.kind, fault.kind)
    if f"fault.{kind}" in texts(language):
        return say(f"fault.{kind}", language, **{**_LIMITS, **fault.limits})
    name, limit = BY_TYPE.get(kind, (kind, ""))
    if f"error.{name}" in texts(language):
        return say(f"error.{name}", language, limit=fault.limits.get(limit, ""))
    return say("error.other", language, why=fault.message)


_LIMITS: Mapping[str, str] = {"expected": "", "written": "", "at": "", "team": "", "teams": ""}
