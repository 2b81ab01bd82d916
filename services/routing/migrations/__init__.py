"""Routing's schema history."""
