"""An MTProto server: auth-key exchange, bot login, part upload, sendMedia; slow, strict, and faulty on demand."""
