"""What the desk can do with cases: load, permit, decide, save, emit. Nothing here knows HTTP or SQL.

- `told`: the one way in which a case moves
- `opening`, `handling`: from report to confirmation by business rules
- `planning`, `certifying`, `executing`: the special case
- `registering`: catalogue, grants, keys, connectors, trust file
- `logbook`, `bundling`: the transparency log and the evidence bundle
"""
