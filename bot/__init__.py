"""Ferry: send it a link, it brings the file into the chat."""
