"""No committed file says where packages come from: set-up works through whatever mirror a machine is configured for."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.tree import at, tracked

BARE = re.compile(r"(?<![\w.@/-])(?:[a-z0-9][a-z0-9-]*\.)+(?:com|org|net|io|dev|cn|tech)(?![\w-]|\.[a-z])", re.I)
URL = re.compile(r"https?://((?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,})(?![\w.-])", re.I)
INDEX = re.compile(r"--(?:extra-)?index-url|--find-links|--registry\b|<repositor(?:y|ies)>|<mirror>|index-strategy")
KNOWN = {
    "json-schema.org": "the name of JSON Schema's dialect",
    "maven.apache.org": "the XML namespace of a pom",
    "www.w3.org": "an XML namespace",
    "c2sp.org": "names of the formats of the transparency log",
    "cloudevents.io": "the standard events follow",
    "www.apache.org": "the licence",
    "www.contributor-covenant.org": "the code of conduct",
    "mple.com": "the tail of an address with a blank in it, in a test of such addresses",
}
RESERVED = re.compile(r"(?:.*\.)?(?:example|test|invalid|localhost|internal)(?:\.(?:com|org|net|cn|gov\.cn|com\.cn))?")
"""Names that never are anybody's (RFC 2606), as documentation and tests use them."""
BINARY = {".png", ".jpg", ".ico", ".woff2", ".pdf", ".zip"}


def test_no_committed_file_names_a_host_that_is_not_a_standard_or_an_example() -> None:
    found = [f"{at(path)}: {host}" for path, text in texts() for host in hosts(text) if host not in KNOWN]

    assert found == []


def test_no_committed_file_says_where_packages_come_from() -> None:
    found = [f"{at(path)}: {match.group()}" for path, text in texts() for match in INDEX.finditer(text)]

    assert found == []


def test_a_host_is_seen_with_and_without_a_scheme() -> None:
    text = "image: registry.somewhere.io/postgres\nurl = 'https://mirror.somewhere.cn/simple'\nhttps://hooks.example/x"

    assert sorted(set(hosts(text))) == ["mirror.somewhere.cn", "registry.somewhere.io"]


def hosts(text: str) -> Iterator[str]:
    """The hosts a text names, with a scheme or without, except reserved ones."""
    for host in [*URL.findall(text), *BARE.findall(text)]:
        if not RESERVED.fullmatch(host.lower()):
            yield host.lower()


def texts() -> Iterator[tuple[Path, str]]:
    """Every committed text but this one, which has to name what it looks for."""
    for path in tracked():
        if path.suffix not in BINARY and path != Path(__file__).resolve():
            yield path, path.read_text(encoding="utf-8", errors="replace")
