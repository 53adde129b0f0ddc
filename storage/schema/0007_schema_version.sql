-- SPDX-License-Identifier: Apache-2.0
-- schema_version: the version of the file's header once more, written by each migration from this one on, so that a
-- flipped bit in the header does not read as another program's version.

CREATE TABLE schema_version (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    value    INTEGER NOT NULL
) STRICT;
