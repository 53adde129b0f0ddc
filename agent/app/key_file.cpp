// SPDX-License-Identifier: Apache-2.0
#include "agent/app/key_file.hpp"

#include "agent/crypto/gost_engine.hpp"
#include "agent/platform/file_system.hpp"

namespace reseal::app {
namespace {

constexpr std::size_t kMaxKeyFile = std::size_t{16} << 20U;

} // namespace

Result<crypto::SigningKey> readKeyFile(const std::string& keyFile, const std::vector<Bytes>& certificates,
                                       const Secret& password) {
    crypto::initialise();
    auto data = platform::systemFileSystem()->read(keyFile, kMaxKeyFile, nullptr);
    if (!data) {
        return data.error();
    }
    auto found = crypto::readSigningKey(data.value(), password, certificates);
    wipe(data.value().data(), data.value().size());
    if (!found) {
        Error error = found.error();
        error.subject = keyFile;
        return error;
    }
    return found;
}

} // namespace reseal::app
