"""Values: what a link, a delivery and a file are. No I/O, no third-party package."""
