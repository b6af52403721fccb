"""Screen what comes in and review what goes out; pure."""
