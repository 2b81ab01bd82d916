"""Routing: who handles a request, why, and until when.

Owns: the directory of units, the dispatch catalogue, working calendars, handlings with their legs and clocks.
Consumes: intake.request.*, anomaly.case.opened, triaged, verified, closed.
Emits: routing.unit.changed, routing.handling.*.
"""
