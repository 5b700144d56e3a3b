"""Calls that may fail or be too many: how fast, how often again, and when not at all."""
