"""Screens what comes in, reviews what goes out: pure."""
