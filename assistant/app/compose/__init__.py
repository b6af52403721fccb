"""Put together the parts of an installation: the only place that knows every adapter."""
