"""Do what a command of the command line asks for."""
