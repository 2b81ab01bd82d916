"""What a guard says became of an operation, signed with its key. Where entries are kept is not known here."""

from datetime import datetime

from shared.evidence import jws, keys
from shared.evidence.codes import Unproven
from shared.evidence.jws import Envelope, Header
from shared.evidence.keys import PrivateKey
from shared.evidence.records import JournalEntry
from shared.evidence.trust import Trust


def sign_entry(entry: JournalEntry, kid: str, key: PrivateKey, *, at: datetime) -> Envelope:
    """The entry in an envelope with the guard's one signature."""
    envelope = Envelope.around(entry)
    header = Header(alg=keys.algorithm_of(key), iat=int(at.timestamp()), kid=kid, role="guard", typ=entry.typ)
    return envelope.with_signature(jws.sign(envelope, header, key))


def read_entry(envelope: Envelope, trust: Trust) -> JournalEntry:
    """The entry, if the guard's key of the trusted system signed it; refuses with V1 to V5 or T1.other-system."""
    entry = JournalEntry.read(envelope.content)
    if len(envelope.signatures) != 1:
        raise Unproven("V4.signature")
    header = envelope.signatures[0].header
    key = trust.key(header.kid)
    jws.verify(envelope, envelope.signatures[0], alg=key.alg, public=key.pub, typ=entry.typ)
    if (header.role, key.use) != ("guard", "guard"):
        raise Unproven("V5.wrong-use", kid=header.kid)
    if not key.live(datetime.fromisoformat(entry.at)):
        raise Unproven("V5.key-expired", kid=header.kid)
    if entry.system != trust.system:
        raise Unproven("T1.other-system")
    return entry
