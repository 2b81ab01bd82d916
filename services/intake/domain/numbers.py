"""Tracking numbers and look-up codes: what people read out on the telephone."""

import hashlib
import hmac
import re
from datetime import date

from shared.kernel.checks import mod_11_10
from shared.kernel.ids import RequestId

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORM = re.compile(r"([A-Z]{2})-([0-9]{8})-([0-9]{6})-([0-9]{5,9})-([0-9])")
CODE_LENGTH = 8


def tracking_number(province: str, day: date, territory: str, count: int) -> str:
    """`HA-20261123-410100-00042-6`: province, local date, territory, that day's count, ISO 7064 MOD 11,10 digit.

    The check digit runs over all digits before it.
    """
    digits = f"{day:%Y%m%d}{territory}{count:05d}"
    return f"{province}-{day:%Y%m%d}-{territory}-{count:05d}-{mod_11_10(digits)}"


def is_tracking_number(text: str) -> bool:
    """Whether `text` has the form and the check digit of a tracking number."""
    found = _FORM.fullmatch(text)
    return found is not None and mod_11_10("".join(found.groups()[1:4])) == found.group(5)


def lookup_code(key: bytes, request_id: RequestId) -> str:
    """The code that opens the public look-up of one request: 40 bits of an HMAC, in Crockford's alphabet.

    Derived, so that a repeated creation can tell it again and nothing has to store it.
    """
    bits = int.from_bytes(hmac.digest(key, request_id.bytes, hashlib.sha256)[:5])
    return "".join(_CROCKFORD[bits >> (5 * place) & 31] for place in reversed(range(CODE_LENGTH)))


def code_holds(key: bytes, request_id: RequestId, given: str) -> bool:
    """Whether `given` is the request's code; O, I and L are read as their digits, in constant time."""
    plain = given.upper().replace("-", "").translate(str.maketrans("OIL", "011"))
    return hmac.compare_digest(lookup_code(key, request_id).encode(), plain.encode())
