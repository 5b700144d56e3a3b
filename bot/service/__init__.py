"""The use cases. They see adapters only through `ports`."""
