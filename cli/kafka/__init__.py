"""A real Apache Kafka on this machine without a container: jars by Maven, Java from wherever there is one."""

from cli.kafka.cluster import KafkaCluster
from cli.kafka.commands import app
from cli.kafka.supplies import KafkaError, missing

__all__ = ["KafkaCluster", "KafkaError", "app", "missing"]
