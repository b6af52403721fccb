"""Make the assistant better: changes are tried on what happened before they meet customers."""
