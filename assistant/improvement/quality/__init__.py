"""Let people judge the checks of quality, and switch off those that people do not agree with."""
