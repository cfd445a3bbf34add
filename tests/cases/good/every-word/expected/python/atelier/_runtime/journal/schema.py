"""The tables of a journal, and what is done to them: all of the SQL there is."""

from __future__ import annotations

from typing import Final, NamedTuple

APPLICATION: Final = 0x4A4F4253
"""What marks a SQLite file as a journal of jobs: JOBS, in ASCII."""

VERSION: Final = 1

CREATE: Final = """
CREATE TABLE IF NOT EXISTS entry (
    number INTEGER PRIMARY KEY,
    platform TEXT NOT NULL,
    server TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    state TEXT NOT NULL,
    calls INTEGER NOT NULL DEFAULT 1,
    at REAL NOT NULL DEFAULT 0,
    model TEXT,
    fingerprint TEXT,
    body BLOB,
    job_id TEXT,
    job TEXT,
    UNIQUE (platform, server, idempotency_key)
)
"""


class Row(NamedTuple):
    """A row as it is read: a column may hold anything, whatever its type says.

    Text that is no UTF-8 is read as bytes.
    """

    number: int
    platform: object
    server: object
    idempotency_key: object
    state: object
    calls: object
    at: object
    model: object
    fingerprint: object
    body: object
    job_id: object
    job: object


ROWS: Final = """
SELECT number, platform, server, idempotency_key, state, calls, at, model, fingerprint,
    body, job_id, job
FROM entry ORDER BY number
"""

ROWS_OF_KEY: Final = """
SELECT number, platform, server, idempotency_key, state, calls, at, model, fingerprint,
    body, job_id, job
FROM entry
WHERE platform = :platform AND server = :server AND idempotency_key IN (:key, :again)
ORDER BY number
"""

INTEND: Final = """
INSERT INTO entry
    (platform, server, idempotency_key, state, at, model, fingerprint, body, job)
VALUES (:platform, :server, :key, 'intended', :at, :model, :fingerprint, :body, :job)
"""

CALL_AGAIN: Final = "UPDATE entry SET calls = max(2, calls + 1) WHERE number = :number"
"""A count that is damaged is more than one as well."""

START: Final = """
UPDATE entry SET state = 'started', body = NULL, job_id = :id, job = :job
WHERE number = :number
"""

ADD_STARTED: Final = """
INSERT INTO entry
    (platform, server, idempotency_key, state, model, fingerprint, job_id, job)
VALUES (:platform, :server, :key, 'started', :model, :fingerprint, :id, :job)
"""

END: Final = """
UPDATE entry SET state = 'ended', body = NULL, job_id = :id, job = :job
WHERE number = :number
"""

DELETE: Final = "DELETE FROM entry WHERE number = :number"
