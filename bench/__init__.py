"""The figures: `make bench` measures them and writes RESULTS.md."""
