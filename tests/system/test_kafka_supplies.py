import importlib.util
from pathlib import Path

import pytest

from cli.kafka.supplies import KafkaError, find_jars, find_java, missing


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose whole PATH is one empty folder."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.delenv("KAFKA_HOME", raising=False)
    return programs


def install(program: Path, script: str) -> None:
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_without_java_the_reason_says_what_to_install(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(KafkaError, match="apt-get install default-jre-headless"):
        find_java()

    assert "needs Java 17 or newer" in str(missing())


def test_a_java_that_is_too_old_is_passed_over(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(bare_machine / "jdk11" / "bin" / "java", """echo 'openjdk version "11.0.2" 2019-01-15' >&2""")
    install(bare_machine / "java", """echo 'openjdk version "21.0.1" 2023-10-17' >&2""")
    monkeypatch.setenv("JAVA_HOME", str(bare_machine / "jdk11"))

    assert find_java() == bare_machine / "java"


def test_without_maven_the_reason_says_what_to_install(bare_machine: Path, tmp_path: Path) -> None:
    with pytest.raises(KafkaError, match="apt-get install maven"):
        find_jars(cache=tmp_path / "cache")


def test_jars_other_than_the_checked_in_ones_are_refused_and_not_kept(bare_machine: Path, tmp_path: Path) -> None:
    install(bare_machine / "java", """echo 'openjdk version "21.0.1" 2023-10-17' >&2""")
    fetch = 'for word; do case "$word" in -Dlibs=*) libs="${word#-Dlibs=}";; esac; done'
    install(bare_machine / "mvn", f'{fetch}\n/bin/mkdir -p "$libs" && echo bad > "$libs/kafka-clients-4.3.1.jar"')

    with pytest.raises(KafkaError, match=r"differ from deploy/kafka/jars\.sha256: .*kafka-clients-4\.3\.1\.jar"):
        find_jars(cache=tmp_path / "the cache")

    assert list((tmp_path / "the cache").iterdir()) == []


def test_an_unpacked_release_replaces_maven(
    bare_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "release" / "libs").mkdir(parents=True)
    (tmp_path / "release" / "libs" / "kafka_2.13-4.3.1.jar").touch()
    monkeypatch.setenv("KAFKA_HOME", str(tmp_path / "release"))

    assert find_jars(cache=tmp_path / "cache") == tmp_path / "release" / "libs"


def test_a_folder_that_is_no_release_is_refused(
    bare_machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAFKA_HOME", str(tmp_path))

    with pytest.raises(KafkaError, match="KAFKA_HOME is not an unpacked Kafka 4"):
        find_jars(cache=tmp_path / "cache")
