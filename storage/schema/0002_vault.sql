-- SPDX-License-Identifier: Apache-2.0
-- The archive: certificates with their sealed private keys, and the ways to the key that seals them. FORMAT.md describes
-- every octet and the commands that open it.
--
--   vault_head   vault_slot   vault_tries          vault_event
--   vault_entry --1 vault_certificate
--      \  \------0..1 vault_key
--       \--< vault_sighting
--
-- Invariants
--   vault_head            one row, or none: then there is no vault and no vault_key.
--   vault_entry           issuer_serial, subject_key_id, public_key: first 8 octets of a SHA-256, signed, big-endian;
--                         they find, the certificate decides. Deleted rows stay until their undo period is over.
--   vault_key             nonce (12) || AES-256-GCM of the PKCS#8 key || tag (16); associated data: the certificate's sha256.
--   vault_event           rows are only ever added.
--   check_sum             first 8 octets of a SHA-256 over the row's other fields.

CREATE TABLE vault_head (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    vault_id TEXT NOT NULL CHECK (length(vault_id) = 32),
    version  INTEGER NOT NULL
) STRICT;

CREATE TABLE vault_slot (
    slot_id    INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT NOT NULL,
    label      TEXT NOT NULL,
    created    INTEGER NOT NULL,
    confirmed  INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    memory_kib INTEGER NOT NULL,
    iterations INTEGER NOT NULL,
    lanes      INTEGER NOT NULL,
    salt       TEXT NOT NULL,
    public_key BLOB NOT NULL,
    wrapped    BLOB NOT NULL
) STRICT;

CREATE TABLE vault_tries (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    failed   INTEGER NOT NULL,
    last     INTEGER NOT NULL
) STRICT;
INSERT INTO vault_tries VALUES (1, 0, 0);

CREATE TABLE vault_entry (
    entry_id       INTEGER PRIMARY KEY,
    sha256         BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    issuer_serial  INTEGER NOT NULL,
    subject_key_id INTEGER NOT NULL,
    public_key     INTEGER NOT NULL,
    words          TEXT NOT NULL,
    key_place      TEXT NOT NULL,
    archived       INTEGER NOT NULL,
    deleted        INTEGER
) STRICT;
CREATE INDEX vault_entry_by_issuer_serial ON vault_entry (issuer_serial);
CREATE INDEX vault_entry_by_subject_key_id ON vault_entry (subject_key_id) WHERE subject_key_id <> 0;
CREATE INDEX vault_entry_by_public_key ON vault_entry (public_key);

CREATE TABLE vault_certificate (
    entry_id INTEGER PRIMARY KEY REFERENCES vault_entry ON DELETE CASCADE,
    der      BLOB NOT NULL
) STRICT;

CREATE TABLE vault_key (
    entry_id INTEGER PRIMARY KEY REFERENCES vault_entry ON DELETE CASCADE,
    sealed   BLOB NOT NULL
) STRICT;

CREATE TABLE vault_sighting (
    entry_id   INTEGER NOT NULL REFERENCES vault_entry ON DELETE CASCADE,
    place      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    check_sum  INTEGER NOT NULL,
    PRIMARY KEY (entry_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE vault_event (
    event_id  INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,
    who       TEXT NOT NULL,
    act       TEXT NOT NULL,
    entry     TEXT NOT NULL,
    detail    TEXT NOT NULL,
    check_sum INTEGER NOT NULL
) STRICT;
CREATE TRIGGER vault_event_stays BEFORE UPDATE ON vault_event
BEGIN
    SELECT RAISE(ABORT, 'events stay');
END;
CREATE TRIGGER vault_event_remains BEFORE DELETE ON vault_event
BEGIN
    SELECT RAISE(ABORT, 'events stay');
END;
