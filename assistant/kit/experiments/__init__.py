"""Hold the experiments, and draw the arm that each visitor is in."""
