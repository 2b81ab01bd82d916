"""Check characters of the numbers people copy by hand. What the numbers refer to is said in references."""

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CONTAINER_VALUES = dict(
    zip(_ORGANISATION_ALPHABET, [*range(10), *(value for value in range(10, 39) if value % 11)], strict=True)
)


def mod_11_10(digits: str) -> str:
    """The check digit of ISO 7064 MOD 11,10 over decimal digits; any single wrong digit changes it."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def uscc_holds(code: str) -> bool:
    """Whether a unified social credit code (GB 32100) holds, its organisation code (GB 11714) included."""
    if len(code) != 18 or any(character not in _USCC_ALPHABET for character in code):
        return False
    return uscc_check(code[:17]) == code[17] and organisation_check(code[8:16]) == code[16]


def uscc_check(body: str) -> str:
    """The 18th character of a unified social credit code: weights 3^i modulo 31 (GB 32100-2015, 5.2)."""
    total = sum(_USCC_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def organisation_check(body: str) -> str:
    """The 9th character of an organisation code over its first eight (GB 11714-1997)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(
        _ORGANISATION_ALPHABET.index(character) * weight for character, weight in zip(body, weights, strict=True)
    )
    return {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def container_holds(number: str) -> bool:
    """Whether a container number has its check digit (ISO 6346: values skip the multiples of 11, weights 2^i)."""
    if len(number) != 11 or not number[:4].isalpha() or not number[4:].isdigit() or not number.isascii():
        return False
    return container_check(number[:10]) == number[10]


def container_check(body: str) -> str:
    """The 11th character of a container number; a remainder of 10 is written 0."""
    total = sum(_CONTAINER_VALUES[character] << place for place, character in enumerate(body))
    return str(total % 11 % 10)
