"""How the parts are put together: the only place that knows every adapter."""
