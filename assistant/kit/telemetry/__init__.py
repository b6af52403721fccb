"""Count the work of processes for Prometheus, and trace messages for OpenTelemetry."""
