"""Where somebody goes once signed in: a page of the console, never another site."""

import re

from assistant.desk.staff.staff_permissions import Permission, may
from assistant.conversation.people import Agent

HOME = "/console"

_OURS = re.compile(
    r"/(?:console|insights)(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?(\?[A-Za-z0-9._~=&%+/-]*)?"
)


def home_of(agent: Agent) -> str:
    """Return the first page of what somebody's role is there for."""
    return HOME if may(agent.role, Permission.READ_CONVERSATIONS) else "/insights"


def safe_destination(given: str) -> str:
    """Return `given` if it is an address of the console, else its first page."""
    if given.startswith("/console/sign-") or not _OURS.fullmatch(given):
        return HOME
    return given
