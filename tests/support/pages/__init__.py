"""Build and drive the console, the widget and the pages of insights."""
