"""Zip files with one form: entries stored, in the given order, no times, no extras. Their meaning is not known here."""

import struct
import zlib
from collections.abc import Mapping
from typing import Final

from shared.evidence.codes import Unproven

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_VERSION, _UTF8, _STORED, _MIDNIGHT, _FIRST_DAY = 20, 0x800, 0, 0, 0x21  # 1980-01-01, the first day a zip can name


def pack(members: Mapping[str, bytes]) -> bytes:
    """The zip file of these members; equal members give equal bytes. Not deflated: old browsers cannot inflate."""
    body, directory = bytearray(), bytearray()
    for name, data in members.items():
        common = (_UTF8, _STORED, _MIDNIGHT, _FIRST_DAY, zlib.crc32(data), len(data), len(data))
        label = name.encode()
        directory += _CENTRAL.pack(b"PK\x01\x02", _VERSION, _VERSION, *common, len(label), 0, 0, 0, 0, 0, len(body))
        directory += label
        body += _LOCAL.pack(b"PK\x03\x04", _VERSION, *common, len(label), 0) + label + data
    count = len(members)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory + end)


def unpack(data: bytes) -> dict[str, bytes]:
    """The members of a file that `pack` could have written; refuses any other (V1.malformed)."""
    members: dict[str, bytes] = {}
    try:
        place = 0
        while data[place : place + 4] == b"PK\x03\x04":
            fields = _LOCAL.unpack_from(data, place)
            length, label = fields[7], fields[9]
            start = place + _LOCAL.size + label
            name = data[place + _LOCAL.size : start].decode()
            if name in members:
                raise ValueError("repeated member")
            members[name] = data[start : start + length]
            place = start + length
        if pack(members) != data:
            raise ValueError("not the form that is written")
    except (ValueError, struct.error) as reason:
        raise Unproven("V1.malformed") from reason
    return members
