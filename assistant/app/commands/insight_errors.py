"""Errors of commands on insights; light enough for whoever only has to know them."""


class InsightError(ValueError):
    """What was asked for cannot be done with an insight; the message says why, and what to do."""


class WebhookError(ValueError):
    """What was asked for cannot be done with a webhook; the message says why, and what to do."""
