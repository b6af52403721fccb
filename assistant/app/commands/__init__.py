"""Execute the commands of the command line, apart from their options and their output."""
