"""Run the command line as `python -m assistant.app.cli`, for processes that Comptoir starts."""

from assistant.app.cli.command_line import main

main()
