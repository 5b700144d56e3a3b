"""Engines: a link becomes a file on disk."""
