"""Serves a simulator over real HTTP, in the test's own loop."""

from integrations.channels.meta.simulator.simulator import serving as served

__all__ = ["served"]
