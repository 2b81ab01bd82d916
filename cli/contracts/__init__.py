"""`portdesk contracts`: what is published of the suite, made from its code. What is published by hand is not here."""

from cli.contracts.command import contracts

__all__ = ["contracts"]
