"""The four services. Each has the same rooms; none imports another."""
