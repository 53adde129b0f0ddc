// SPDX-License-Identifier: Apache-2.0
// What the test CA remembers, under its folder, through every SIGKILL: state.json is replaced as a whole, lines of
// orders.jsonl and outbox.jsonl are appended, all flushed to the medium before the function returns. An order is taken
// when its line is whole; the rest of its state is made from that line where it was lost. Throws std::runtime_error
// where the folder takes nothing. One thread.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace reseal::test::ca {

using Json = nlohmann::json;

struct Message {
    std::string to, text, code;
    std::string kind = "sms";
    std::string link = {};
};

class Store {
public:
    explicit Store(std::string folder);

    // By id: "challenges", "sessions", "applications", "orders"; "counts" of faults and polls.
    [[nodiscard]] Json& operator[](const char* what) { return state_[what]; }
    void save();
    void addOrder(const Json& order); // one line; has a "key"
    void send(const Message& message);

    // Counts up; the count before.
    int count(const std::string& what);
    [[nodiscard]] bool has(const std::string& file) const; // in the folder
    // Seconds since 1970; what stands in the file `clock`, where there is one.
    [[nodiscard]] std::int64_t now() const;

private:
    void append(const std::string& name, const std::string& line) const;
    void takeOrders();

    std::string folder_;
    Json state_;
};

} // namespace reseal::test::ca
