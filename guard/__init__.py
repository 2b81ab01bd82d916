"""What a port system puts in front of its own API: no guarded write without a certificate that covers exactly it.

- `decide`: the pure decision, the same as the verifier's
- `trust`: the trust file, its serial never falling
- `routes`: which of the port system's own calls are guarded, as data
- `target`: what the port system has to provide
- `middleware`: the doors, as ASGI middleware
- `answers`: refusals as problem documents

The guard trusts nobody's server: what is presented to it proves itself or is refused.
"""
