"""Time that passes only when somebody sleeps."""

from dataclasses import dataclass, field


@dataclass
class Time:
    """A monotonic clock and its sleep, in seconds."""

    at: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    async def sleep(self, for_s: float) -> None:
        self.slept.append(for_s)
        self.at += for_s
