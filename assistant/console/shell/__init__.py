"""What every page of the console stands on.

Access, the session of a browser, headers, texts, scripts and styles.
"""
