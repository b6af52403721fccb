"""Show change sets, and let the shop's people approve, edit, reject and take them back."""
