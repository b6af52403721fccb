"""What every page of the console stands on: access, the session of a browser, headers, texts,
scripts and styles.
"""
