-- SPDX-License-Identifier: Apache-2.0
-- What version 3 adds: a renewal that waits for its CA with its new key, and one that is done.
INSERT INTO renewal
    (renewal_id, state, ended, purpose, ca, settings, old_certificate, old_der, medium, folder, operation, function,
    params, cookie, demand, question, asked, place, backup, failures, unproductive, reason, detail, started, changed,
    next_attempt, deadline)
VALUES
    ('11111111111111111111111111111111', 'waiting_for_ca', 0, 'renew', 'file', x'01', 'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1',
     x'3001aa', 'file', '/home/anna/keys', '99999999999999999999999999999999', 'resume', x'03', x'04', x'05', 'none', 'asking', '', '',
     2, 3, 'unreachable', 'Later.', 1771000000, 1771000001, 1771000002, 1771000003),
    ('22222222222222222222222222222222', 'done', 1, 'new', 'kontur', x'', '', x'', 'vault', '', '', '', x'', x'', x'',
     'none', 'asking', 'vault', '/media/disk/copy.p12', 0, 0, '', '', 1770000000, 1770000009, NULL, NULL);
INSERT INTO renewal_event VALUES
    (1, '11111111111111111111111111111111', 1771000000, 'asking', 'begin'),
    (2, '11111111111111111111111111111111', 1771000001, 'waiting_for_ca', 'resume');
INSERT INTO renewal_key VALUES
    ('11111111111111111111111111111111', '1', 'gost-2012-256', x'3059', x'6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f', '', 1771000000),
    ('11111111111111111111111111111111', '2', 'rsa-2048', x'3082', x'', 'pkcs11:id=%02', 1771000001);
