"""ClamAV, which looks at the files that customers send."""
