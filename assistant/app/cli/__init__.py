"""Hold the command line: `comptoir --help`.

One module per theme; heavy imports wait inside the commands, so that help is quick.
"""

from assistant.app.cli.command_line import main

__all__ = ["main"]
