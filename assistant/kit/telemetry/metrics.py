"""Declare the metrics that processes count, each once, under the names that boards ask for.

Labels are words of ours, routes and codes: no id and nothing of a customer.
"""

from prometheus_client import Counter, Gauge, Histogram

_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_PATIENT = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)

REQUESTS = Histogram(
    "comptoir_request_seconds",
    "Time from a request to the first byte of its response, with the code if it is a refusal.",
    ("method", "route", "status", "refusal"),
    buckets=_QUICK,
)
REFUSALS = Counter("comptoir_refusals", "Requests that were refused, by the code.", ("code",))
MESSAGES = Counter("comptoir_messages", "Customers' messages that were accepted.", ("kind",))
ACCEPTING = Histogram(
    "comptoir_accept_seconds", "Time to have a message in the log and queued.", buckets=_QUICK
)
NOT_QUEUED = Counter("comptoir_messages_not_queued", "Messages that were left to the sweep.")
TURNS = Histogram(
    "comptoir_turn_seconds", "Time of a turn, by its outcome.", ("outcome",), buckets=_PATIENT
)
WAITS = Histogram(
    "comptoir_answer_wait_seconds", "Time from a message to its reply.", buckets=_PATIENT
)
TURN_FAILURES = Counter("comptoir_turn_failures", "Turns that failed, by the error.", ("reason",))
DELIVERIES = Counter(
    "comptoir_deliveries", "Replies that were handed to a channel.", ("channel", "result")
)
SWEPT = Counter("comptoir_swept", "Conversations that the sweep put back.")
UNREAD = Counter("comptoir_unread_events", "Events of another version of the program.")
BREAKERS = Gauge(
    "comptoir_breaker_open",
    "1: a process leaves an endpoint alone, because it failed.",
    ("endpoint",),
    multiprocess_mode="livemax",
)
