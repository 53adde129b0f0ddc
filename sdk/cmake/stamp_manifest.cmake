# SPDX-License-Identifier: Apache-2.0
# cmake -D SOURCE=plugin.json -D FOLDER=out -D MODULE=name -D OS=linux -D ARCH=x86_64 [-D FILES=a|b]
#       [-D OPENSSL=openssl -D SIGNER_KEY=k -D SIGNER_CERT=c [-D SIGNER_CHAIN=f]] -P stamp_manifest.cmake
# Writes FOLDER/plugin.json: SOURCE with what only the build knows (module, os, arch, the SHA-256 of every file), and
# its signature, a detached CMS, beside it. The author's own text and order stay as they are.
cmake_minimum_required(VERSION 3.19)
string(REPLACE "|" ";" FILES "${FILES}")

set(hashes "")
file(SHA256 "${FOLDER}/${MODULE}" hash)
string(APPEND hashes "\"${MODULE}\": \"${hash}\"")
foreach(path IN LISTS FILES)
    get_filename_component(name "${path}" NAME)
    file(COPY "${path}" DESTINATION "${FOLDER}")
    file(SHA256 "${path}" hash)
    string(APPEND hashes ", \"${name}\": \"${hash}\"")
endforeach()

file(READ "${SOURCE}" manifest)
string(FIND "${manifest}" "{" start)
if(start LESS 0)
    message(FATAL_ERROR "${SOURCE} is no JSON object")
endif()
math(EXPR start "${start} + 1")
string(SUBSTRING "${manifest}" ${start} -1 rest)
set(stamped "{\n  \"module\": \"${MODULE}\", \"os\": \"${OS}\", \"arch\": \"${ARCH}\",\n  \"files\": {${hashes}},${rest}")
string(JSON id ERROR_VARIABLE problem GET "${stamped}" id)
if(problem)
    message(FATAL_ERROR "${SOURCE}: ${problem}")
endif()
file(WRITE "${FOLDER}/plugin.json" "${stamped}")

file(REMOVE "${FOLDER}/plugin.json.p7s")
if(SIGNER_KEY)
    set(chain "")
    if(SIGNER_CHAIN)
        set(chain -certfile "${SIGNER_CHAIN}")
    endif()
    execute_process(COMMAND "${OPENSSL}" cms -sign -binary -outform DER -md sha256 -in "${FOLDER}/plugin.json"
        -signer "${SIGNER_CERT}" -inkey "${SIGNER_KEY}" ${chain} -out "${FOLDER}/plugin.json.p7s"
        RESULT_VARIABLE result ERROR_VARIABLE problem)
    if(NOT result EQUAL 0)
        file(REMOVE "${FOLDER}/plugin.json.p7s")
        message(FATAL_ERROR "Cannot sign the manifest of ${id} with ${SIGNER_CERT}: ${problem}")
    endif()
endif()
