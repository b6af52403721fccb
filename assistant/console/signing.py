"""Who asks for a page, as the pages need to know it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Request

from assistant.staff.types import Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """An agent with a session."""

    agent: Agent
    csrf: str  # what forms of this session carry


Require = Callable[[str], Callable[[Request], Awaitable[SignedIn]]]
"""Gives what checks, for a permission, that a request may be answered."""
