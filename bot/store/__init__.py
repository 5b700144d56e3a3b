"""What the bot remembers, in a database. Synchronous, one short transaction per call; called through worker threads."""
