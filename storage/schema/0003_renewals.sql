-- SPDX-License-Identifier: Apache-2.0
-- Renewals: one row each (agent/enrolment/renewal.hpp has the states and rules), what happened to them, and the new keys
-- whose certificates are not there yet.
--
--   renewal --< renewal_event       renewal --< renewal_key
--
-- Invariants
--   renewal               one per old certificate that has not ended: renewal_active. No column ever holds a secret.
--                         settings, params, demand: packed items (agent/enrolment/demand_record.hpp).
--   renewal_event         rows are only ever added.
--   renewal_key           nonce (12) || AES-256-GCM of the PKCS#8 key || tag (16) under the vault's data key; associated
--                         data: SHA-256 of public_key; empty where token_key names the key on its token. Stays until the key is installed, or the person lets it go.

CREATE TABLE renewal (
    renewal_id      TEXT PRIMARY KEY CHECK (length(renewal_id) = 32),
    state           TEXT NOT NULL,
    ended           INTEGER NOT NULL,
    purpose         TEXT NOT NULL,
    ca              TEXT NOT NULL,
    settings        BLOB NOT NULL,
    old_certificate TEXT NOT NULL,
    old_der         BLOB NOT NULL,
    medium          TEXT NOT NULL,
    folder          TEXT NOT NULL,
    operation       TEXT NOT NULL,
    function        TEXT NOT NULL,
    params          BLOB NOT NULL,
    cookie          BLOB NOT NULL,
    demand          BLOB NOT NULL,
    question        TEXT NOT NULL,
    asked           TEXT NOT NULL,
    place           TEXT NOT NULL,
    backup          TEXT NOT NULL,
    failures        INTEGER NOT NULL,
    unproductive    INTEGER NOT NULL,
    reason          TEXT NOT NULL,
    detail          TEXT NOT NULL,
    started         INTEGER NOT NULL,
    changed         INTEGER NOT NULL,
    next_attempt    INTEGER,
    deadline        INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX renewal_active ON renewal (old_certificate) WHERE ended = 0 AND old_certificate <> '';

CREATE TABLE renewal_event (
    event_id   INTEGER PRIMARY KEY AUTOINCREMENT,
    renewal_id TEXT NOT NULL,
    at         INTEGER NOT NULL,
    state      TEXT NOT NULL,
    what       TEXT NOT NULL
) STRICT;
CREATE INDEX renewal_event_by_renewal ON renewal_event (renewal_id);
CREATE TRIGGER renewal_event_stays BEFORE UPDATE ON renewal_event
BEGIN
    SELECT RAISE(ABORT, 'events stay');
END;
CREATE TRIGGER renewal_event_remains BEFORE DELETE ON renewal_event
BEGIN
    SELECT RAISE(ABORT, 'events stay');
END;

CREATE TABLE renewal_key (
    renewal_id TEXT NOT NULL REFERENCES renewal,
    number     TEXT NOT NULL,
    algorithm  TEXT NOT NULL,
    public_key BLOB NOT NULL,
    sealed     BLOB NOT NULL,
    token_key  TEXT NOT NULL,
    made       INTEGER NOT NULL,
    PRIMARY KEY (renewal_id, number)
) STRICT, WITHOUT ROWID;
