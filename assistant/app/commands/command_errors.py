"""Declare the errors of commands; importing them loads nothing else."""


class InsightError(ValueError):
    """Say why a command on an insight cannot be done, and how to mend it."""


class WebhookError(ValueError):
    """Say why a command on a webhook cannot be done, and how to mend it."""


class BackupError(Exception):
    """Say why a backup of the installation cannot be made or used, and how to mend it."""


class RasaServerError(Exception):
    """Say that Rasa cannot be set up or started here; the message names the missing part."""
