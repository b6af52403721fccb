"""Read a shop's pages as documents, whether they are files, rows of a table or web pages."""
