-- SPDX-License-Identifier: Apache-2.0
-- row_sum: over the row's other columns, so that bit rot is found where no seal and no certificate shows it (storage/
-- vault/row_sums.hpp). In vault_entry only over entry_id, key_place, archived and deleted: the certificate proves the
-- rest. NULL in rows of an older version until the store is next opened.

ALTER TABLE vault_head ADD COLUMN row_sum INTEGER;
ALTER TABLE vault_slot ADD COLUMN row_sum INTEGER;
ALTER TABLE vault_entry ADD COLUMN row_sum INTEGER;

-- vault_sighting.check_sum is combined with entry_id (xor, which SQLite has no sign for).
UPDATE vault_sighting SET check_sum = (check_sum | entry_id) - (check_sum & entry_id);

-- schema_sum: over the texts of sqlite_schema, written by each migration from this one on; a page check reads none of it.
CREATE TABLE schema_sum (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    value    TEXT NOT NULL
) STRICT;

CREATE INDEX vault_entry_unsummed ON vault_entry (entry_id) WHERE row_sum IS NULL;
