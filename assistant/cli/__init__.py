"""The command line: `comptoir --help`.

One module per command; heavy imports wait inside the commands, so that help is quick.
"""

from assistant.cli.main import main

__all__ = ["main"]
