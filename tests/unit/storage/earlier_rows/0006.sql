-- SPDX-License-Identifier: Apache-2.0
-- As version 6 writes the archive: each row with its sum, check sums combined with the number of the entry.
UPDATE vault_head SET row_sum = -4184696055570175614;
UPDATE vault_slot SET row_sum = 8259087316210929315 WHERE slot_id = 1;
UPDATE vault_slot SET row_sum = -498315665028589808 WHERE slot_id = 2;
UPDATE vault_slot SET row_sum = -1895306212408405050 WHERE slot_id = 4;
UPDATE vault_entry SET row_sum = -34 WHERE entry_id = 1;
UPDATE vault_entry SET row_sum = -113 WHERE entry_id = 2;
UPDATE vault_entry SET row_sum = 87 WHERE entry_id = 3;
UPDATE vault_sighting SET check_sum = (check_sum | entry_id) - (check_sum & entry_id);
