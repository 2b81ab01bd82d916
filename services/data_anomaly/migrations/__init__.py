"""Data anomaly's schema history."""
