"""Show the values of proposed settings in the fields of their pages, and read them again."""

from collections.abc import Mapping, Sequence

import orjson
from pydantic import ValidationError

from assistant.console.settings.setting_groups import ShownField, show_field, typed_value
from assistant.console.settings.settings_pages import errors_of
from assistant.conversation.message import Language
from assistant.desk.staff.settings_changes import (
    SettingRefusedError,
    SettingsChanges,
    UnworkableSettingsError,
)
from assistant.improvement.changes.change_set import ChangeSet
from assistant.kit.settings.setting_fields import setting_fields, spell
from assistant.kit.settings.settings import Settings

_NOTHING: Mapping[str, str] = {}


def show_values(
    change: ChangeSet,
    settings: Settings,
    language: Language,
    *,
    typed: Mapping[str, str] = _NOTHING,
    misfits: Mapping[str, str] = _NOTHING,
) -> Sequence[ShownField]:
    """Return the fields of proposed settings; typed values stand in place of the proposed."""
    fields = setting_fields()
    return [
        show_field(
            fields[name],
            settings,
            language,
            typed=typed.get(name, value) or spell(fields[name].default),
            error=misfits.get(name, ""),
        )
        for name, value in sorted(_values(change).items())
        if name in fields  # a release may have dropped it
    ]


def read_values(change: ChangeSet, form: Mapping[str, str]) -> Mapping[str, str]:
    """Return the values of proposed settings as a form has them, by name; "" is the default."""
    fields, read = setting_fields(), {}
    for name, value in _values(change).items():
        text = typed_value(fields[name], form) if name in fields else value
        read[name] = "" if name in fields and text == spell(fields[name].default) else text
    return read


def written(values: Mapping[str, str]) -> str:
    """Return values as the content of a change."""
    return orjson.dumps(dict(values), option=orjson.OPT_SORT_KEYS).decode()


async def find_misfits(
    settings: SettingsChanges, values: Mapping[str, str], language: Language
) -> Mapping[str, str]:
    """Return the error of each value, in words; none: all of them can be set."""
    try:
        await settings.try_out(values)
    except (ValidationError, UnworkableSettingsError) as error:
        return errors_of(error, language)
    except SettingRefusedError as error:
        return {str(error): str(error)}
    return {}


def _values(change: ChangeSet) -> Mapping[str, str]:
    values: Mapping[str, str] = orjson.loads(change.change.content)
    return values
