"""`python -m assistant.cli`: the command line without its script, for processes we start."""

from assistant.cli.main import main

main()
