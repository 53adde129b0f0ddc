// SPDX-License-Identifier: Apache-2.0
#include "tests/servers/ca/store.hpp"

#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace reseal::test::ca {
namespace {

class File {
public:
    File(const std::string& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
        if (descriptor_ < 0) {
            throw std::system_error(errno, std::generic_category(), path);
        }
    }
    ~File() { ::close(descriptor_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    void write(std::string_view content) const {
        while (!content.empty()) {
            const ssize_t size = ::write(descriptor_, content.data(), content.size());
            if (size < 0 && errno != EINTR) {
                throw std::system_error(errno, std::generic_category(), "cannot write");
            }
            content.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        }
        if (::fsync(descriptor_) != 0) {
            throw std::system_error(errno, std::generic_category(), "cannot write through");
        }
    }

private:
    int descriptor_;
};

// Whole lines. What follows the last line break was cut off by a kill, and is taken out of the file.
std::string wholeLines(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(file), {}};
    const std::size_t whole = content.rfind('\n') + 1; // npos + 1 is 0
    if (whole != content.size()) {
        std::filesystem::resize_file(path, whole);
        content.resize(whole);
    }
    return content;
}

} // namespace

Store::Store(std::string folder) : folder_(std::move(folder)), state_(Json::object()) {
    std::ifstream file(folder_ + "/state.json");
    if (file) {
        state_ = Json::parse(file, nullptr, false);
        if (!state_.is_object()) {
            throw std::runtime_error(folder_ + "/state.json is damaged; take it away");
        }
    }
    for (const char* const name : {"challenges", "sessions", "applications", "orders", "counts"}) {
        if (!state_.contains(name)) {
            state_[name] = Json::object();
        }
    }
    static_cast<void>(wholeLines(folder_ + "/outbox.jsonl"));
    takeOrders();
}

void Store::takeOrders() {
    const std::string lines = wholeLines(folder_ + "/orders.jsonl");
    for (std::size_t at = 0; at < lines.size();) {
        const std::size_t end = lines.find('\n', at);
        const Json order = Json::parse(lines.substr(at, end - at), nullptr, false);
        if (order.is_object() && order.contains("key") && !state_["orders"].contains(order["key"])) {
            state_["orders"][order["key"].get<std::string>()] = order;
        }
        at = end + 1;
    }
}

void Store::save() {
    const std::string path = folder_ + "/state.json";
    File(path + ".part", O_WRONLY | O_CREAT | O_TRUNC).write(state_.dump());
    std::filesystem::rename(path + ".part", path);
}

void Store::append(const std::string& name, const std::string& line) const {
    File(folder_ + "/" + name, O_WRONLY | O_CREAT | O_APPEND).write(line + "\n");
}

void Store::addOrder(const Json& order) {
    append("orders.jsonl", order.dump());
    state_["orders"][order["key"].get<std::string>()] = order;
}

void Store::send(const Message& message) {
    append("outbox.jsonl", Json{{"kind", message.kind},
                                {"to", message.to},
                                {"text", message.text},
                                {"code", message.code},
                                {"link", message.link}}
                               .dump());
}

int Store::count(const std::string& what) {
    Json& counts = state_["counts"];
    const int before = counts.value(what, 0);
    counts[what] = before + 1;
    return before;
}

bool Store::has(const std::string& file) const { return std::filesystem::exists(folder_ + "/" + file); }

std::int64_t Store::now() const {
    std::ifstream file(folder_ + "/clock");
    std::int64_t seconds = 0;
    return file >> seconds ? seconds : static_cast<std::int64_t>(std::time(nullptr));
}

} // namespace reseal::test::ca
