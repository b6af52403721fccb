"""The command line: `comptoir --help`."""

from assistant.app.cli.command_line import main

__all__ = ["main"]
