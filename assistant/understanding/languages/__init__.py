"""Hold the parts that tell which language a text is in."""
