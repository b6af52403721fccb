"""ClamAV looks at the files that customers send."""
