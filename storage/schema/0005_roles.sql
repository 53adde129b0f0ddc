-- SPDX-License-Identifier: Apache-2.0
-- holder_roles: the codes of core's holder_roles, with spaces between; filled as files are read. Those in which a
-- certificate of Kazakhstan was seen are read again: no file has a negative size.

ALTER TABLE certificate ADD COLUMN holder_roles TEXT NOT NULL DEFAULT '';
UPDATE file SET size = -1 WHERE file_id IN (
    SELECT file_id FROM sighting JOIN certificate USING (certificate_id)
    WHERE holder_iin <> '' OR holder_bin <> '' OR issuer LIKE '%C=KZ%');
