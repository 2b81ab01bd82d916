"""Bundles that must be refused: those of every forged certificate, and those wrong in what only a bundle holds.

A forger is given every key, so that hashes, signatures and proofs hold wherever they are not what is wrong.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from shared.evidence import journal, leaves
from shared.evidence.archive import pack, unpack
from shared.evidence.bundle import Bundle, write_bundle
from shared.evidence.canonical import sha256
from shared.evidence.documents import Person, Rollback
from shared.evidence.notes import tlog_proof
from shared.evidence.records import Confirmation, Journal, JournalEntry, Result
from shared.evidence.scalars import stamp, typed
from shared.evidence.trust import Trust
from tests.support.evidence import (
    CERTIFICATE_ID,
    EPORT,
    NOW,
    Presented,
    installation,
    make_bundle,
    make_catalogue,
    make_plan,
    present,
    valid_bundle,
)
from tests.support.forgeries import FORGERIES, HOME, MISSHAPEN, genuine, trusting

LATER = stamp(NOW + timedelta(minutes=10))
ANOTHER = sha256(b"another")


@dataclass(frozen=True)
class Forged:
    """A file, the trust it is measured by, and the code it is refused with."""

    name: str
    code: str
    make: Callable[[], bytes]
    trust: Trust = HOME.trust

    @cached_property
    def data(self) -> bytes:
        """The file, made once: signatures and proofs take their time."""
        return self.make()


def _bundle(presented: Callable[[], Presented] = genuine, **changes: Any) -> Callable[[], bytes]:
    return lambda: write_bundle(make_bundle(presented(), **changes))


def _leaf(name: str, **changes: Any) -> Callable[[], Presented]:
    return lambda: present(genuine().envelope, changed={name: changes})


def _journal(**changes: Any) -> Callable[[], bytes]:
    return _bundle(journal_changes=changes)


def _changed(change: Callable[[Bundle], Bundle]) -> Callable[[], bytes]:
    return lambda: write_bundle(change(make_bundle()))


def _without(*types: str) -> Callable[[], bytes]:
    return _changed(lambda b: replace(b, leaves=tuple(each for each in b.leaves if each.leaf.t not in types)))


def _members(change: Callable[[dict[str, bytes]], Mapping[str, bytes]]) -> Callable[[], bytes]:
    return lambda: pack(change(unpack(valid_bundle())))


def _swap(name: str, change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    return _members(lambda members: {**members, name: change(members[name])})


def _result(**changes: Any) -> Callable[[], bytes]:
    def make() -> bytes:
        result = make_bundle().result
        return write_bundle(make_bundle(result=Result(**{**dict(result), **changes})))

    return make


def _read_back(**changes: Any) -> Callable[[], bytes]:
    return lambda: _result(ops=(make_bundle().result.ops[0].model_copy(update=changes),))()


def _confirmation(**changes: Any) -> Callable[[], bytes]:
    def make() -> bytes:
        confirmation = make_bundle().confirmation
        return write_bundle(make_bundle(confirmation=Confirmation(**{**dict(confirmation), **changes})))

    return make


def _confirmed_by(person: str, unit: str = EPORT) -> Callable[[], bytes]:
    return _confirmation(confirmer=Person(unit=unit, person=person))


def _reserved_twice() -> Presented:
    good = genuine()
    first = good.tree.leaves[good.reserved]
    again = leaves.leaf(first.t, at=NOW, ref=first.ref, case=first.case, case_seq=(first.case_seq or 0) + 1, **first.h)
    good.tree.append(again)
    return good


def _revoked_first() -> Presented:
    """The revocation stands where the plan was saved."""
    return _leaf("plan.saved", t="cert.revoked", ref=CERTIFICATE_ID, h={"certificate": ANOTHER})()


def _misnumbered() -> bytes:
    """The first two entries were logged the other way round than the case counts them, and are shown as it counts."""
    numbers = {"case.opened": {"case_seq": 2}, "case.triaged": {"case_seq": 1}}
    bundle = make_bundle(present(genuine().envelope, changed=numbers))
    first, second, *rest = bundle.leaves
    return write_bundle(replace(bundle, leaves=(second, first, *rest)))


def _rolled_back(**changes: Any) -> Callable[[], Presented]:
    rollback = Rollback(**{**dict(make_plan().rollback), **changes})
    return lambda: genuine(make_plan(rollback=rollback))


def _signed_by(kid: str) -> Callable[[], bytes]:
    """The journal's entry under another signature, and logged so."""

    def make() -> bytes:
        keys = {**HOME.private, "guard": HOME.private[kid]}
        return write_bundle(make_bundle(replace(genuine(), home=replace(HOME, private=keys))))

    return make


def _officer_journal() -> bytes:
    """An officer's key, under its own name, signs as guard."""
    bundle = make_bundle()
    entry = JournalEntry.read(bundle.journal.entries[0].content)
    signed = journal.sign_entry(entry, "wang", HOME.private["wang"], at=NOW)
    return write_bundle(replace(bundle, journal=Journal(entries=(signed,))))


def _forbidding_catalogue() -> bytes:
    kind = make_catalogue().types[0].model_copy(update={"kinds": ("relink",)})
    return write_bundle(replace(make_bundle(), catalogue=make_catalogue().model_copy(update={"types": (kind,)})))


def _claiming_our_log() -> bytes:
    """A stranger's bundle whose registry names our log."""
    stranger = installation("stranger.example")
    claimed = trusting(stranger, log=HOME.trust.log)
    return write_bundle(make_bundle(genuine(home=claimed)))


def _endless_proof(members: dict[str, bytes]) -> Mapping[str, bytes]:
    name = next(name for name in members if name.startswith("proofs/"))
    note = members[name].decode().partition("\n\n")[2]
    index = int(name.removeprefix("proofs/").removesuffix(".tlog-proof"))
    return {**members, name: tlog_proof(index, [b"\0" * 32] * 65, note).encode()}


_EARLY = NOW - timedelta(minutes=10)
_UNDO = make_plan().rollback.ops[0]

BUNDLES = (
    Forged("too large", "V1.too-large", lambda: b"PK\x03\x04" + bytes(2**22)),
    Forged("empty", "V1.malformed", lambda: b""),
    Forged("an archive of nothing", "V1.malformed", lambda: pack({})),
    Forged("cut off", "V1.malformed", lambda: valid_bundle()[:-1]),
    Forged("something before it", "V1.malformed", lambda: b"#!" + valid_bundle()),
    Forged("something behind it", "V1.malformed", lambda: valid_bundle() + b"\0"),
    Forged("a member more", "V2.not-canonical", _members(lambda members: {**members, "verify.py": b"print('valid')"})),
    Forged("a member less", "V1.malformed",
           _members(lambda members: {k: v for k, v in members.items() if k != "result.json"})),
    Forged("a proof less", "V1.malformed",
           _members(lambda members: dict(list(members.items())[:-1]))),
    Forged("members in another order", "V2.not-canonical", _members(lambda members: dict(reversed(members.items())))),
    Forged("another README", "V2.not-canonical", _swap("README.txt", lambda text: text.replace(b"trust", b"trusty"))),
    Forged("another plan beside the certificate", "V2.not-canonical",
           _swap("plan.json", lambda plan: plan.replace(b"PAID", b"VOID"))),
    Forged("white space in a document", "V2.not-canonical", _swap("result.json", lambda text: text + b"\n")),
    Forged("a proof without end", "V1.malformed", _members(_endless_proof)),
    Forged("a read-back in another form", "V3.shape",
           _swap("result.json", lambda text: text.replace(b'"applied"', b'"refused"'))),
    Forged("a journal entry that another key signed", "V4.signature", _signed_by("wang")),
    Forged("an officer signs as guard", "V5.wrong-use", _officer_journal),
    Forged("the guard's key had run out", "V5.key-expired", lambda: write_bundle(make_bundle()),
           trusting(keys={**HOME.trust.keys,
                          "guard": HOME.trust.keys["guard"].model_copy(update={"not_after": stamp(_EARLY)})}).trust),
    Forged("the catalogue does not allow it", "V7.authority", _forbidding_catalogue),
    Forged("the executor confirms", "V8.duties", _confirmed_by("p-77")),
    Forged("the planner confirms", "V8.duties", _confirmed_by("p-50")),
    Forged("a stranger who claims our log", "V4.signature", _claiming_our_log),
    Forged("nothing was reserved", "V12.reserved", _without("exec.reserved")),
    Forged("reserved twice", "V12.reserved", _bundle(_reserved_twice)),
    Forged("revoked before it was reserved", "V12.revoked", _bundle(_revoked_first)),
    Forged("an entry of the case held back", "V12.gap", _without("case.special")),
    Forged("the first entry of the case held back", "V12.gap", _without("case.opened")),
    Forged("entries in another order than the log's", "V12.gap",
           _changed(lambda b: replace(b, leaves=b.leaves[::-1]))),
    Forged("entries numbered otherwise than they were logged", "V12.gap", _misnumbered),
    Forged("no entry of the read-back", "V10.leaves", _without("exec.verified")),
    Forged("no entry of the closing", "V10.leaves", _without("case.closed")),
    Forged("no entry of the officers' signatures", "V10.leaves", _without("cert.signed")),
    Forged("an entry's path leads elsewhere", "V10.inclusion", _changed(
        lambda b: replace(b, leaves=(b.leaves[0].model_copy(update={"proof": b.leaves[1].proof}), *b.leaves[1:])))),
    Forged("an entry that was never logged", "V10.inclusion", _changed(lambda b: replace(b, leaves=(
        b.leaves[0].model_copy(update={"leaf": b.leaves[0].leaf.model_copy(update={"at": stamp(_EARLY)})}),
        *b.leaves[1:])))),
    Forged("requested after it was issued", "V11.order", _bundle(
        lambda: present(genuine().envelope, changed={"cert.requested": {"t": "cert.issued"},
                                                     "cert.issued": {"t": "cert.requested"}}))),
    Forged("an entry of another case", "V11.case", _bundle(_leaf("case.triaged", case="C-1"))),
    Forged("another plan was signed", "V13.hash", _bundle(_leaf("cert.requested", h={"payload": ANOTHER}))),
    Forged("other signatures were logged", "V13.hash", _bundle(_leaf("cert.signed", h={"signature": ANOTHER}))),
    Forged("issued under an unnamed registry", "V13.hash",
           _bundle(lambda: _leaf("cert.issued", h={"certificate": genuine().envelope.sha256})())),
    Forged("another registry than was in force", "V13.hash",
           _changed(lambda b: replace(b, registry=b.registry.model_copy(update={"serial": 2})))),
    Forged("another catalogue than was in force", "V13.hash",
           _changed(lambda b: replace(b, catalogue=b.catalogue.model_copy(
               update={"types": (*b.catalogue.types, b.catalogue.types[0].model_copy(update={"type": "A14@1"}))})))),
    Forged("a journal that was not logged", "V13.hash", _changed(
        lambda b: replace(b, journal=Journal(entries=(*b.journal.entries, b.journal.entries[0]))))),
    Forged("a journal of another plan", "V13.hash", _journal(plan_sha256=ANOTHER)),
    Forged("a journal of another certificate", "V13.hash", _journal(certificate=CERTIFICATE_ID.replace("ce", "cf"))),
    Forged("a read-back that was not logged", "V13.hash", _changed(
        lambda b: replace(b, result=b.result.model_copy(update={"at": LATER})))),
    Forged("a read-back of another plan", "V13.hash", _result(plan_sha256=ANOTHER)),
    Forged("a confirmation of another read-back", "V13.hash", _confirmation(result_sha256=ANOTHER)),
    Forged("a confirmation of another certificate", "V13.hash",
           _confirmation(certificate=CERTIFICATE_ID.replace("ce", "cf"))),
    Forged("a journal of another system", "T1.other-system", _journal(system="hn-sw-licence")),
    Forged("the target refused", "V14.effect", _journal(state="refused")),
    Forged("the target wrote something else", "V14.effect", _journal(after=typed("str", "REFUNDED"))),
    Forged("the target wrote elsewhere", "V14.effect", _journal(path="/paid_on")),
    Forged("something else stood there", "V14.effect", _journal(before=typed("str", "VOID"))),
    Forged("the record had another version", "V14.effect", _journal(version_before='"2"')),
    Forged("the read-back shows something else", "V14.effect", _read_back(value=typed("str", "PROCESSING"))),
    Forged("the read-back is of another operation", "V14.effect", _read_back(op_id=CERTIFICATE_ID)),
    Forged("a rollback to something else", "V15.rollback", _bundle(
        _rolled_back(ops=(_UNDO.model_copy(update={"after": typed("str", "VOID")}),)))),
    Forged("half a rollback", "V15.rollback", _bundle(_rolled_back(ops=()))),
    Forged("a rollback of the irreversible", "V15.rollback", _bundle(_rolled_back(irreversible=True))),
    Forged("done before it was reserved", "V19.time", _journal(at=_EARLY)),
    Forged("confirmed after it was closed", "V19.time", _confirmation(at=LATER)),
    Forged("read back before it was done", "V19.time", _result(at=stamp(_EARLY))),
    Forged("logged backwards", "V19.time", _bundle(_leaf("case.opened", at=LATER))),
    Forged("logged at the end of time", "V19.time", _bundle(_leaf("cert.requested", at="9999-12-31T23:59:59Z"))),
)  # fmt: skip


def all_invalid() -> Iterator[Forged]:
    """Every bundle that must be refused, with those of the forged and misshapen certificates."""
    for forgery in FORGERIES:
        if forgery.at_verifier is not None:
            trust = forgery.make().home.trust
            yield Forged(forgery.name, forgery.verifier_code, _bundle(forgery.make), trust)
    for wrong in MISSHAPEN:
        yield Forged(wrong.name, wrong.code, _swap("certificate.jws.json", wrong.alter))
    yield from BUNDLES


INVALID = tuple(all_invalid())
