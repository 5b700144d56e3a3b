"""Threads, children and lazy things, each with an end."""
