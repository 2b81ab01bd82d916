"""How a port system brings a data anomaly to the desk: one POST that may safely be sent again."""

from typing import Any

import httpx


def anomaly(bill: str, *, system: str, territory: str = "410100") -> dict[str, Any]:
    """A tax bill that is paid and still shows PROCESSING: anomaly type A13."""
    return {
        "kind": "data_anomaly",
        "channel": "port_system",
        "function_area": "government_services",
        "application": "tax-payment",
        "system": system,
        "territory": territory,
        "title": "税单已缴款，仍显示支付处理中",
        "description": f"税单{bill}：银行回单已到，状态超过两小时仍为PROCESSING。",
        "references": [{"type": "tax_bill", "number": bill}],
        "severity": "S2",
        "anomaly_type": "A13",
    }


async def file_anomaly(desk: httpx.AsyncClient, token: str, body: dict[str, Any], *, key: str) -> httpx.Response:
    """Files it. The same `key` gives the same answer, however often the line breaks."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    return await desk.post("/intake/v1/requests", json=body, headers=headers)
