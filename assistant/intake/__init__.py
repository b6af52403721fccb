"""Takes in what other companies post, once it is stored and acknowledged."""
