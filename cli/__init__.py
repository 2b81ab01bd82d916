"""The command line, and the only code that puts the services together."""
