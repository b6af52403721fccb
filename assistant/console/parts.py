"""What the console's routes share."""

from dataclasses import dataclass
from typing import Self

from assistant.console import static_files
from assistant.console.following import Follower
from assistant.console.pages import Pages
from assistant.console.ports import Typing, Viewers
from assistant.console.reading import Reading
from assistant.console.static_files import Assets
from assistant.console.streaming import Streams
from assistant.desk.ports import Cases
from assistant.desk.service import Desk
from assistant.ports import Clock, EventLog, Fanout
from assistant.staff.ports import Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """All that the routes need."""

    reading: Reading
    desk: Desk
    viewers: Viewers
    typing: Typing
    fanout: Fanout
    clock: Clock
    pages: Pages
    assets: Assets
    streams: Streams

    @classmethod
    def assemble(
        cls,
        *,
        log: EventLog,
        cases: Cases,
        directory: Directory,
        desk: Desk,
        viewers: Viewers,
        typing: Typing,
        fanout: Fanout,
        clock: Clock,
    ) -> Self:
        """Put the parts together; call `streams.close` when the process is asked to stop."""
        assets = static_files.load()
        pages = Pages(static=assets.base)
        reading = Reading(log=log, cases=cases, directory=directory, clock=clock)
        return cls(
            reading=reading,
            desk=desk,
            viewers=viewers,
            typing=typing,
            fanout=fanout,
            clock=clock,
            pages=pages,
            assets=assets,
            streams=Streams(
                reading=reading, pages=pages, viewers=viewers, follower=Follower(log, fanout)
            ),
        )
