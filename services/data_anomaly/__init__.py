"""Data anomaly: from a wrong record to a certified correction that an outsider can verify.

Owns: cases, plans, certificates, executions, authority grants, signing keys, connectors, the transparency log.
Consumes: intake.request.accepted, intake.request.withdrawn, routing.unit.changed.
Emits: anomaly.case.*, anomaly.certificate.*, anomaly.execution.*, anomaly.log.checkpointed.
"""
