"""What clerks of the seed bring to a running suite over HTTP, for pages to show."""

import time
from collections.abc import Mapping
from typing import Any

import httpx

PATIENCE_S = 60.0
"""How long what one service is told may take to be seen in another."""


class Outside:
    """Somebody of the seed who works beside the browser, over HTTP."""

    def __init__(self, url: str, person: str) -> None:
        self._url = url
        self._headers = {"Accept-Language": "zh-CN"}
        session = self._send("POST", "/trial/session", json={"person": person}).raise_for_status().json()
        self._headers["Authorization"] = f"Bearer {session['token']}"

    def bring(self, title: str, territory: str, **facts: Any) -> str:
        """Registers a question of a territory, and waits until it can be handled; its id."""
        request_id = self._register(title, territory, facts)
        self.handling(request_id)
        return request_id

    def mail(self, title: str, territory: str, **facts: Any) -> str:
        """Registers what came by e-mail: it waits for a clerk of the territory to accept it; its id."""
        return self._register(title, territory, {"channel": "email", **facts})

    def accept(self, request_id: str) -> None:
        """Becomes the first contact of what waits."""
        self._send("POST", f"/intake/v1/requests/{request_id}/acceptance").raise_for_status()

    def _register(self, title: str, territory: str, facts: Mapping[str, Any]) -> str:
        request = {
            "kind": "consultation",
            "channel": "hotline",
            "function_area": "government_services",
            "application": "goods-declaration",
            "severity": "S3",
            "title": title,
            "description": "企业来电询问。",
            "territory": territory,
            **facts,
        }
        answer = self._send("POST", "/intake/v1/requests", json=request)
        request_id: str = answer.raise_for_status().json()["id"]
        return request_id

    def handling(self, request_id: str) -> Mapping[str, Any]:
        """The handling of a request, once routing has heard of it."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            answer = self._send("GET", f"/routing/v1/handlings/{request_id}")
            if answer.status_code == httpx.codes.OK:
                found: Mapping[str, Any] = answer.json()
                return found
            assert time.monotonic() < deadline, answer.text
            time.sleep(0.1)

    def act(self, request_id: str, act: str) -> None:
        """One act that needs no words, at the version there is."""
        version = self.handling(request_id)["version"]
        path = f"/routing/v1/handlings/{request_id}/{act}"
        self._send("POST", path, json={}, seen=version).raise_for_status()

    def _send(self, method: str, path: str, *, json: Any = None, seen: int | None = None) -> httpx.Response:
        headers = self._headers if seen is None else {**self._headers, "If-Match": f'"{seen}"'}
        return httpx.request(method, self._url + path, json=json, headers=headers, timeout=PATIENCE_S)
