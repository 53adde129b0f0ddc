-- SPDX-License-Identifier: Apache-2.0
-- What version 5 adds: roles, of files that were read since.
UPDATE certificate SET holder_roles = 'kz_individual' WHERE certificate_id = 1;
