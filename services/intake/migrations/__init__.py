"""Intake's schema history."""
