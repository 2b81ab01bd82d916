"""One installation on disk: its keys, its databases, and what each service is told. Nothing is started here."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from shared.runtime.auth import TokenKeys

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {"intake": "intake", "routing": "routing", "anomaly": "data_anomaly", "notify": "notify"}
"""Service → its package under services, in the order they are started."""
BUS = "bus"


@dataclass(frozen=True, slots=True)
class Installation:
    """A data folder (0700) with everything that outlives a run."""

    folder: Path
    name: str = "local"
    province_data: Path = ROOT / "deploy" / "henan"

    @property
    def keys(self) -> Path:
        """The folder of private keys, 0700."""
        return self.folder / "keys"

    @property
    def postgres(self) -> Path:
        """The embedded server's folder."""
        return self.folder / "postgres"

    @property
    def root_key(self) -> str:
        """The public key that signs trust files; there once the anomaly service has been made."""
        return (self.keys / "anomaly" / "root.pub").read_text().strip()

    def prepare(self) -> TokenKeys:
        """Makes the folder and the keys that are missing; none has a default."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tokens = TokenKeys.of(self.keys)
        for secret in ("lookup.key", "webhook.key"):
            make_secret(self.keys / secret)
        return tokens

    def environment(self, service: str, *, database_url: str, event_log_url: str) -> dict[str, str]:
        """What the process of one service finds in its environment."""
        own = service.upper()
        return {
            "PORTDESK_INSTALLATION": self.name,
            "PORTDESK_PROVINCE_DATA": str(self.province_data),
            "PORTDESK_EVENT_LOG_URL": event_log_url,
            "PORTDESK_TOKEN_KEYS": str(self.keys / "tokens.jwks.json"),
            "PORTDESK_LONGEST_TOKEN_MINUTES": str(24 * 60),
            f"{own}_DATABASE_URL": database_url,
            **self._own_settings(service),
        }

    def _own_settings(self, service: str) -> dict[str, str]:
        return {
            "intake": {"INTAKE_LOOKUP_KEY": str(self.keys / "lookup.key")},
            "routing": {},
            "anomaly": {"ANOMALY_KEY_FOLDER": str(self.keys / "anomaly"), "ANOMALY_LOOPBACK_TARGETS": "true"},
            "notify": {"NOTIFY_SECRET_KEY": str(self.keys / "webhook.key"), "NOTIFY_LOOPBACK_ZONES": "true"},
        }[service]


def make_secret(path: Path) -> None:
    """32 random bytes that only their owner reads; an existing file stays."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
