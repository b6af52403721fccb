"""A shop's own files: catalogues and pages, read into `Product` and `Document`."""
