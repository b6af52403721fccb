"""What goes wrong on purpose: errors, answers that are lost, answers that take long."""

import re
from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Fault:
    """Something that goes wrong with requests of one method and path, or of any."""

    code: int = 0  # of a Graph error; 0: the HTTP status alone
    status: int = 0  # with a body that is no JSON; 0: none of it
    method: str = ""  # "": any
    path: str = ""  # a pattern, without the version: r"\d+/messages"; "": any
    after_the_work: bool = False  # it is done, and only the answer is lost
    times: int = 1
    pause_s: float = 0.0  # before the answer
    retry_after: str = ""
    details: str = ""

    def fits(self, method: str, path: str) -> bool:
        """Return whether it happens to such a request."""
        return (
            self.times > 0
            and self.method in ("", method)
            and bool(re.fullmatch(self.path or ".*", path))
        )


def next_fault(faults: list[Fault], method: str, path: str) -> Fault | None:
    """Take the first fault that fits, and count it."""
    for one in faults:
        if one.fits(method, path):
            one.times -= 1
            return one
    return None
