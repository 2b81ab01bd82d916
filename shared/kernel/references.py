"""Business references of a request, typed and checked. Which record of a port system they name is not known here."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.checks import container_holds, uscc_holds
from shared.kernel.refusals import Invalid


class ReferenceType(StrEnum):
    """What a reference names."""

    DECLARATION = "declaration"
    MANIFEST = "manifest"
    BONDED_LEDGER = "bonded_ledger"
    TAX_BILL = "tax_bill"
    LICENCE = "licence"
    VOYAGE = "voyage"
    CONTAINER = "container"


@dataclass(frozen=True, slots=True)
class Reference:
    """One business reference in its normal form: half width, upper case, no blanks."""

    type: ReferenceType
    number: str


_FORMS = {
    ReferenceType.DECLARATION: re.compile(r"[0-9]{18}"),
    ReferenceType.MANIFEST: re.compile(r"[A-Z0-9/_-]{4,35}"),
    ReferenceType.BONDED_LEDGER: re.compile(r"[A-Z]{2}[0-9]{4}[0-9A-Z]{12}"),
    ReferenceType.TAX_BILL: re.compile(r"[A-Z]{0,4}[0-9]{12,24}(?:-[0-9]{1,4})?"),
    ReferenceType.LICENCE: re.compile(r"[A-Z0-9/-]{6,32}"),
    ReferenceType.VOYAGE: re.compile(r"[A-Z0-9/-]{2,17}"),
    ReferenceType.CONTAINER: re.compile(r"[A-Z]{4}[0-9]{7}"),
}


class BadReference(Invalid):
    """The number is not of the form its type has."""

    zh = "{number}不是有效的{type}编号。"
    en = "{number} is not a valid {type} number."


class BadCheckCharacter(Invalid):
    """The number has the right form and a wrong check character: a digit was mistyped."""

    zh = "{number}的校验码不符，请核对是否抄错。"
    en = "The check character of {number} does not match; a character was probably mistyped."


class BadTerritory(Invalid):
    """Not a six-digit code of GB/T 2260."""

    zh = "{territory}不是六位行政区划代码。"
    en = "{territory} is not a division code of six digits."


class BadEnterprise(Invalid):
    """Neither a unified social credit code nor a customs code."""

    zh = "{code}既不是18位统一社会信用代码，也不是10位海关代码。"
    en = "{code} is neither a unified social credit code (18) nor a customs code (10)."


def normal(text: str) -> str:
    """The form in which numbers are compared: full-width characters narrowed, blanks dropped, upper case."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()


def reference(kind: ReferenceType, number: str, *, pointer: str | None = None) -> Reference:
    """The reference in normal form; refuses a wrong form or, for containers, a wrong check digit."""
    number = normal(number)
    if not _FORMS[kind].fullmatch(number):
        raise BadReference(pointer=pointer, number=number, type=kind)
    if kind is ReferenceType.CONTAINER and not container_holds(number):
        raise BadCheckCharacter(pointer=pointer, number=number)
    return Reference(kind, number)


def enterprise_code(code: str, *, pointer: str | None = None) -> str:
    """A unified social credit code (GB 32100, check character proved) or a customs code of ten characters."""
    code = normal(code)
    if re.fullmatch(r"[0-9]{4}[0-9A-Z][0-9A-Z]{5}", code):
        return code
    if len(code) != 18:
        raise BadEnterprise(pointer=pointer, code=code)
    if not uscc_holds(code):
        raise BadCheckCharacter(pointer=pointer, number=code)
    return code


def territory_code(code: str, *, pointer: str | None = None) -> str:
    """A division code of GB/T 2260."""
    code = normal(code)
    if not re.fullmatch(r"[1-9][0-9]{5}", code):
        raise BadTerritory(pointer=pointer, territory=code)
    return code
