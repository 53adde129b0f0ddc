# SPDX-License-Identifier: Apache-2.0
# The signer of this build: a key and a self-signed code-signing certificate, made once per build folder. The key never
# leaves that folder and is never installed; the certificate is compiled into the programs, which so trust the plugins
# of their own build under any prefix.
#
# For whoever builds plugins: RESEAL_BUILD_SIGNER_KEY and RESEAL_BUILD_SIGNER_CERT (PEM files), the target
# reseal_build_signer to depend on, and
#   reseal_sign_manifest(TARGET target MANIFEST plugin.json)
# which signs the finished manifest after `target` is built, as plugin.json.p7s beside it.
include_guard(GLOBAL)
find_program(RESEAL_OPENSSL NAMES openssl REQUIRED)

set(folder ${CMAKE_BINARY_DIR}/signer)
set(RESEAL_BUILD_SIGNER_KEY ${folder}/key.pem CACHE INTERNAL "Private key of the build's signer")
set(RESEAL_BUILD_SIGNER_CERT ${folder}/certificate.pem CACHE INTERNAL "Certificate of the build's signer")
set(RESEAL_BUILD_SIGNER_SOURCE ${folder}/build_signer.cpp)
set(RESEAL_SIGN_MANIFEST ${CMAKE_CURRENT_LIST_DIR}/sign_manifest.cmake CACHE INTERNAL "Script that signs a manifest")

add_custom_command(OUTPUT ${RESEAL_BUILD_SIGNER_KEY} ${RESEAL_BUILD_SIGNER_CERT} ${RESEAL_BUILD_SIGNER_SOURCE}
    COMMAND ${CMAKE_COMMAND} -DOPENSSL=${RESEAL_OPENSSL} -DFOLDER=${folder}
        -P ${CMAKE_CURRENT_LIST_DIR}/make_build_signer.cmake
    DEPENDS ${CMAKE_CURRENT_LIST_DIR}/make_build_signer.cmake
    COMMENT "Making this build's signer" VERBATIM)
add_custom_target(reseal_build_signer
    DEPENDS ${RESEAL_BUILD_SIGNER_KEY} ${RESEAL_BUILD_SIGNER_CERT} ${RESEAL_BUILD_SIGNER_SOURCE})

function(reseal_sign_manifest)
    cmake_parse_arguments(ARG "" "TARGET;MANIFEST" "" ${ARGN})
    add_dependencies(${ARG_TARGET} reseal_build_signer)
    add_custom_command(TARGET ${ARG_TARGET} POST_BUILD
        COMMAND ${CMAKE_COMMAND} -DOPENSSL=${RESEAL_OPENSSL} -DMANIFEST=${ARG_MANIFEST}
            -DSIGNER_KEY=${RESEAL_BUILD_SIGNER_KEY} -DSIGNER_CERT=${RESEAL_BUILD_SIGNER_CERT}
            -P ${RESEAL_SIGN_MANIFEST}
        VERBATIM)
endfunction()
