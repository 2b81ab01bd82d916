"""Small programs that use PortDesk from outside."""
