"""Share one call among many callers."""
