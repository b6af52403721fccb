"""Where mail goes: an SMTP server, or a folder on this machine."""
