"""`python -m assistant.app.cli`: the command line without its script, for processes we start."""

from assistant.app.cli.command_line import main

main()
