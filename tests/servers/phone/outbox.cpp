// SPDX-License-Identifier: Apache-2.0
#include "tests/servers/phone/outbox.hpp"

#include <nlohmann/json.hpp>

#include <fstream>

namespace reseal::test::phone {

std::vector<Message> Outbox::arrived() {
    std::ifstream file(file_, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(read_));
    std::vector<Message> messages;
    for (std::string line; std::getline(file, line) && !file.eof();) {
        read_ += line.size() + 1;
        const auto message = nlohmann::json::parse(line, nullptr, false);
        if (message.is_object()) {
            messages.push_back({message.value("kind", ""), message.value("to", ""), message.value("text", ""),
                                message.value("code", "")});
        }
    }
    return messages;
}

} // namespace reseal::test::phone
