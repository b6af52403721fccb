"""Hold the parts that every page of the console needs.

That is access, the session of a browser, headers, texts, scripts and styles.
"""
