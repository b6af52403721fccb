"""Write the log of a process: one JSON line an event, to standard error, nobody's words in it."""

import logging
import sys

import structlog


def configure(*, human: bool) -> None:
    """Write the log as lines for people if `human`, else as JSON."""
    render = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if human
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.WARNING if human else logging.INFO
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def log_failure(event: str, error: BaseException) -> None:
    """Log an error whose message is for the person who runs this."""
    structlog.get_logger(__name__).error(event, reason=str(error))
