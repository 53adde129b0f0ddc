// SPDX-License-Identifier: Apache-2.0
// The six files of a CryptoPro container, one behind the other with two octets of length before each. Headers also go
// in with a MAC that holds, so that what lies behind the check is met. A key that is handed out has a public part.
#include "agent/crypto/containers/container.hpp"
#include "agent/crypto/containers/container_pair.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace reseal;
using namespace reseal::crypto;

ContainerFiles filesOf(ByteView data) {
    ContainerFiles files;
    for (const auto& file : kContainerFileNames) {
        if (data.size() < 2) {
            break;
        }
        const std::size_t wanted = static_cast<std::size_t>(data[0]) << 8U | data[1];
        const ByteView content = data.subspan(2, std::min(wanted, data.size() - 2));
        (files.*file.content).assign(content.begin(), content.end());
        data = data.subspan(2 + content.size());
    }
    return files;
}

void open(const ContainerFiles& files) {
    for (const ContainerSlot slot : {ContainerSlot::primary, ContainerSlot::secondary}) {
        const auto opened = openContainer(files, Secret(), slot);
        if (opened ? !opened.value().key.publicKeyInfo() : opened.error().reason.empty()) {
            std::abort();
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ContainerFiles files = filesOf({data, size});
    static_cast<void>(containerName(files.name));
    open(files);
    if (const auto header = readContainerHeader(files.header)) {
        files.header = changedHeader(header.value(), {});
        const auto again = readContainerHeader(files.header);
        if (!again || !macHolds(again.value())) {
            std::abort();
        }
        open(files);
    }
    return 0;
}
