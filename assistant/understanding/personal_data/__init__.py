"""Take personal data out of a text; pure, read `removal` first."""
