// SPDX-License-Identifier: Apache-2.0
// JSON documents that nobody has vouched for yet: manifests and policy files. UTF-8, one object, no name twice in it,
// bounded in size and nesting; fields are taken out by type and the first mistake is kept by name. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/localized_text.hpp"
#include "agent/base/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::plugins {

inline constexpr std::size_t kMaxDocumentBytes = std::size_t{256} * 1024;
inline constexpr std::size_t kMaxDocumentDepth = 8;

// Errors: damaged, bad_json; the subject is the name concerned, where there is one.
[[nodiscard]] Result<nlohmann::json> readJsonObject(ByteView text);

enum class Need { required, optional };

// Typed fields of one object. After the first mistake every read gives an empty value, so a reader asks for all it
// wants and looks at the mistake once.
class Fields {
public:
    // `path` stands before each field in a mistake, "settings[2]". Borrows both others.
    Fields(const nlohmann::json& object, std::string path, std::optional<Error>& mistake);

    [[nodiscard]] bool has(const char* name) const;
    [[nodiscard]] std::string text(const char* name, Need need, std::size_t mostBytes = 256);
    [[nodiscard]] std::string lines(const char* name, Need need, std::size_t mostBytes); // text with line breaks
    [[nodiscard]] std::string anyText(const char* name); // a number as its digits, true as "yes", false as "no"
    [[nodiscard]] long long number(const char* name, Need need, long long least, long long most, long long otherwise);
    [[nodiscard]] bool yesNo(const char* name, bool otherwise);
    [[nodiscard]] std::vector<std::string> texts(const char* name, Need need, std::size_t most = 64);
    [[nodiscard]] LocalizedText localized(const char* name, Need need); // a plain text is English
    [[nodiscard]] std::map<std::string, std::string> textMap(const char* name, Need need, std::size_t most);

    [[nodiscard]] std::vector<std::string> names() const;

    void within(const char* name, const std::function<void(Fields&)>& read); // an optional object
    void eachOfList(const char* name, Need need, std::size_t most, const std::function<void(Fields&)>& read);
    void eachOfObject(const char* name, std::size_t most, const std::function<void(const std::string&, Fields&)>& read);

    // A name that is none of these is a mistake: a misspelt rule must not be passed over.
    void allowOnly(std::initializer_list<std::string_view> names);
    void refuse(const std::string& name, const char* detail); // `detail` is a catalogue text
    [[nodiscard]] bool sound() const { return !mistake_.has_value(); }
    [[nodiscard]] std::string pathOf(const std::string& name) const;

private:
    [[nodiscard]] const nlohmann::json* find(const char* name, Need need);
    [[nodiscard]] std::string textOf(const nlohmann::json& value, const std::string& name, std::size_t mostBytes);

    const nlohmann::json& object_;
    std::string path_;
    std::optional<Error>& mistake_;
};

} // namespace reseal::plugins
