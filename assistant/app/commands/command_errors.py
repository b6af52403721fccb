"""Name the errors of commands, light enough for whoever only has to know them."""


class InsightError(ValueError):
    """What was asked for cannot be done with an insight; the message says why, and what to do."""


class WebhookError(ValueError):
    """What was asked for cannot be done with a webhook; the message says why, and what to do."""


class RasaServerError(Exception):
    """Rasa cannot be set up or started here; the message says what is missing."""
