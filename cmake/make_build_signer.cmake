# SPDX-License-Identifier: Apache-2.0
# Makes FOLDER/key.pem, FOLDER/certificate.pem and FOLDER/build_signer.cpp: cmake -DOPENSSL= -DFOLDER= -P ...
# A key that is there already stays, so that plugins signed with it stay trusted.
file(MAKE_DIRECTORY ${FOLDER})
file(CHMOD ${FOLDER} PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
if(NOT EXISTS ${FOLDER}/key.pem OR NOT EXISTS ${FOLDER}/certificate.pem)
    file(WRITE ${FOLDER}/request.cnf "[req]\ndistinguished_name=name\nx509_extensions=extensions\nprompt=no\n"
        "[name]\nCN=Reseal build\n"
        "[extensions]\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
        "extendedKeyUsage=critical,codeSigning\nsubjectKeyIdentifier=hash\n")
    execute_process(
        COMMAND ${OPENSSL} genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ${FOLDER}/key.pem
        ERROR_VARIABLE ignored COMMAND_ERROR_IS_FATAL ANY)
    file(CHMOD ${FOLDER}/key.pem PERMISSIONS OWNER_READ OWNER_WRITE)
    execute_process(
        COMMAND ${OPENSSL} req -new -x509 -sha256 -days 36500 -config ${FOLDER}/request.cnf -key ${FOLDER}/key.pem
            -out ${FOLDER}/certificate.pem
        COMMAND_ERROR_IS_FATAL ANY)
endif()
execute_process(
    COMMAND ${OPENSSL} x509 -in ${FOLDER}/certificate.pem -outform DER -out ${FOLDER}/certificate.der
    COMMAND_ERROR_IS_FATAL ANY)
file(READ ${FOLDER}/certificate.der hex HEX)
string(REGEX REPLACE "(..)" "0x\\1, " octets "${hex}")
file(WRITE ${FOLDER}/build_signer.cpp "// SPDX-License-Identifier: Apache-2.0
// Made by cmake/make_build_signer.cmake.
#include \"agent/plugins/build_signer.hpp\"

namespace reseal::plugins {
namespace {
constexpr std::uint8_t kCertificate[] = {${octets}};
} // namespace

ByteView buildSigner() { return kCertificate; }

} // namespace reseal::plugins
")
file(TOUCH ${FOLDER}/key.pem ${FOLDER}/certificate.pem)
