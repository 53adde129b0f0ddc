-- SPDX-License-Identifier: Apache-2.0
-- Everything Reseal remembers of one person's profile.
--
--   root            source            setting            change_count
--
--   file --< sighting >-- certificate --1 certificate_der
--     \--< key_sighting . . . . ./  by spki_sha256 or gost_fingerprint, joined when read: a key may be found before
--                                   or after the certificate, in another file
--   announced --< announced_threshold        notice --< notice_item       by certificate sha256, without foreign key
--
-- Invariants
--   Instants are whole seconds since 1970 UTC. Fingerprints are raw bytes. Paths are the system's bytes.
--   What was seen stays: no row of file, sighting, key_sighting or certificate is ever deleted.
--   file.present          1 while the file is there. Its last_seen is then the latest root.last_scan of the roots it
--                         lies under, so that a scan of unchanged files writes nothing per file; file.last_seen counts
--                         once the file is gone, or where it lies under no root.
--   sighting.present      1 while the latest reading of the file held the certificate. It is there to be used only if
--                         file.present, too. last_seen counts once present is 0, else that of the file does.
--   key_sighting          the same; an empty fingerprint is an unknown one.
--   change_count          goes up with every transaction that changed something: tells whether a backup is older.

CREATE TABLE root (
    path      TEXT PRIMARY KEY,
    last_scan INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    path  TEXT PRIMARY KEY,
    added INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE file (
    file_id        INTEGER PRIMARY KEY,
    path           TEXT NOT NULL UNIQUE,
    size           INTEGER NOT NULL,
    modified       INTEGER NOT NULL, -- nanoseconds since 1970, as changed
    changed        INTEGER NOT NULL,
    inode          INTEGER NOT NULL, -- 64 unsigned bits kept as signed
    kind           TEXT NOT NULL,
    first_seen     INTEGER NOT NULL,
    last_seen      INTEGER NOT NULL,
    present        INTEGER NOT NULL,
    locked         INTEGER NOT NULL,
    refusal_reason TEXT,
    refusal_detail TEXT
) STRICT;

CREATE TABLE certificate (
    certificate_id      INTEGER PRIMARY KEY,
    sha256              BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    subject             TEXT NOT NULL,
    issuer              TEXT NOT NULL,
    issuer_name         TEXT NOT NULL,
    serial              TEXT NOT NULL,
    holder_name         TEXT NOT NULL,
    holder_organization TEXT NOT NULL,
    holder_inn          TEXT NOT NULL,
    holder_innle        TEXT NOT NULL,
    holder_snils        TEXT NOT NULL,
    holder_ogrn         TEXT NOT NULL,
    holder_ogrnip       TEXT NOT NULL,
    holder_iin          TEXT NOT NULL,
    holder_bin          TEXT NOT NULL,
    holder_email        TEXT NOT NULL,
    usage               INTEGER NOT NULL, -- 1 sign, 2 authenticate, 4 encrypt
    algorithm           TEXT NOT NULL,
    not_before          INTEGER NOT NULL,
    not_after           INTEGER NOT NULL,
    key_not_after       INTEGER, -- the certificate's own; a container's is in key_sighting
    is_ca               INTEGER NOT NULL,
    spki_sha256         BLOB NOT NULL CHECK (length(spki_sha256) = 32),
    gost_fingerprint    BLOB NOT NULL,
    authority_key_id    TEXT NOT NULL
) STRICT;

CREATE TABLE certificate_der (
    certificate_id INTEGER PRIMARY KEY REFERENCES certificate,
    der            BLOB NOT NULL
) STRICT;

CREATE TABLE sighting (
    file_id        INTEGER NOT NULL REFERENCES file,
    certificate_id INTEGER NOT NULL REFERENCES certificate,
    first_seen     INTEGER NOT NULL,
    last_seen      INTEGER NOT NULL,
    present        INTEGER NOT NULL,
    PRIMARY KEY (file_id, certificate_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE key_sighting (
    file_id          INTEGER NOT NULL REFERENCES file,
    spki_sha256      BLOB NOT NULL CHECK (length(spki_sha256) IN (0, 32)),
    gost_fingerprint BLOB NOT NULL,
    locked           INTEGER NOT NULL,
    key_not_after    INTEGER,
    first_seen       INTEGER NOT NULL,
    last_seen        INTEGER NOT NULL,
    present          INTEGER NOT NULL,
    PRIMARY KEY (file_id, spki_sha256, gost_fingerprint)
) STRICT, WITHOUT ROWID;

CREATE TABLE announced (
    certificate   BLOB PRIMARY KEY CHECK (length(certificate) = 32),
    due           INTEGER NOT NULL,
    snoozed_until INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE announced_threshold (
    certificate BLOB NOT NULL REFERENCES announced ON DELETE CASCADE,
    days        INTEGER NOT NULL,
    PRIMARY KEY (certificate, days)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice (
    notice_id INTEGER PRIMARY KEY, -- the order in which they were recorded
    id        TEXT NOT NULL UNIQUE,
    at        INTEGER NOT NULL,
    delivered INTEGER,             -- none until it is known
    how       TEXT
) STRICT;

CREATE TABLE notice_item (
    notice_id   INTEGER NOT NULL REFERENCES notice,
    position    INTEGER NOT NULL,
    certificate BLOB NOT NULL CHECK (length(certificate) = 32),
    PRIMARY KEY (notice_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE change_count (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    value    INTEGER NOT NULL
) STRICT;
INSERT INTO change_count VALUES (1, 0);
