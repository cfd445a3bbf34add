"""The tables of a journal, and what is done to them: all of the SQL there is."""

from __future__ import annotations

from typing import Final

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

INTEND: Final = """
INSERT INTO entry
    (platform, server, idempotency_key, state, at, model, fingerprint, body, job)
VALUES (:platform, :server, :key, 'intended', :at, :model, :fingerprint, :body, :job)
ON CONFLICT (platform, server, idempotency_key) DO UPDATE
SET calls = calls + 1 WHERE fingerprint IS excluded.fingerprint
"""
"""A key that stands there for other bytes changes no row: it would be a second job."""

START: Final = """
INSERT INTO entry
    (platform, server, idempotency_key, state, model, fingerprint, job_id, job)
VALUES (:platform, :server, :key, 'started', :model, :fingerprint, :id, :job)
ON CONFLICT (platform, server, idempotency_key) DO UPDATE
SET state = 'started', body = NULL, job_id = excluded.job_id, job = excluded.job
WHERE state = 'intended'
"""
"""What another process has seen end does not begin again."""

REFUSE: Final = """
DELETE FROM entry
WHERE platform = :platform AND server = :server AND idempotency_key = :key
AND state = 'intended' AND calls = 1
"""
"""A refusal says nothing of an earlier call under the same key."""

END: Final = """
UPDATE entry SET state = 'ended', body = NULL, job_id = :id, job = :job
WHERE platform = :platform AND server = :server
AND (idempotency_key = :key OR (:key IS NULL AND :id != '' AND job_id = :id))
"""

TAKE: Final = """
DELETE FROM entry
WHERE platform = :platform AND server = :server
AND (idempotency_key = :key OR (:key IS NULL AND :id != '' AND job_id = :id))
"""

ENTRIES: Final = """
SELECT idempotency_key, state, at, model, fingerprint, body, job FROM entry
WHERE platform = :platform AND server = :server ORDER BY number
"""
