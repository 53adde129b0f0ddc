-- SPDX-License-Identifier: Apache-2.0
-- What version 4 adds: what is renewed along.
UPDATE renewal SET pair = x'06' WHERE renewal_id = '11111111111111111111111111111111';
