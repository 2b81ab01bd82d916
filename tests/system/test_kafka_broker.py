import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from cli.kafka import KafkaCluster, KafkaError
from cli.kafka.cluster import nodes_known_at
from tests.support.kafka import require_kafka

pytestmark = pytest.mark.kafka


@pytest.fixture(scope="module")
def own_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaCluster]:
    require_kafka()
    with KafkaCluster.create(tmp_path_factory.mktemp("own") / "新 机 kafka") as cluster:
        cluster.start()
        yield cluster


async def create_topic(cluster: KafkaCluster, name: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=cluster.bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(name, num_partitions=1, replication_factor=len(cluster.nodes))])
    await admin.close()


async def send(cluster: KafkaCluster, topic: str, *records: bytes) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=cluster.bootstrap, acks="all", request_timeout_ms=30_000)
    await producer.start()
    for record in records:
        await producer.send_and_wait(topic, record, partition=0)
    await producer.stop()


async def read(cluster: KafkaCluster, topic: str, *, count: int) -> list[bytes]:
    consumer = AIOKafkaConsumer(bootstrap_servers=cluster.bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    consumer.assign([TopicPartition(topic, 0)])
    found = [(await consumer.getone()).value for _ in range(count)]
    await consumer.stop()
    return found


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from cli.kafka import app; app()", *words], capture_output=True, text=True, check=False
    )


async def test_what_the_broker_acknowledged_survives_its_sudden_death(own_broker: KafkaCluster) -> None:
    await create_topic(own_broker, "survives")
    await send(own_broker, "survives", b"one", b"two")
    address = own_broker.bootstrap

    own_broker.kill()
    assert nodes_known_at(own_broker.port(1)) == set()
    own_broker.start()

    assert own_broker.bootstrap == address
    assert await read(own_broker, "survives", count=2) == [b"one", b"two"]


def test_a_frozen_broker_keeps_silent_until_it_is_let_go(own_broker: KafkaCluster) -> None:
    frozen = own_broker.pid()
    own_broker.pause()
    silent = nodes_known_at(own_broker.port(1))
    own_broker.resume()
    own_broker.start(within=30)  # comes back once the broker answers, or fails

    assert silent == set()
    assert own_broker.pid() == frozen


def test_a_second_start_leaves_a_running_broker_alone(own_broker: KafkaCluster) -> None:
    before = own_broker.pid()

    KafkaCluster(own_broker.data).start()

    assert own_broker.pid() == before


async def test_of_three_brokers_one_may_die(tmp_path: Path) -> None:
    require_kafka()
    with KafkaCluster.create(tmp_path / "three", nodes=3) as cluster:
        cluster.start()
        await create_topic(cluster, "shared")

        cluster.kill(2)
        await send(cluster, "shared", b"still here")
        cluster.start()

        assert nodes_known_at(cluster.port(2)) == {1, 2, 3}
        assert await read(cluster, "shared", count=1) == [b"still here"]


def test_a_broker_that_cannot_start_says_why(tmp_path: Path) -> None:
    require_kafka()
    cluster = KafkaCluster.create(tmp_path / "broken")
    with (tmp_path / "broken" / "1" / "server.properties").open("a") as properties:
        properties.write("num.io.threads=many\n")

    with pytest.raises(KafkaError, match="many"):
        cluster.start()

    assert cluster.pid() is None


def test_the_commands_start_report_and_stop_what_outlives_them(tmp_path: Path) -> None:
    require_kafka()
    data = ("--data", str(tmp_path / "cluster"))
    before = command("status", *data)

    port = KafkaCluster.create(tmp_path / "cluster").port(1)
    started = command("start", *data)
    running = command("status", *data)
    refused = command("start", *data, "--nodes", "3")
    stopped = command("stop", *data)
    after = command("status", *data)

    assert before.returncode == after.returncode == 3
    assert started.stdout.splitlines()[-1] == f"kafka://127.0.0.1:{port}"
    assert running.returncode == 0
    assert "[1]" in running.stdout
    assert refused.returncode == 1
    assert stopped.returncode == 0
    assert nodes_known_at(port) == set()
