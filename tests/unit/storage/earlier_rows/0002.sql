-- SPDX-License-Identifier: Apache-2.0
-- What version 2 adds: an archive with three ways in, a key, the certificate of a key on a token, and a removed entry. Slot
-- 3 was taken away again. Check sums are any numbers here: what they are over is not for storage to know.
INSERT INTO vault_head
    (only_row, vault_id, version)
VALUES (1, '0123456789abcdef0123456789abcdef', 1);
INSERT INTO vault_slot
    (slot_id, kind, label, created, confirmed, version, memory_kib, iterations, lanes, salt, public_key, wrapped)
VALUES
    (1, 'password', 'Anna', 1771000000, 1, 1, 65536, 3, 4, '00112233445566778899aabbccddeeff', x'', x'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'),
    (2, 'keyring', '', 1771000001, 1, 1, 0, 0, 0, '', x'', x'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'),
    (4, 'recovery', 'Drawer', 1771000002, 0, 1, 65536, 3, 4, '00112233445566778899aabbccddeeff', x'', x'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc');
UPDATE sqlite_sequence SET seq = 4 WHERE name = 'vault_slot';
UPDATE vault_tries SET failed = 2, last = 1771500000;
INSERT INTO vault_entry
    (entry_id, sha256, issuer_serial, subject_key_id, public_key, words, key_place, archived, deleted)
VALUES
    (1, x'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1', -101, 102, 103, 'иванова анна',
     '', 1771000010, NULL),
    (2, x'b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2', 201, 0, 203, 'иванова анна ооо',
     'token Work', 1771000020, NULL),
    (3, x'c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3', 301, 302, 303, 'example root',
     '', 1771000030, 1771900000);
INSERT INTO vault_certificate VALUES (1, x'3001aa'), (2, x'3001bb'), (3, x'3001cc');
INSERT INTO vault_key VALUES (1, x'5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e');
INSERT INTO vault_sighting VALUES
    (1, '/home/anna/keys/GOST512.p12', 'pkcs12', 1770000000, 1772000000, -6148914691236517206),
    (1, '/media/disk/copy.p12', 'pkcs12', 1771000000, 1771000000, 1234567890123456789),
    (2, 'token:pkcs11/Work', 'token', 1771000020, 1771000020, 77);
INSERT INTO vault_event VALUES
    (1, 1771000010, 'anna', 'import', 'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1', '/home/anna/keys/GOST512.p12', -9),
    (2, 1771900000, 'anna', 'delete', 'c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3', '', 8);
