"""Notify: tells machines what happened, by signed webhooks, and web pages as it happens, by a stream.

Owns: endpoints, their secrets and zones, deliveries, attempts; streams, and who is at which request.
Consumes: every event of intake, routing and anomaly, and routing.unit.changed.
Emits: nothing yet.
"""
