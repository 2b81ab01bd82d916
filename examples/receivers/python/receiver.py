"""A webhook receiver for PortDesk with the standard library alone: each event once, and in order per subject.

    python receiver.py --port 9000 --secret whsec_…

Put your own work into `apply`; it runs in the transaction that remembers the event.
"""

import argparse
import base64
import hashlib
import hmac
import json
import sqlite3
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

TOLERANCE_SECONDS = 300
TABLES = """
CREATE TABLE IF NOT EXISTS inbox (id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS held (source TEXT, subject TEXT, prevsequence TEXT, event TEXT);
CREATE TABLE IF NOT EXISTS last (source TEXT, subject TEXT, sequence TEXT, PRIMARY KEY (source, subject));
"""
Apply = Callable[[sqlite3.Connection, dict[str, Any]], None]


def verified(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether the owner of `secret` signed these very bytes in the last five minutes (Standard Webhooks, v1)."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, b".".join((message_id.encode(), timestamp.encode(), body)), hashlib.sha256).digest()
    expected = f"v1,{base64.b64encode(digest).decode()}".encode()
    # Several signatures come while a secret is being rotated; one that fits is enough.
    return any(hmac.compare_digest(expected, given.encode()) for given in headers.get("webhook-signature", "").split())


def receive(database: sqlite3.Connection, event: dict[str, Any], apply: Apply) -> None:
    """Takes one event in one transaction: a repeated one changes nothing, an early one is held for its predecessor."""
    key = (event["source"], event["subject"])
    with database:
        if database.execute("INSERT OR IGNORE INTO inbox VALUES (?)", (event["id"],)).rowcount == 0:
            return
        previous = event.get("prevsequence", "")
        database.execute("INSERT INTO held VALUES (?, ?, ?, ?)", (*key, previous, json.dumps(event)))
        row = database.execute("SELECT sequence FROM last WHERE (source, subject) = (?, ?)", key).fetchone()
        last = row[0] if row else ""
        taking = "DELETE FROM held WHERE (source, subject, prevsequence) = (?, ?, ?) RETURNING event"
        while next_one := database.execute(taking, (*key, last)).fetchone():
            found = json.loads(next_one[0])
            apply(database, found)
            last = found["sequence"]
        database.execute("INSERT OR REPLACE INTO last VALUES (?, ?, ?)", (*key, last))


def serve(port: int, secret: str, database: sqlite3.Connection, apply: Apply) -> HTTPServer:
    """A server on this machine; one request at a time, so connections are not kept open for others to wait behind."""

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            genuine = verified(secret, headers, body, time.time())
            if genuine:
                receive(database, json.loads(body), apply)
            self.send_response(204 if genuine else 401)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing: `apply` tells what matters."""

    return HTTPServer(("127.0.0.1", port), Hook)


def tell(_: sqlite3.Connection, event: dict[str, Any]) -> None:
    """One line per event."""
    print(event["subject"], int(event["sequence"]), event["type"], flush=True)


def tell_json(_: sqlite3.Connection, event: dict[str, Any]) -> None:
    """The same as one JSON object per line, without the content."""
    print(json.dumps({name: event[name] for name in ("subject", "sequence", "type", "id")}), flush=True)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=9000)
    options.add_argument("--secret", required=True)
    options.add_argument("--database", default="receiver.sqlite")
    options.add_argument("--json", action="store_true", help="tell each event as a JSON object")
    given = options.parse_args()
    connection = sqlite3.connect(given.database)
    connection.executescript(TABLES)
    serve(given.port, given.secret, connection, tell_json if given.json else tell).serve_forever()
