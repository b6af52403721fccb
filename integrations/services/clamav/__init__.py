"""Scan the files that customers send, with ClamAV."""
