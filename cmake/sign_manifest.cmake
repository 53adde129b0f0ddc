# SPDX-License-Identifier: Apache-2.0
# Signs MANIFEST as MANIFEST.p7s (CMS, detached, DER) over its exact bytes:
#   cmake -DMANIFEST=plugin.json -DSIGNER_KEY=key.pem -DSIGNER_CERT=certificate.pem [-DOPENSSL=openssl] -P ...
# Further certificates of SIGNER_CERT's chain may stand in SIGNER_CHAIN, a PEM file.
if(NOT OPENSSL)
    set(OPENSSL openssl)
endif()
set(chain "")
if(SIGNER_CHAIN)
    set(chain -certfile ${SIGNER_CHAIN})
endif()
execute_process(
    COMMAND ${OPENSSL} cms -sign -binary -outform DER -md sha256 -nosmimecap -in ${MANIFEST} -out ${MANIFEST}.p7s
        -signer ${SIGNER_CERT} -inkey ${SIGNER_KEY} ${chain}
    COMMAND_ERROR_IS_FATAL ANY)
