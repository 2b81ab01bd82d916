"""A small port system (税费支付系统, 示例): tax bills, receipts, manifests, with PortDesk's guard in front of its API.

- `records`: its tables, its published record view, corrections and journal in one transaction
- `app`: its API behind the guard
- `faults`: what can be made to go wrong
- `client`: how it brings a data anomaly to the desk
- `python -m examples.port_system --help`
"""
