"""Notify: tells machines what happened, by signed webhooks, in order, until they have it.

Owns: endpoints, their secrets and zones, deliveries, attempts.
Consumes: every event of intake, routing and anomaly, and routing.unit.changed.
Emits: nothing yet.
"""
