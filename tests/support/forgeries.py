"""Certificates and presentations that must be refused, each wrong in one way, as guard and verifier are shown them.

Each is made afresh with the trust it is to be measured by (`home.trust`), and signed and logged as well as a forger
with all the keys could. What is wrong with bundles only is in `tests.support.forged_bundles`.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from shared.evidence.canonical import b64u, canonical, sha256, unb64u
from shared.evidence.documents import Certificate, Operation, Person, Plan, Quorum, Record
from shared.evidence.jws import Envelope, Role, Signature
from shared.evidence.scalars import stamp, typed
from shared.evidence.trust import Grant, Log
from shared.kernel.desk import Severity
from tests.support.evidence import (
    CERTIFICATE_ID,
    DEPARTMENT,
    EPORT,
    NOW,
    Installation,
    Presented,
    installation,
    make_certificate,
    make_op,
    make_plan,
    present,
)

BILL = "410120261123000871"
LATER = NOW + timedelta(days=1)
HOME = installation()
BOTH: tuple[tuple[str, Role], ...] = (("zhang", "handler"), ("li", "approver"))
SEAL: tuple[str, Role] = ("seal", "seal")


@dataclass(frozen=True)
class Forgery:
    """One way to be wrong: the guard's code for it, and the verifier's where a bundle shows it otherwise."""

    name: str
    code: str
    make: Callable[[], Presented]
    at_verifier: str | None = ""
    """Empty if it is the same code; None if a bundle cannot be wrong in this way."""

    @property
    def verifier_code(self) -> str:
        """What a bundle of it is refused with."""
        return self.at_verifier or self.code


def order(n: int = 1, **changes: Any) -> Operation:
    """The operation that would mark the example's tax bill as paid."""
    return make_op(n, **({"record": Record(key="tax_bill", id=BILL), "version": '"1"'} | changes))


def paying(**changes: Any) -> Plan:
    """The plan of that one operation, or of others."""
    return make_plan(changes.pop("ops", (order(),)), **changes)


def signed(certificate: Certificate, *signers: tuple[str, Role], home: Installation = HOME) -> Envelope:
    """The certificate with exactly these signatures, in this order."""
    envelope = Envelope.around(certificate)
    for kid, role in signers:
        envelope = envelope.with_signature(home.sign(envelope, kid, role))
    return envelope


def genuine(plan: Plan | None = None, *, home: Installation = HOME, **changes: Any) -> Presented:
    """Nothing is wrong with it, unless `changes` to the certificate are."""
    return present(home.issue(make_certificate(plan or paying(), **changes)), home)


def trusting(home: Installation = HOME, **changes: Any) -> Installation:
    """The installation with another trust file."""
    return replace(home, trust=home.trust.model_copy(update=changes))


def _signers(*signers: tuple[str, Role], **changes: Any) -> Callable[[], Presented]:
    return lambda: present(signed(make_certificate(paying(), **changes), *signers))


def _certificate(**changes: Any) -> Callable[[], Presented]:
    return lambda: genuine(**changes)


def _plan(**changes: Any) -> Callable[[], Presented]:
    return lambda: genuine(paying(**changes))


def _trust(**changes: Any) -> Callable[[], Presented]:
    return lambda: genuine(home=trusting(**changes))


def _key(kid: str, **changes: Any) -> Callable[[], Presented]:
    keys = {**HOME.trust.keys, kid: HOME.trust.keys[kid].model_copy(update=changes)}
    return _trust(keys=keys)


def _leaf(name: str, **changes: Any) -> Callable[[], Presented]:
    return lambda: present(HOME.issue(make_certificate(paying())), changed={name: changes})


def _anomaly(**changes: Any) -> Callable[[], Presented]:
    return _certificate(anomaly=make_certificate().anomaly.model_copy(update=changes))


def _person(person: str, unit: str = DEPARTMENT) -> Person:
    return Person(unit=unit, person=person)


def _hashes(presented: Presented, index: int) -> dict[str, str]:
    return dict(presented.tree.leaves[index].h)


def _executor(person: str) -> Callable[[], Presented]:
    return _plan(executor=make_plan().executor.model_copy(update={"person": person}))


def _several_ops(number: int, **changes: Any) -> Callable[[], Presented]:
    return _plan(
        ops=[order(n, record=Record(key="tax_bill", id=f"{BILL}-{n}"), **changes) for n in range(1, number + 1)]
    )


def _repeated() -> Presented:
    certificate = make_certificate(paying())
    envelope = signed(certificate, BOTH[0])
    again = envelope.with_signature(envelope.signatures[0])
    return present(again.with_signature(HOME.sign(again, *SEAL)))


def _signed_before_it_was_logged(**changes: Any) -> Presented:
    """The signers say to have signed a minute before the log took the certificate in."""
    envelope = Envelope.around(make_certificate(paying()))
    for kid, role in (*BOTH, SEAL):
        envelope = envelope.with_signature(HOME.sign(envelope, kid, role, at=NOW - timedelta(minutes=1)))
    return present(envelope, trusting(**changes))


def _backdated() -> Presented:
    """A key that ran out before the certificate was logged."""
    keys = {**HOME.trust.keys, "zhang": HOME.trust.keys["zhang"].model_copy(update={"not_after": stamp(NOW)})}
    return _signed_before_it_was_logged(keys=keys)


def granted(*grants: Mapping[str, Any]) -> Mapping[str, Sequence[Grant]]:
    """The grants of the department as a trust file tells them, each the usual one with changes."""
    (usual,) = HOME.trust.departments[DEPARTMENT]
    return {DEPARTMENT: tuple(usual.model_copy(update=dict(changes)) for changes in grants)}


def _borrowed_signature() -> Presented:
    """The officers signed another revision of the plan."""
    other = signed(make_certificate(paying(rev=4)), *BOTH)
    envelope = replace_signatures(Envelope.around(make_certificate(paying())), other.signatures)
    return present(envelope.with_signature(HOME.sign(envelope, *SEAL)))


def replace_signatures(envelope: Envelope, signatures: Iterable[Signature]) -> Envelope:
    """The same payload under other signatures."""
    return Envelope(payload=envelope.payload, signatures=tuple(signatures))


def _header(**changes: Any) -> Callable[[], Presented]:
    """A header of the forger's choice, under a signature that holds."""

    def make() -> Presented:
        envelope = signed(make_certificate(paying()), *BOTH)
        header = {**json.loads(unb64u(HOME.sign(envelope, *SEAL).protected)), **changes}
        protected = b64u(canonical({name: value for name, value in header.items() if value is not None}))
        key: Any = HOME.private["seal"]
        value = key.sign(f"{protected}.{envelope.payload}".encode())
        return present(envelope.with_signature(Signature(protected=protected, signature=b64u(value))))

    return make


def _foreign_head() -> Presented:
    """Another log signed the head, under the name of ours."""
    stranger = installation("stranger.example")
    return replace(genuine(), home=replace(HOME, log_key=stranger.log_key))


def _swapped() -> Presented:
    good = genuine()
    issued = {"t": "cert.issued", "h": _hashes(good, good.issued)}
    reserved = {"t": "exec.reserved", "h": _hashes(good, good.reserved)}
    return present(good.envelope, changed={"cert.issued": reserved, "exec.reserved": issued})


def _other_hash(name: str, member: str) -> Callable[[], Presented]:
    def make() -> Presented:
        good = genuine()
        index = good.issued if name == "cert.issued" else good.reserved
        return present(good.envelope, changed={name: {"h": {**_hashes(good, index), member: sha256(b"other")}}})

    return make


def _misplanned() -> Presented:
    return genuine(plan_sha256=sha256(b"another plan"))


_FAR = make_plan().target.model_copy(update={"system": "hn-sw-licence"})
_OLD_VIEW = make_plan().target.model_copy(update={"schema_sha256": sha256(b"yesterday's view")})
_OTHER_ID = CERTIFICATE_ID.replace("ce", "cf")

FORGERIES = (
    Forgery("one officer, and a certificate that asks for one", "V6.quorum",
            _signers(BOTH[0], SEAL, quorum=Quorum(rule="A13/S2", need=1))),
    Forgery("one officer twice, with two keys", "V6.quorum",
            _signers(("li", "approver"), ("li-second-key", "approver"), SEAL)),
    Forgery("one signature twice", "V6.quorum", _repeated),
    Forgery("an officer who was not asked", "V6.quorum", _signers(BOTH[0], ("li", "second"), SEAL)),
    Forgery("no officer at all", "V6.quorum", _signers(SEAL)),
    Forgery("no seal", "V6.no-seal", _signers(*BOTH)),
    Forgery("sealed before the officers signed", "V6.no-seal", _signers(SEAL, *BOTH)),
    Forgery("sealed twice", "V6.no-seal", _signers(*BOTH, SEAL, SEAL)),
    Forgery("a key nobody knows", "V5.unknown-key",
            _trust(keys={kid: key for kid, key in HOME.trust.keys.items() if kid != "zhang"})),
    Forgery("an officer's key seals", "V5.wrong-use", _signers(*BOTH, ("zhang", "seal"))),
    Forgery("the seal's key signs as an officer", "V5.wrong-use", _signers(BOTH[0], ("seal", "approver"), SEAL)),
    Forgery("the guard's key seals", "V5.wrong-use", _signers(*BOTH, ("guard", "seal"))),
    Forgery("a key that has run out", "V5.key-expired", _key("zhang", not_after="2026-06-30T00:00:00Z")),
    Forgery("a key that is not valid yet", "V5.key-expired", _key("seal", not_before="2026-12-01T00:00:00Z")),
    Forgery("a key that ran out before the log took the certificate", "V5.key-expired", _backdated),
    Forgery("an officer of another unit", "V7.department", _signers(BOTH[0], ("foreign", "approver"), SEAL)),
    Forgery("a department without grant", "V7.department", _trust(departments={})),
    Forgery("a grant that had ended when the log took the certificate in", "V7.department",
            lambda: _signed_before_it_was_logged(departments=granted({"not_after": stamp(NOW)}))),
    Forgery("a grant that began after the officers had signed", "V7.department",
            lambda: _signed_before_it_was_logged(departments=granted({"not_before": stamp(NOW)}))),
    Forgery("a grant that covers it since the day after", "V7.authority", lambda: genuine(home=trusting(
            departments=granted({"types": ("A14",), "not_after": stamp(LATER)}, {"not_before": stamp(LATER)})))),
    Forgery("a severity beyond the grant", "V7.authority", _anomaly(severity=Severity.S1)),
    Forgery("a place beyond the grant", "V7.authority", _anomaly(territory="410200")),
    Forgery("a type beyond the grant", "V7.authority", lambda: genuine(paying(type="A14@1"),
            anomaly=make_certificate().anomaly.model_copy(update={"type": "A14@1"}))),
    Forgery("a kind of operation beyond the grant", "V7.authority", _several_ops(1, kind="relink")),
    Forgery("more operations than granted", "V7.authority", _several_ops(11)),
    Forgery("the planner certifies", "V8.duties", _plan(planner=_person("p-31"))),
    Forgery("the executor certifies", "V8.duties", _executor("p-31")),
    Forgery("the executor signs too, unasked", "V8.duties", _signers(*BOTH, ("wang", "second"), SEAL)),
    Forgery("the planner executes a grave matter", "V8.duties", _plan(planner=_person("p-77", EPORT))),
    Forgery("the reporter certifies", "V8.duties", _certificate(reporter=_person("p-12"))),
    Forgery("the reporter plans", "V8.duties", _certificate(reporter=_person("p-50", EPORT))),
    Forgery("the reporter executes", "V8.duties", _certificate(reporter=_person("p-77", EPORT))),
    Forgery("a signature over another revision", "V4.signature", _borrowed_signature),
    Forgery("a header of another type", "V4.header", _header(typ="portdesk.journal/1")),
    Forgery("a header with a member more", "V4.header", _header(crit=["b64"])),
    Forgery("a header with a member less", "V4.header", _header(iat=None)),
    Forgery("a header with another algorithm than the key's", "V4.header", _header(alg="ES256")),
    Forgery("a head that another log signed", "V10.checkpoint", _foreign_head),
    Forgery("a certificate for another log", "V10.checkpoint", _certificate(log="elsewhere.example/log")),
    Forgery("a trust file with another log's key", "V10.checkpoint",
            _trust(log=Log(name=HOME.trust.log.name, origin=HOME.trust.log.origin, pub=HOME.trust.keys["wang"].pub))),
    Forgery("no witness where one is demanded", "V10.witnesses", _trust(witness_quorum=1)),
    Forgery("reserved before it was issued", "V11.order", _swapped),
    Forgery("issued at a later time than reserved", "V11.order",
            _leaf("cert.issued", at=stamp(NOW + timedelta(seconds=30))), at_verifier="V19.time"),
    Forgery("a reservation in another case", "V11.case", _leaf("exec.reserved", case="C-410100-2026-000999")),
    Forgery("the reservation of another certificate", "V11.case", _leaf("exec.reserved", ref=_OTHER_ID),
            at_verifier="V12.reserved"),
    Forgery("a hash of another plan in the certificate", "V13.hash", _misplanned),
    Forgery("another certificate was issued", "V13.hash", _other_hash("cert.issued", "certificate")),
    Forgery("another certificate was reserved", "V13.hash", _other_hash("exec.reserved", "certificate")),
    Forgery("another plan was reserved", "V13.hash", _other_hash("exec.reserved", "plan")),
    Forgery("other operations were reserved", "V13.hash", _other_hash("exec.reserved", "ops")),
    Forgery("reserved before it is valid", "V9.window", _certificate(nbf=stamp(NOW + timedelta(minutes=1)))),
    Forgery("reserved when it is not valid any more", "V9.window",
            _certificate(nbf=stamp(NOW - timedelta(days=2)), exp=stamp(NOW))),
    Forgery("another system's", "T1.other-system", _plan(target=_FAR), at_verifier="V14.effect"),
    Forgery("another version of the record view", "T2.other-schema", _plan(target=_OLD_VIEW), at_verifier=None),
    Forgery("declared content", "T3.protected-field",
            _several_ops(1, path="/amount", before=typed("dec", "128450.36"), after=typed("dec", "1.00"))),
    Forgery("what contains declared content", "T3.protected-field", _trust(protected=("tax_bill#/status/code",))),
)  # fmt: skip
"""Each is a certificate that somebody could really make."""


@dataclass(frozen=True)
class Misshapen:
    """A certificate file that no writer of ours makes: `alter` gives its bytes from those of a genuine one."""

    name: str
    code: str
    alter: Callable[[bytes], bytes]


def _payload(change: Callable[[dict[str, Any]], object], write: Callable[[Any], bytes] = canonical) -> Any:
    """The certificate's content changed and signed by nobody: form is looked at before signatures."""

    def alter(envelope: bytes) -> bytes:
        known = json.loads(envelope)
        content = json.loads(unb64u(known["payload"]))
        change(content)
        return canonical(known | {"payload": b64u(write(content))})

    return alter


def _indented(content: Any) -> bytes:
    return json.dumps(content, indent=1).encode()


MISSHAPEN = (
    Misshapen("not JSON", "V1.malformed", lambda data: data[:-1]),
    Misshapen("a member given twice", "V1.malformed",
              lambda data: data.replace(b'{"payload"', b'{"payload":"e30","payload"', 1)),
    Misshapen("a member nobody knows", "V1.malformed", _payload(lambda content: content.update(note="x"))),
    Misshapen("a member missing", "V1.malformed", _payload(lambda content: content.pop("special_reason"))),
    Misshapen("a number with a fraction", "V1.malformed",
              _payload(lambda _: None, lambda content: canonical(content).replace(b'"uses":1', b'"uses":1.0'))),
    Misshapen("padded base64url", "V1.malformed",
              lambda data: canonical({**json.loads(data), "payload": json.loads(data)["payload"] + "="})),
    Misshapen("signed content in another spelling", "V2.not-canonical", _payload(lambda _: None, _indented)),
    Misshapen("to be used twice", "V3.shape", _payload(lambda content: content.update(uses=2))),
    Misshapen("a certificate of another kind", "V3.shape", _payload(lambda content: content.update(kind="paper"))),
    Misshapen("a time in another form", "V3.shape", _payload(lambda content: content.update(nbf="2026-11-23 08:00"))),
    Misshapen("valid for a month", "V3.shape", _payload(lambda content: content.update(exp="2026-12-23T08:00:00Z"))),
    Misshapen("an op_id twice", "V3.shape",
              _payload(lambda content: content["plan"]["ops"].append({**content["plan"]["ops"][0], "n": 2}))),
    Misshapen("a plan of another case", "V3.shape", _payload(lambda content: content.update(case="C-1"))),
    Misshapen("a plan for declared content", "V3.shape", _payload(lambda content: content["plan"].update(zone="C"))),
    Misshapen("a decimal that is none", "V3.shape",
              _payload(lambda content: content["plan"]["ops"][0].update(after={"t": "dec", "v": "1e3"}))),
)  # fmt: skip
"""Refused before any signature is looked at."""


def misshapen_body(wrong: Misshapen) -> bytes:
    """A presentation with such a certificate."""
    good = genuine().presentation
    rest = good.json_value()
    envelope = wrong.alter(good.certificate.to_bytes())
    rest["certificate"] = "HERE"
    return canonical(rest).replace(b'"HERE"', envelope)
