"""Send mail to an SMTP server, or into a folder on this machine."""
