"""Write the settings that people made into a file, and read such a file back."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import yaml
from pydantic import ValidationError

from assistant.app.compose.local_installation import open_data_dir
from assistant.app.compose.process_parts import open_parts
from assistant.app.compose.services.stored_settings import assemble_changes, settings_book
from assistant.desk.staff.audit_chain import COMMAND_LINE
from assistant.desk.staff.settings_changes import (
    SettingRefusedError,
    SettingsChanges,
    UnworkableSettingsError,
)
from assistant.kit.settings.setting_fields import setting_fields
from assistant.kit.settings.settings import SettingError, Settings
from integrations.stores.sql.database import open_database


class SettingsFileError(SettingError):
    """Say that a file of settings cannot be used; nothing was changed."""


async def export_settings(settings: Settings, *, secrets: bool) -> str:
    """Return the settings that people made, as YAML; secrets only if they are asked for.

    Raises:
        LogUnavailableError: no database answers.
    """
    open_data_dir(settings.data_dir)
    async with open_database(settings.log_url, settings.archive_folder) as database:
        newest = await settings_book(settings, database).current()
    values = newest.values if newest else {}
    known, nested = setting_fields(), dict[str, dict[str, str]]()
    for name, text in sorted(values.items()):
        section, _, field = name.partition(".")
        if secrets or (name in known and not known[name].is_secret):
            nested.setdefault(section, {})[field] = text
    return yaml.safe_dump(nested, sort_keys=False, allow_unicode=True) if nested else "{}\n"


async def import_settings(settings: Settings, text: str) -> tuple[str, ...]:
    """Put the settings of a file in force, beside the others. Return the names of those changed.

    Raises:
        SettingsFileError: it is no such file, or a setting in it cannot be used.
        LogUnavailableError: no database answers.
    """
    asked = _read(text)
    async with _open(settings) as changes:
        newest = await changes.current()
        version = newest.version if newest else 0
        try:
            put = await changes.change(asked, expected_version=version, by=COMMAND_LINE)
        except SettingRefusedError as error:
            msg = f"{error.name} is set by the server, or is no setting of a page"
            raise SettingsFileError(msg) from None
        except ValidationError as error:
            wrong = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            raise SettingsFileError("; ".join(wrong)) from None
        except UnworkableSettingsError as error:
            raise SettingsFileError(str(error)) from None
    return put.changed if put else ()


def _read(text: str) -> Mapping[str, str]:
    try:
        nested = yaml.safe_load(text)
        return {
            f"{section}.{field}": _spelt(value)
            for section, fields in nested.items()
            for field, value in fields.items()
        }
    except (yaml.YAMLError, AttributeError):
        msg = "the file is not as comptoir settings export writes it: sections with settings, YAML"
        raise SettingsFileError(msg) from None


def _spelt(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


@asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[SettingsChanges]:
    open_data_dir(settings.data_dir)
    async with open_parts(settings) as parts:
        yield assemble_changes(settings, parts)
