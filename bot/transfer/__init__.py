"""Sends files and messages into chats: by the Bot API, and by MTProto where a file is too large for that."""
