"""The one place for events: what each service announces, with frozen schemas and examples. No transport."""
