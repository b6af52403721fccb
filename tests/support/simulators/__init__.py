"""Keep other companies' documented rules over real HTTP and SMTP."""
