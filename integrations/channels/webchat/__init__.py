"""Serve the web chat: the widget's files, its HTTP API and its event stream."""
