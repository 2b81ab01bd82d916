"""Everything that touches the world: databases, logs, HTTP, loops. No rule of the desk lives here."""
