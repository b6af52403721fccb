"""Run the commands of insights."""
