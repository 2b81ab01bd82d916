"""Intake: service requests from the first word to the final reply.

Owns: requests, their messages and timelines, contact data, tracking numbers, first contacts.
Consumes: routing.handling.*, routing.unit.changed, anomaly.case.opened, anomaly.case.triaged.
Emits: intake.request.*.
"""
