"""The evidence bundle: one deterministic zip file per case. What its members prove is checked in `verify`.

`write_bundle` and `read_bundle` are inverse byte for byte: a bundle has one form, and no room for anything beside it.
"""

from dataclasses import dataclass
from typing import Final

from shared.evidence.archive import pack, unpack
from shared.evidence.canonical import b64u, unb64u
from shared.evidence.codes import Unproven
from shared.evidence.documents import Certificate, Document
from shared.evidence.jws import Envelope
from shared.evidence.notes import read_tlog_proof, tlog_proof
from shared.evidence.records import Catalogue, Confirmation, Journal, Leaf, ProvenLeaf, Result
from shared.evidence.scalars import Name
from shared.evidence.trust import Trust

MAX_BUNDLE: Final = 4 * 2**20
"""Bytes of the largest bundle that is looked at."""

README: Final = """\
证据包 / Evidence bundle
========================

本证据包证明：一项技术更正由主管部门签发证明、恰好执行一次、与证明完全一致，并已由他人确认。
核验不需要访问任何系统：

    portdesk verify <案件号>.evidence.zip --trust trust.json

信任文件 trust.json 请向省口岸主管部门索取，不要使用随证据包一同得到的文件。
没有信任文件时只能核对内部一致性，结论为 untrusted。

This bundle proves that a technical correction was certified by the competent department, carried
out exactly once and exactly as certified, and confirmed by somebody else. No system is asked:

    portdesk verify <case number>.evidence.zip --trust trust.json

Get trust.json from the provincial port authority, never together with the bundle.
Without it only the bundle's consistency can be checked, and the verdict is untrusted.

certificate.jws.json  证明与签名 / certificate and signatures      plan.json          更正方案 / plan
journal.jws.json      目标系统的执行记录 / the target's journal    result.json        读回结果 / read-back
confirmation.json     确认 / confirmation                          leaves.jsonl       日志条目 / log entries
proofs/               日志包含证明 / inclusion proofs              catalogue.json     异常类型 / anomaly types
registry.json         出具方自述的密钥与权限 / keys and authority as the issuer states them
"""
"""Part of format 1 of the bundle: it is compared byte for byte, so another text is another format."""


class _Line(Document):
    index: int
    leaf: Leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Everything an outsider needs, less the trust file. `leaves` are all entries of the case, by index."""

    certificate: Envelope
    result: Result
    journal: Journal
    confirmation: Confirmation
    leaves: tuple[ProvenLeaf, ...]
    checkpoint: str
    registry: Trust
    catalogue: Catalogue

    @property
    def content(self) -> Certificate:
        """The certificate that was signed."""
        return Certificate.read(self.certificate.content)


def file_name(case: Name) -> str:
    """What the bundle of a case is called."""
    return f"{case}.evidence.zip"


def write_bundle(bundle: Bundle) -> bytes:
    """The one file that holds this bundle."""
    lines = [_Line(index=each.index, leaf=each.leaf).to_bytes() + b"\n" for each in bundle.leaves]
    members = {
        "README.txt": README.encode(),
        "catalogue.json": bundle.catalogue.to_bytes(),
        "certificate.jws.json": bundle.certificate.to_bytes(),
        "confirmation.json": bundle.confirmation.to_bytes(),
        "journal.jws.json": bundle.journal.to_bytes(),
        "leaves.jsonl": b"".join(lines),
        "plan.json": bundle.content.plan.to_bytes(),
        "registry.json": bundle.registry.to_bytes(),
        "result.json": bundle.result.to_bytes(),
    }
    for each in bundle.leaves:
        path = [unb64u(node) for node in each.proof]
        members[f"proofs/{each.index}.tlog-proof"] = tlog_proof(each.index, path, bundle.checkpoint).encode()
    return pack(members)


def read_bundle(data: bytes) -> Bundle:
    """The bundle in a file; refuses with V1, V2 or V3 whatever `write_bundle` would not have written."""
    if len(data) > MAX_BUNDLE:
        raise Unproven("V1.too-large")
    members = unpack(data)
    try:
        proofs = [read_tlog_proof(text.decode()) for name, text in members.items() if name.startswith("proofs/")]
        by_index = {index: (path, note) for index, path, note in proofs}
        logged = [_Line.read(line) for line in members["leaves.jsonl"].split(b"\n")[:-1]]
        bundle = Bundle(
            certificate=Envelope.read(members["certificate.jws.json"]),
            result=Result.read(members["result.json"]),
            journal=Journal.read(members["journal.jws.json"]),
            confirmation=Confirmation.read(members["confirmation.json"]),
            leaves=tuple(
                ProvenLeaf(index=line.index, leaf=line.leaf, proof=tuple(map(b64u, by_index[line.index][0])))
                for line in logged
            ),
            checkpoint=by_index[logged[0].index][1],
            registry=Trust.read(members["registry.json"]),
            catalogue=Catalogue.read(members["catalogue.json"]),
        )
    except (LookupError, ValueError) as reason:  # a member is missing, or says what its model cannot
        raise Unproven("V1.malformed") from reason
    if write_bundle(bundle) != data:
        raise Unproven("V2.not-canonical")
    return bundle
