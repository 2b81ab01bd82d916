"""Every SQL statement of data_anomaly. Domain objects go in and come out; nothing is decided here.

- `cases`: cases with their acts and parties; an act's log leaf waits for the sequencer from the same transaction on
- `evidence`: plans, certificates, signatures, reservations, documents by hash
- `registry`: anomaly types, grants, keys, connectors
- `log`: the transparency log
- `timers`: what becomes due
"""
