"""Read the product exports of shop systems, one module a format."""
