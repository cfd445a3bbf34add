"""Deliveries as a platform signs them, and as others would like to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import time
from typing import Any

from specpress.targets.python.runtime.facts import WebhookShape
from specpress.targets.python.runtime.webhooks.receiver import WebhookReceiver

from tests.runtime.lantern import LANTERN

SECRET = "whsec_" + base64.b64encode(b"CANARY-of-twenty-four-bytes").decode()
OTHER = "whsec_" + base64.b64encode(b"another-twenty-four-bytes!").decode()
BODY = json.dumps(
    {"type": "job.lit", "data": {"id": "j1", "status": "lit", "result": {"first": "https://x"}}}
).encode()


class Receiver(WebhookReceiver):
    platform = LANTERN
    shape = WebhookShape(
        variable="LANTERN_WEBHOOK_SECRET",
        event="/type",
        job="/data",
        events=("job.lit", "job.smashed"),
    )


def signed(
    body: bytes = BODY, *, name: str = "msg_1", age: float = 0, secret: str = SECRET
) -> dict[str, str]:
    """Return the headers that whoever has `secret` sends with `body`."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    moment = str(int(time.time() - age))
    digest = hmac.digest(key, f"{name}.{moment}.".encode() + body, hashlib.sha256)
    proof = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": name, "webhook-timestamp": moment, "webhook-signature": proof}


GARBAGE: list[Any] = [
    *("", " ", ".", "\x00", "é", "\ud800", "9" * 300, "v1,", "v1,AAAA", "-1", "1e9", "٣"),
    *(None, 7, b"", b"\xff\xfe", [], {}, float("nan"), object(), ("a", "b", "c")),
]


def forged(draw: random.Random) -> tuple[Any, Any]:
    """Return a delivery that nobody with the secret has sent: a good one spoilt, or garbage."""
    headers: Any = signed(name=f"msg_{draw.random()}".replace(".", "_"), secret=OTHER)
    body: Any = BODY
    match draw.randrange(6):
        case 0:
            headers = signed(age=draw.choice([0, 0, 9999]))
            at = draw.randrange(len(body))
            body = body[:at] + bytes([body[at] ^ 1 << draw.randrange(8)]) + body[at + 1 :]
        case 1:
            headers = signed()
            name = draw.choice(sorted(headers))
            at = draw.randrange(len(headers[name]))
            # The last character of a digest in base64 has two bits that say nothing.
            spoilt = chr((ord(headers[name][at]) + draw.randrange(1, 90)) % 128)
            headers[name] = headers[name][:at] + spoilt + headers[name][at + 1 :]
        case 2:
            headers = signed()
            headers[draw.choice(sorted(headers))] = draw.choice(GARBAGE)
        case 3:
            headers = signed()
            del headers[draw.choice(sorted(headers))]
        case 4:
            headers, body = draw.choice(GARBAGE), draw.choice([body, *GARBAGE])
        case _:
            body = draw.choice([body, draw.randbytes(draw.randrange(40)), *GARBAGE])
    return headers, body
