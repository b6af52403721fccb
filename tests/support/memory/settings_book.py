"""Keep settings in this process's memory."""

from collections.abc import Sequence

from assistant.kit.settings.settings_book import SettingsConflictError, SettingsVersion


class MemorySettingsBook:
    """A `SettingsBook` for one event loop."""

    def __init__(self) -> None:
        self._put: list[SettingsVersion] = []

    async def version(self) -> int:
        return len(self._put)

    async def current(self) -> SettingsVersion | None:
        return self._put[-1] if self._put else None

    async def history(self, *, limit: int) -> Sequence[SettingsVersion]:
        return self._put[::-1][:limit]

    async def read(self, version: int) -> SettingsVersion | None:
        return self._put[version - 1] if 0 < version <= len(self._put) else None

    async def put(self, new: SettingsVersion) -> None:
        if new.version != len(self._put) + 1:
            raise SettingsConflictError(new.version)
        self._put.append(new)
