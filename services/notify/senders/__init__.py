"""Talking to receivers, between transactions: `client` posts one message, `pump` keeps all of them going."""
