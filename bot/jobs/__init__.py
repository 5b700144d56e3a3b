"""Scheduled work: each job a few lines around a use case, each behind the guard."""
