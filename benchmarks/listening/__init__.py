"""Measure how customers who write in pieces are listened to."""
