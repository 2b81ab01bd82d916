"""Notify's schema history."""
