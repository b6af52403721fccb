"""A helpdesk that the shop already runs, kept along with the event log, and heard."""
