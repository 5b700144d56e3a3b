"""A small MTProto server: auth-key exchange, bot login, part upload, sendMedia, and faults on demand."""
