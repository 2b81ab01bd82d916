"""The first two steps: directory, connector, keys and trust file; a subscriber with its receiver."""

import json

from cli.demo.cast import Cast
from cli.demo.stage import SYSTEM
from cli.demo.telling import expect
from shared.evidence import keys
from shared.evidence.jws import Envelope
from shared.evidence.notes import VerifierKey
from shared.evidence.trust import read_trust


class Opening(Cast):
    """What has to be in place before anything can go wrong."""

    async def prepare(self) -> None:
        """1. Directory, connector, officers' keys, trust file."""
        with self.tell.step(1, "启动，目录就绪", "start; the directory is known everywhere"):
            units = await self.stage.must(self.administrator, "GET", "/routing/v1/units")
            expect(len(units["items"]) > 18, "the seed directory is loaded")
            self.tell.says("routing", f"{len(units['items'])}个单位", "units of the Henan seed")
            view = (await self.stage.client.get(f"{self.stage.port_system}/api/schema")).json()
            guard = (self.stage.folder / "guard.pub").read_text()
            connector = {
                "system": SYSTEM,
                "code": "tax-v2",
                "base_url": self.stage.port_system,
                "zone": "B",
                "guard": {"kid": "guard-hn-sw-tax", "pub": guard},
                "records": view["records"],
            }
            made = await self.stage.must(
                self.administrator, "POST", "/anomaly/v1/connectors", connector, key="connector-hn-sw-tax"
            )
            self.tell.says(
                "E-port",
                "登记连接器与守卫公钥",
                "registers the connector and the guard's public key",
                made["schema_sha256"],
            )
            for officer in self.officers:
                key = keys.generate("ES256")
                self.stage.officers[str(officer.person)] = key
                body = {
                    "kid": f"k-{officer.person}",
                    "alg": "ES256",
                    "pub": keys.public_text(key),
                    "person": officer.person,
                }
                await self.stage.must(self.tax_head, "POST", "/anomaly/v1/keys", body, key=f"key-of-{officer.person}")
                self.tell.says(
                    str(officer.person),
                    "登记公钥，私钥只在本人手中",
                    "registers a public key; the private one stays",
                    body["kid"],
                )
            await self.fetch_trust()

    async def fetch_trust(self) -> None:
        """The trust file is carried to the guard and to the outsider."""
        trust = await self.stage.must(self.administrator, "GET", f"/anomaly/v1/connectors/{SYSTEM}/trust")
        envelope = Envelope.read(json.dumps(trust).encode(), exact=False)
        content = read_trust(envelope.to_bytes(), VerifierKey("root", self.stage.installation.root_key))
        self.stage.trust_file.write_bytes(envelope.to_bytes())
        self.tell.says(
            "anomaly", "信任文件交给守卫与核验人", "the trust file goes to guard and verifier", content.serial
        )

    async def subscribe(self) -> None:
        """2. A subscriber on loopback."""
        with self.tell.step(2, "订阅方登记接收端", "a subscriber registers a receiver"):
            port = self.stage.receiver_port
            zone = {"code": "here", "kind": "loopback", "ports": [port]}
            await self.stage.must(self.administrator, "POST", "/notify/v1/zones", zone, key="zone-of-the-demo")
            endpoint = {"name": "示例接收端", "url": f"http://127.0.0.1:{port}/hook", "zone": "here"}
            made = await self.stage.must(
                self.subscriber, "POST", "/notify/v1/endpoints", endpoint, key="endpoint-of-the-demo"
            )
            await self.stage.start_receiver(made["secret"])
            self.tell.says("HA-EPORT", "密钥只显示一次", "the secret is shown once", made["endpoint"]["id"])
