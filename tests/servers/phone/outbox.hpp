// SPDX-License-Identifier: Apache-2.0
// The messages that reseal-test-ca wrote to its outbox.jsonl, read as they come.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace reseal::test::phone {

struct Message {
    std::string kind; // "sms", "email"
    std::string to;
    std::string text;
    std::string code; // empty: there is none in it
};

class Outbox {
public:
    explicit Outbox(std::string file) : file_(std::move(file)) {}

    // Those since the last call, oldest first. A line that is not yet whole comes with the next.
    std::vector<Message> arrived();

private:
    std::string file_;
    std::size_t read_ = 0; // octets
};

} // namespace reseal::test::phone
