-- SPDX-License-Identifier: Apache-2.0
-- What a file of version 1 holds: Anna's GOST certificate of Kazakhstan with its key, a Russian one in a container whose
-- key ends earlier, one that was moved away, a locked file and a damaged one.
INSERT INTO root VALUES ('/home/anna/keys', 1772000000), ('/media/disk', 1771000000);
INSERT INTO source VALUES ('/home/anna/keys', 1770000000);
INSERT INTO file VALUES
    (1, '/home/anna/keys/GOST512.p12', 4711, 1769000000000000001, 1769000000000000002, -3, 'pkcs12', 1770000000, 1770000000, 1, 0, NULL, NULL),
    (2, '/home/anna/keys/anna.000/header.key', 3012, 1769000000000000003, 1769000000000000004, 12, 'cryptopro', 1770000100, 1770000100, 1, 0, NULL, NULL),
    (3, '/media/disk/old.pem', 900, 5, 6, 7, 'pem', 1770500000, 1770900000, 0, 0, NULL, NULL),
    (4, '/home/anna/keys/locked.pfx', 2048, 8, 9, 10, 'pkcs12', 1770000200, 1770000200, 1, 1, NULL, NULL),
    (5, '/home/anna/keys/torn.pem', 17, 11, 12, 13, 'none', 1770000300, 1770000300, 1, 0, 'bad_pem', 'The text is not valid.');
INSERT INTO certificate
    (certificate_id, sha256, subject, issuer, issuer_name, serial, holder_name, holder_organization, holder_inn,
    holder_innle, holder_snils, holder_ogrn, holder_ogrnip, holder_iin, holder_bin, holder_email, usage, algorithm,
    not_before, not_after, key_not_after, is_ca, spki_sha256, gost_fingerprint, authority_key_id)
VALUES
    (1, x'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1',
     'CN=ИВАНОВА АННА, C=KZ', 'CN=ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) 2022, C=KZ',
     'ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) 2022', '0a1b', 'ИВАНОВА АННА', 'ТОО Пример', '', '', '', '', '',
     '123456789011', '012345678901', 'anna@example.kz', 1, 'GOST 34.10-2015 (512 bit)', 1767225600, 1798761600, NULL, 0,
     x'5151515151515151515151515151515151515151515151515151515151515151', x'', 'fe30be9f'),
    (2, x'b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2',
     'CN=Иванова Анна, O=ООО Пример', 'CN=ООО "Сертум-Про", O=ООО "Сертум-Про"', 'ООО "Сертум-Про"', '7f',
     'Иванова Анна', 'ООО Пример', '123456789012', '1234567890', '12345678901', '1234567890123', '123456789012345', '',
     '', 'anna@example.ru', 3, 'GOST R 34.10-2012 (256 bit)', 1767225600, 1830297600, 1798761601, 0,
     x'5252525252525252525252525252525252525252525252525252525252525252', x'0102030405060708', 'c91358b1'),
    (3, x'c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3',
     'CN=Example Root', 'CN=Example Root', 'Example Root', '01', 'Example Root', '', '', '', '', '', '', '', '', '', 0,
     'RSA 2048', 1500000000, 2000000000, NULL, 1, x'5353535353535353535353535353535353535353535353535353535353535353', x'', '');
INSERT INTO certificate_der VALUES (1, x'3001aa'), (2, x'3001bb'), (3, x'3001cc');
INSERT INTO sighting VALUES
    (1, 1, 1770000000, 1770000000, 1), (2, 2, 1770000100, 1770000100, 1), (3, 3, 1770500000, 1770900000, 1),
    (2, 3, 1770000100, 1770600000, 0);
INSERT INTO key_sighting VALUES
    (1, x'5151515151515151515151515151515151515151515151515151515151515151', x'', 1, NULL, 1770000000,
     1770000000, 1),
    (2, x'', x'0102030405060708', 0, 1798000000, 1770000100, 1770000100, 1);
INSERT INTO announced VALUES (x'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1', 1798761600, 1772500000);
INSERT INTO announced_threshold VALUES
    (x'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1', 60),
    (x'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1', 30);
INSERT INTO notice VALUES (1, 'n1771900000', 1771900000, 1, 'desktop'), (2, 'n1772000000', 1772000000, NULL, NULL);
INSERT INTO notice_item VALUES
    (1, 0, x'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1'),
    (2, 0, x'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1'),
    (2, 1, x'b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2');
INSERT INTO setting VALUES ('thresholds', '45,10'), ('language', 'kk'), ('first_run_done', 'yes');
UPDATE change_count SET value = 42;
