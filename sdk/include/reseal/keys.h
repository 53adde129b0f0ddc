/* SPDX-License-Identifier: Apache-2.0
 * Every param and item key of version 1, with its type. "..." stands for the part that the sender chooses: <n> is
 * 1 to 32 characters of [a-z0-9-] and groups items that belong together ("payload.1.data", "payload.1.form").
 *
 * Texts for people exist in the person's language; where an answer outlives the call (forms, waiting), a text key may
 * be repeated with a language behind it ("wait.text", "wait.text.ru", "wait.text.kk"): the plain one is English and
 * must be there, the host picks. Times are integers, milliseconds since 1970 UTC. */
#ifndef RESEAL_KEYS_H
#define RESEAL_KEYS_H

#include "macros.h"

/* Every call. */
#define RESEAL_KEY_LANGUAGE "language" /* text in: "en", "ru" or "kk" */
#define RESEAL_KEY_NOW_MS "now-ms"     /* integer in: the agent's clock; a plugin asks no other */
/* setting.<name>: text or secret in; every setting that the manifest describes */
#define RESEAL_KEY_SETTING "setting."

/* Failure: any function, before it returns anything but RESEAL_OK. */
#define RESEAL_KEY_ERROR_MESSAGE "error.message"               /* text: English, for the log; no secrets, no names */
#define RESEAL_KEY_ERROR_TEXT "error.text"                     /* text: what happened and what to do, for the person */
#define RESEAL_KEY_ERROR_REASON "error.reason"                 /* text: stable snake_case code */
#define RESEAL_KEY_ERROR_NATIVE_DOMAIN "error.native-domain"   /* text: whose code it is: "pkcs11", "http" */
#define RESEAL_KEY_ERROR_NATIVE_CODE "error.native-code"       /* integer */
#define RESEAL_KEY_ERROR_RETRY_AFTER_MS "error.retry-after-ms" /* integer: from now */

/* module.describe. */
#define RESEAL_KEY_PLUGIN_ID "plugin.id"               /* text */
#define RESEAL_KEY_PLUGIN_VERSION "plugin.version"     /* text */
#define RESEAL_KEY_PLUGIN_EXTENSION "plugin.extension" /* text, repeats */

/* Conversation, in. */
#define RESEAL_KEY_PURPOSE "purpose" /* text: "renew" (the old certificate is there and valid), "new" */
/* text: the id of one that describe offered; absent: the plugin's first choice */
#define RESEAL_KEY_PROFILE "profile"
/* bytes in and out, at most RESEAL_COOKIE_MAX; its first byte is the plugin's own cookie version. No secrets. */
#define RESEAL_KEY_COOKIE "cookie"
#define RESEAL_KEY_OLD_CERTIFICATE "old-certificate" /* bytes: DER; absent with "new" where there is none */
#define RESEAL_KEY_OLD_CHAIN "old-chain"             /* bytes, repeats: DER, from its issuer upwards */
/* bytes, repeats: DER: what is renewed along with the old certificate, of the same holder and issuer, its key at hand
 * (an authentication certificate beside a signing one). Any of them may be a payload's signer. */
#define RESEAL_KEY_OLD_PAIR "old-pair"
#define RESEAL_KEY_OLD_KEY "old-key" /* text: "ready" (can sign), "away" (its token is out), "lost", "lapsed" */
/* holder.<what>: text; common-name, surname, given-name, organization, title, email, country, locality, state,
 * street, inn, innle, snils, ogrn, ogrnip, iin, bin */
#define RESEAL_KEY_HOLDER "holder."
/* answer.<field>: text or secret: the form's answers; consent is "yes" or "no" */
#define RESEAL_KEY_ANSWER "answer."
#define RESEAL_KEY_ACTION "action"        /* text: the person chose an extra action of the form instead */
#define RESEAL_KEY_REQUEST "request."     /* request.<n>: bytes: PKCS#10 (or what the form asked for), DER */
#define RESEAL_KEY_SIGNATURE "signature." /* signature.<n>: bytes: what payload.<n>.form asked for */
#define RESEAL_KEY_LINK "link"            /* text: a "reseal:" link of this conversation that the person followed */

/* Conversation, out. */
#define RESEAL_KEY_DEMAND "demand" /* text: RESEAL_DEMAND_... of ext/ca.h */
/* text: where the conversation stands, one or two words for the progress rail; .ru .kk */
#define RESEAL_KEY_STEP "step"
#define RESEAL_KEY_NEXT "next" /* text: what happens next and how long it takes; .ru .kk */

/* describe of reseal.ca/1. */
#define RESEAL_KEY_PROFILE_ITEM "profile."
#define RESEAL_KEY_PROFILE_NAME ".name" /* profile.<id>.name: text, .ru .kk */
/* profile.<id>.attribute: text, repeats: a "holder." name it requires */
#define RESEAL_KEY_PROFILE_ATTRIBUTE ".attribute"
/* profile.<id>.algorithm: text, repeats, best first: see "algorithm" */
#define RESEAL_KEY_PROFILE_ALGORITHM ".algorithm"
/* integer: days before the due date after which the old key no longer serves */
#define RESEAL_KEY_PROFILE_LAST_CHANCE ".last-chance-days"

/* demand "input". */
/* text: JSON, see docs/forms.md: {"title", "text", "fields": [{"id", "type", "label", "hint", "value", "required",
 * "pattern", "min_length", "max_length", "choices", "expires_at", "error"}], "actions": [{"id", "label"}]}. A text
 * is a string or {"en", "ru", "kk"}. Types: text phone code link password choice consent review file folder */
#define RESEAL_KEY_FORM "form"

/* demand "key": one key pair and one request for each <n>. */
#define RESEAL_KEY_KEY "key."
/* key.<n>.algorithm: text, repeats, best first: rsa-2048 rsa-3072 rsa-4096 ec-p256 ec-p384 gost-2012-256
 * gost-2012-512 kz-gost-2015-256 kz-gost-2015-512 */
#define RESEAL_KEY_KEY_ALGORITHM ".algorithm"
/* key.<n>.subject: bytes: DER Name; absent: that of the old certificate */
#define RESEAL_KEY_KEY_SUBJECT ".subject"
#define RESEAL_KEY_KEY_EXTENSIONS ".extensions" /* key.<n>.extensions: bytes: DER Extensions to be asked for */
/* key.<n>.attributes: bytes: DER SET OF Attribute, further ones */
#define RESEAL_KEY_KEY_ATTRIBUTES ".attributes"
#define RESEAL_KEY_KEY_FORM ".form" /* key.<n>.form: text: "pkcs10" (also when absent), "public-key" */
/* key.<n>.medium: text, repeats: "vault", "token", "file"; absent: any */
#define RESEAL_KEY_KEY_MEDIUM ".medium"

/* demand "signature": the old key signs each <n>. */
#define RESEAL_KEY_PAYLOAD "payload."
#define RESEAL_KEY_PAYLOAD_DATA ".data" /* payload.<n>.data: bytes */
/* payload.<n>.form: text: "raw", "raw-digest" (data is the digest), "cms-attached", "cms-detached" */
#define RESEAL_KEY_PAYLOAD_FORM ".form"
/* payload.<n>.digest: text: sha256 sha384 sha512 streebog-256 streebog-512 gost-34.311; absent: what fits the key
 * */
#define RESEAL_KEY_PAYLOAD_DIGEST ".digest"
/* payload.<n>.signer: bytes: SHA-256 of the signer's certificate; absent: the old certificate */
#define RESEAL_KEY_PAYLOAD_SIGNER ".signer"
#define RESEAL_KEY_PAYLOAD_TITLE ".title" /* payload.<n>.title: text, .ru .kk: what the person signs */

/* demand "wait": resumed at the time, when the folder changes, or when the person says so, whichever comes first. */
#define RESEAL_KEY_WAIT_UNTIL_MS "wait.until-ms" /* integer: a time */
#define RESEAL_KEY_WAIT_FOLDER "wait.folder"     /* text: path of a folder to watch (privilege "files") */
#define RESEAL_KEY_WAIT_TEXT "wait.text"         /* text, .ru .kk: what is waited for */
#define RESEAL_KEY_WAIT_PRINT "wait.print"       /* text, with line ends: a page that the person is to print */
/* integer: when the CA gives the order up, where it says */
#define RESEAL_KEY_WAIT_DEADLINE_MS "wait.deadline-ms"

/* demands "done" and "failed". */
#define RESEAL_KEY_CERTIFICATE "certificate." /* certificate.<n>: bytes: DER, for request.<n> */
/* certificate.<n>.file-name: text: of a new key file, where the CA has rules for it: [A-Za-z0-9._-], at most 100, ends
 * in .p12 or .pfx; absent: the host's own, which for "pkcs12-kz" is that of the NCA */
#define RESEAL_KEY_CERTIFICATE_FILE_NAME ".file-name"
/* certificate.<n>.file-form: text: "pkcs12" (also when absent), "pkcs12-kz": as the NCA of Kazakhstan writes them: the
 * key and its certificate alone, 3DES and RC2-40, the subject key identifier as their name, a password of 8 to 32
 * characters with an upper-case letter, a lower-case letter and a digit, other than the old one */
#define RESEAL_KEY_CERTIFICATE_FILE_FORM ".file-form"
#define RESEAL_KEY_CHAIN "chain"             /* bytes, repeats: DER */
#define RESEAL_KEY_FAILED_TEXT "failed.text" /* text, .ru .kk: what happened */
#define RESEAL_KEY_FAILED_MEND "failed.mend" /* text, .ru .kk: what the person can do */
/* text: "rejected", "expired", "withdrawn" or another snake_case code */
#define RESEAL_KEY_FAILED_REASON "failed.reason"

/* Tokens, in. */
#define RESEAL_KEY_TOKEN "token" /* text: a token.<n>.id */
#define RESEAL_KEY_KEY_ID "key"  /* text: an object.<n>.key */
/* further-key.<n>: text: of export_key: taken out in the same log-in as "key" */
#define RESEAL_KEY_FURTHER_KEY "further-key."
#define RESEAL_KEY_OBJECT_ID "object"              /* text: an object.<n>.id */
#define RESEAL_KEY_PIN "pin"                       /* secret */
#define RESEAL_KEY_NEW_PIN "new-pin"               /* secret */
#define RESEAL_KEY_ALLOW_LAST_TRY "allow-last-try" /* integer: 1 after the person was warned */
/* secret, of generate: chance of the agent's generator, with what the person's hands gave. A key that is made outside
 * the token mixes it into the generator that it is made with, and never rests on it. */
#define RESEAL_KEY_CHANCE "chance"
#define RESEAL_KEY_LABEL "label"                             /* text */
#define RESEAL_KEY_ALGORITHM "algorithm"                     /* text: one of key.<n>.algorithm above */
#define RESEAL_KEY_SIGNATURE_ALGORITHM "signature-algorithm" /* bytes: DER AlgorithmIdentifier */
#define RESEAL_KEY_DIGEST "digest."                          /* digest.<n>: bytes, in; "signature.<n>" comes out */
#define RESEAL_KEY_CIPHERTEXT "ciphertext"                   /* bytes */
/* bytes: DER AlgorithmIdentifier of the key transport, rsaEncryption or id-RSAES-OAEP; absent: rsaEncryption */
#define RESEAL_KEY_TRANSPORT_ALGORITHM "transport-algorithm"
#define RESEAL_KEY_PEER_KEY "peer-key"                /* bytes: DER SubjectPublicKeyInfo */
#define RESEAL_KEY_UKM "ukm"                          /* bytes */
#define RESEAL_KEY_IMPORTED_CERTIFICATE "certificate" /* bytes: DER */
#define RESEAL_KEY_PRIVATE_KEY "private-key"          /* secret in and out: PKCS#8 */
#define RESEAL_KEY_SOURCE "source"                    /* integer in: a number for reseal.source/1 */
#define RESEAL_KEY_ATTACHED "attached"                /* integer: 1 or 0 */
#define RESEAL_KEY_SOURCE_SIZE "source-size"          /* integer in: bytes that "source" gives, where known */
/* integer in: 1: the host shows "signer" to the person before it uses the message; out: 1 where nobody confirmed that
 * certificate for this key yet */
#define RESEAL_KEY_NEW_SIGNER "new-signer"

/* Tokens, out. */
#define RESEAL_KEY_TOKEN_ITEM "token."
#define RESEAL_KEY_TOKEN_ID ".id"               /* token.<n>.id: text: the same for the same token after a restart */
#define RESEAL_KEY_TOKEN_LABEL ".label"         /* token.<n>.label: text: what the person calls it */
#define RESEAL_KEY_TOKEN_MODEL ".model"         /* token.<n>.model: text */
#define RESEAL_KEY_TOKEN_SERIAL ".serial"       /* token.<n>.serial: text */
#define RESEAL_KEY_TOKEN_READER ".reader"       /* token.<n>.reader: text: the name PC/SC gives it */
#define RESEAL_KEY_TOKEN_ALGORITHM ".algorithm" /* token.<n>.algorithm: text, repeats: what it can generate */
#define RESEAL_KEY_TOKEN_CAN ".can"             /* token.<n>.can: text, repeats: names of the functions it has */
/* token.<n>.pin: text, repeats: what is known of its PIN without trying it: "count-low", "last-try", "locked",
 * "to-be-changed", "pinpad" (typed at the reader) */
#define RESEAL_KEY_TOKEN_PIN_STATE ".pin"
#define RESEAL_KEY_TOKEN_FREE_BYTES ".free-bytes"      /* token.<n>.free-bytes: integer, where it can say */
#define RESEAL_KEY_TOKEN_TOTAL_BYTES ".total-bytes"    /* token.<n>.total-bytes: integer */
#define RESEAL_KEY_TOKEN_TRIES_LEFT "token.tries-left" /* integer; also beside RESEAL_E_PIN_... */
#define RESEAL_KEY_OBJECT "object."
#define RESEAL_KEY_OBJECT_IDENTIFIER ".id" /* object.<n>.id: text: stable within the token */
#define RESEAL_KEY_OBJECT_KEY ".key"       /* object.<n>.key: text: the key's id, where its private key is there */
#define RESEAL_KEY_OBJECT_LABEL ".label"   /* object.<n>.label: text */
/* object.<n>.certificate: bytes: DER, where there is one */
#define RESEAL_KEY_OBJECT_CERTIFICATE ".certificate"
/* object.<n>.certificate-sha256: bytes: of its certificate, where the medium does not hand that out */
#define RESEAL_KEY_OBJECT_CERTIFICATE_SHA256 ".certificate-sha256"
#define RESEAL_KEY_OBJECT_PUBLIC_KEY ".public-key" /* object.<n>.public-key: bytes: DER SubjectPublicKeyInfo */
/* object.<n>.key-ends-ms: integer: where the medium limits the key */
#define RESEAL_KEY_OBJECT_KEY_ENDS_MS ".key-ends-ms"
#define RESEAL_KEY_PUBLIC_KEY "public-key" /* bytes: of generate */
#define RESEAL_KEY_GENERATED_KEY "key-id"  /* text: of generate */
/* further-private-key.<n>: secret: PKCS#8 of further-key.<n> */
#define RESEAL_KEY_FURTHER_PRIVATE_KEY "further-private-key."
/* text: why "key" stays where it is, in place of "private-key", where further keys were asked for along with it */
#define RESEAL_KEY_KEPT "kept"
#define RESEAL_KEY_FURTHER_KEPT "kept." /* kept.<n>: text: the same of further-key.<n> */
/* integer, beside "kept" and "kept.<n>": the status that the call would have had for that key alone */
#define RESEAL_KEY_KEPT_STATUS "kept-status"
#define RESEAL_KEY_FURTHER_KEPT_STATUS "kept-status."
#define RESEAL_KEY_PLAINTEXT "plaintext" /* secret */
#define RESEAL_KEY_SHARED "shared"       /* secret */
#define RESEAL_KEY_CMS "cms"             /* bytes, repeats: the pieces in order */
#define RESEAL_KEY_SIGNER "signer"       /* bytes: of sign of reseal.token-cms/1: the signer's certificate, DER */

/* Settings and diagnostics. */
#define RESEAL_KEY_PROBLEM "problem." /* problem.<setting>: text */
#define RESEAL_KEY_CHECK "check."
#define RESEAL_KEY_CHECK_STATE ".state" /* check.<id>.state: text: "fine", "warning", "broken" */
#define RESEAL_KEY_CHECK_TEXT ".text"   /* check.<id>.text: text */
#define RESEAL_KEY_CHECK_MEND ".mend"   /* check.<id>.mend: text */

/* Services. */
#define RESEAL_KEY_HTTP_METHOD "http.method"       /* text in */
#define RESEAL_KEY_HTTP_URL "http.url"             /* text in and out */
#define RESEAL_KEY_HTTP_HEADER "http.header."      /* http.header.<name>: text or secret in, text out */
#define RESEAL_KEY_HTTP_BODY "http.body"           /* bytes or secret in, bytes out (repeats) */
#define RESEAL_KEY_HTTP_MAX_BYTES "http.max-bytes" /* integer in */
#define RESEAL_KEY_HTTP_CA_FILE "http.ca-file"     /* text in */
#define RESEAL_KEY_HTTP_STATUS "http.status"       /* integer out */
#define RESEAL_KEY_DATA "data"                     /* bytes: of reseal.source/1 */
#define RESEAL_KEY_MAX_BYTES "max-bytes"           /* integer */

#endif
