"""Declare the errors of commands; importing them loads nothing else."""


class BackupError(Exception):
    """Say why a backup of the installation cannot be made or used, and how to mend it."""


class RasaServerError(Exception):
    """Say that Rasa cannot be set up or started here; the message names the missing part."""
