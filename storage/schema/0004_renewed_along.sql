-- SPDX-License-Identifier: Apache-2.0
-- What is renewed along with the old certificate: a pair for authentication and signing is replaced together.
--
--   renewal.pair          packed items (agent/enrolment/demand_record.hpp): DER certificates; empty: none.

ALTER TABLE renewal ADD COLUMN pair BLOB NOT NULL DEFAULT x'';
