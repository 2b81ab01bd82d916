"""Which acts leave an entry in the transparency log, and the hashes each entry carries. Entries are never content."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from shared.evidence.canonical import canonical, sha256
from shared.evidence.records import Leaf
from shared.evidence.scalars import stamp

LEAF_HASHES: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(hashes.split())
    for name, hashes in {
        "case.opened": "",
        "case.triaged": "",
        "case.merged": "",
        "case.referred": "",
        "case.accepted": "",
        "case.waiting": "",
        "case.intervened": "",
        "case.special": "",
        "case.disputed": "",
        "case.withdrawn": "",
        "case.reopened": "",
        "case.closed": "",
        "plan.saved": "plan",
        "plan.previewed": "plan preview",
        "plan.reopened": "",
        "cert.requested": "payload plan",
        "cert.signed": "payload signature",
        "cert.returned": "payload",
        "cert.refused": "payload",
        "cert.issued": "certificate registry catalogue",
        "cert.revoked": "certificate",
        "cert.expired": "certificate",
        "exec.reserved": "certificate plan ops",
        "exec.lapsed": "certificate",
        "exec.sent": "certificate",
        "exec.result": "certificate",
        "exec.reconciled": "certificate journal",
        "exec.verified": "certificate result",
        "exec.rolledback": "certificate journal",
        "emerg.intent": "plan",
        "emerg.result": "journal",
        "emerg.ratified": "certificate",
        "emerg.refused": "",
        "key.added": "key",
        "key.retired": "key",
        "key.compromised": "key",
        "authority.granted": "grant",
        "catalogue.published": "catalogue",
        "config.changed": "config",
    }.items()
}
"""Entry types (of a case, of its certificate, of the installation) and the hashes they must carry; more are allowed.

`ref` is the certificate's id for cert.*, exec.* and emerg.*, the case's id for case.* and plan.*, else the id of the
thing. The hashes: `payload` is of the certificate document, `certificate` of the sealed envelope (`Envelope.sha256`),
`signature` of one officer's `jws.Signature`, `ops` see `ops_sha256`, `journal` of a `records.Journal`, `result` of a
`records.Result`. exec.result carries `journal` unless the answer was lost; then exec.reconciled does. case.closed
carries `confirmation`, of a `records.Confirmation`, when something was corrected.
"""


def leaf(
    t: str, *, at: datetime, ref: str, case: str | None = None, case_seq: int | None = None, **hashes: str
) -> Leaf:
    """The entry for an act, with time cut to the second; ValueError for an unknown type or a missing hash.

    `case_seq` counts the entries of the case from 1, so that a reader sees when one is held back.
    """
    if missing := LEAF_HASHES[t] - hashes.keys():
        raise ValueError(f"{t} must carry {', '.join(sorted(missing))}")
    if (case is None) != (case_seq is None):
        raise ValueError("case and case_seq go together")
    return Leaf(t=t, at=stamp(at), case=case, case_seq=case_seq, h=hashes, ref=ref)


def ops_sha256(op_ids: tuple[str, ...]) -> str:
    """The hash of the list of operation ids that a reservation consumes."""
    return sha256(canonical(list(op_ids)))
