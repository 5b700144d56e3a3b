"""Chat in, chat out: a handler reads, hands over, answers. Each module has `handlers(…)`, wired in `app.rooms`."""
