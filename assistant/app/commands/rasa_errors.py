"""What can go wrong with a Rasa server of our own, apart so that naming it costs no import."""


class RasaServerError(Exception):
    """Rasa cannot be set up or started here; the message says what is missing."""
