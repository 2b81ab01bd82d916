"""`python -m examples.port_system`: the example port system as a server of its own."""

import argparse
import os
from pathlib import Path

import uvicorn

from examples.port_system.app import create_app
from shared.evidence import keys
from shared.evidence.notes import VerifierKey

KID = "guard-hn-sw-tax"


def guard_key(path: Path) -> keys.PrivateKey:
    """The guard's key, made at first start; the public part is written beside it."""
    if not path.exists():
        made = keys.generate("Ed25519")
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(keys.dump(made))
        path.with_suffix(".pub").write_text(keys.public_text(made))
    return keys.load(path.read_bytes())


def main() -> None:
    """Reads the command line and serves."""
    options = argparse.ArgumentParser(prog="python -m examples.port_system", description=__doc__)
    options.add_argument("--database-url", required=True, help="postgresql://… of a database of its own")
    options.add_argument("--trust", type=Path, required=True, help="trust.json; may appear later")
    options.add_argument("--guard-key", type=Path, required=True, help="PEM of the guard's key; made if missing")
    options.add_argument("--root", help="public key that must have signed the trust file (base64url)")
    options.add_argument("--mode", choices=["enforce", "observe"], default="enforce")
    options.add_argument("--port", type=int, default=9100, help="on 127.0.0.1")
    given = options.parse_args()
    app = create_app(
        given.database_url,
        trust=given.trust,
        guard_kid=KID,
        guard_key=guard_key(given.guard_key),
        root=VerifierKey("root", given.root) if given.root else None,
        mode=given.mode,
    )
    uvicorn.run(app, host="127.0.0.1", port=given.port, log_level="warning")


if __name__ == "__main__":
    main()
