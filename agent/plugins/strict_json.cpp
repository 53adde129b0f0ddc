// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/strict_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace reseal::plugins {
namespace {

using Json = nlohmann::json;

Error damaged(std::string subject, const char* detail) {
    return {Category::damaged, "bad_json", detail, std::move(subject)};
}

// Walks the text without keeping it: what a parser would silently accept is found here.
class Inspection final : public nlohmann::json_sax<Json> {
public:
    std::optional<Error> mistake;

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return open(); }
    bool key(string_t& name) override {
        if (!names_.back().insert(name).second) {
            mistake = damaged(name, N_("This name stands twice in the same place; keep one of them."));
        }
        return !mistake;
    }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
        mistake = damaged({}, N_("This is not valid JSON in UTF-8; check quotes, commas and brackets."));
        return false;
    }

private:
    bool open() {
        if (names_.size() >= kMaxDocumentDepth) {
            mistake = damaged({}, N_("The brackets are nested too deeply; take some levels out."));
            return false;
        }
        names_.emplace_back();
        return true;
    }
    bool close() {
        names_.pop_back();
        return true;
    }

    std::vector<std::set<std::string>> names_;
};

bool hasControlCharacters(const std::string& text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

} // namespace

Result<Json> readJsonObject(ByteView text) {
    if (text.size() > kMaxDocumentBytes) {
        return damaged({}, N_("The file is larger than 256 KiB; shorten it."));
    }
    Inspection inspection;
    if (!Json::sax_parse(text.begin(), text.end(), &inspection)) {
        return inspection.mistake.value_or(
            damaged({}, N_("This is not valid JSON in UTF-8; check quotes, commas and brackets.")));
    }
    Json document = Json::parse(text.begin(), text.end(), nullptr, false);
    if (!document.is_object()) {
        return damaged({}, N_("The file has to hold one JSON object in curly brackets."));
    }
    return document;
}

Fields::Fields(const Json& object, std::string path, std::optional<Error>& mistake)
    : object_(object), path_(std::move(path)), mistake_(mistake) {}

bool Fields::has(const char* name) const { return object_.contains(name); }

std::string Fields::pathOf(const std::string& name) const {
    return path_.empty() || name.empty() ? path_ + name : path_ + "." + name;
}

void Fields::refuse(const std::string& name, const char* detail) {
    if (!mistake_) {
        mistake_ = Error{Category::damaged, "bad_field", detail, pathOf(name)};
    }
}

void Fields::allowOnly(std::initializer_list<std::string_view> names) {
    for (const auto& [name, value] : object_.items()) {
        if (std::ranges::find(names, name) == names.end()) {
            refuse(name, N_("There is no such field; check its spelling."));
        }
    }
}

const Json* Fields::find(const char* name, Need need) {
    if (mistake_) {
        return nullptr;
    }
    const auto found = object_.find(name);
    if (found == object_.end()) {
        if (need == Need::required) {
            refuse(name, N_("This field is missing; add it."));
        }
        return nullptr;
    }
    return &*found;
}

std::string Fields::textOf(const Json& value, const std::string& name, std::size_t mostBytes) {
    if (!value.is_string()) {
        refuse(name, N_("This has to be a text in quotes."));
        return {};
    }
    std::string text = value.get<std::string>();
    if (text.size() > mostBytes) {
        refuse(name, N_("This text is too long; shorten it."));
    } else if (hasControlCharacters(text)) {
        refuse(name, N_("This text holds line breaks or control characters; take them out."));
    } else {
        return text;
    }
    return {};
}

std::string Fields::text(const char* name, Need need, std::size_t mostBytes) {
    const Json* value = find(name, need);
    if (value == nullptr) {
        return {};
    }
    std::string text = textOf(*value, name, mostBytes);
    if (text.empty() && need == Need::required) {
        refuse(name, N_("This text is empty; fill it in."));
    }
    return text;
}

std::string Fields::lines(const char* name, Need need, std::size_t mostBytes) {
    const Json* value = find(name, need);
    if (value == nullptr) {
        return {};
    }
    if (!value->is_string() || value->get_ref<const std::string&>().size() > mostBytes) {
        refuse(name,
               value->is_string() ? N_("This text is too long; shorten it.") : N_("This has to be a text in quotes."));
        return {};
    }
    return value->get<std::string>();
}

std::string Fields::anyText(const char* name) {
    const Json* value = find(name, Need::optional);
    if (value == nullptr) {
        return {};
    }
    if (value->is_boolean()) {
        return value->get<bool>() ? "yes" : "no";
    }
    if (value->is_number_integer()) {
        return value->dump();
    }
    constexpr std::size_t kLongestValue = 4096;
    return textOf(*value, name, kLongestValue);
}

long long Fields::number(const char* name, Need need, long long least, long long most, long long otherwise) {
    const Json* value = find(name, need);
    if (value == nullptr) {
        return otherwise;
    }
    const bool fits = value->is_number_integer() && value->get<double>() >= static_cast<double>(least) &&
                      value->get<double>() <= static_cast<double>(most);
    if (!fits) {
        refuse(name, N_("This has to be a whole number within its limits; see the description of the field."));
    }
    return fits ? value->get<long long>() : otherwise;
}

bool Fields::yesNo(const char* name, bool otherwise) {
    const Json* value = find(name, Need::optional);
    if (value != nullptr && !value->is_boolean()) {
        refuse(name, N_("This has to be true or false, without quotes."));
    }
    return value != nullptr && value->is_boolean() ? value->get<bool>() : otherwise;
}

std::vector<std::string> Fields::texts(const char* name, Need need, std::size_t most) {
    std::vector<std::string> list;
    const Json* value = find(name, need);
    if (value == nullptr) {
        return list;
    }
    if (!value->is_array()) {
        refuse(name, N_("This has to be a list in square brackets."));
        return list;
    }
    if (value->size() > most) {
        refuse(name, N_("This list is too long; shorten it."));
        return list;
    }
    for (std::size_t i = 0; i < value->size() && sound(); ++i) {
        list.push_back(textOf((*value)[i], std::string(name) + "[" + std::to_string(i) + "]", 256));
    }
    if (list.empty() && need == Need::required) {
        refuse(name, N_("This list is empty; fill it in."));
    }
    return list;
}

LocalizedText Fields::localized(const char* name, Need need) {
    constexpr std::size_t kLongestText = 1024;
    LocalizedText text;
    const Json* value = find(name, need);
    if (value == nullptr) {
        return text;
    }
    if (value->is_string()) {
        text["en"] = textOf(*value, name, kLongestText);
    } else if (value->is_object() && value->contains("en")) {
        for (const char* language : {"en", "ru", "kk"}) {
            if (const auto found = value->find(language); found != value->end()) {
                text[language] = textOf(*found, std::string(name) + "." + language, kLongestText);
            }
        }
    } else {
        refuse(name, N_("This has to be a text, or one for each of en, ru and kk; en must be there."));
    }
    return text;
}

std::map<std::string, std::string> Fields::textMap(const char* name, Need need, std::size_t most) {
    std::map<std::string, std::string> map;
    const Json* value = find(name, need);
    if (value == nullptr) {
        return map;
    }
    if (!value->is_object()) {
        refuse(name, N_("This has to be an object in curly brackets."));
    } else if (value->size() > most) {
        refuse(name, N_("This list is too long; shorten it."));
    } else {
        for (const auto& [key, item] : value->items()) {
            map[key] = textOf(item, std::string(name) + "." + key, 256);
        }
    }
    return map;
}

std::vector<std::string> Fields::names() const {
    std::vector<std::string> all;
    for (const auto& [name, value] : object_.items()) {
        all.push_back(name);
    }
    return all;
}

void Fields::within(const char* name, const std::function<void(Fields&)>& read) {
    const Json* value = find(name, Need::optional);
    if (value == nullptr) {
        return;
    }
    if (!value->is_object()) {
        refuse(name, N_("This has to be an object in curly brackets."));
        return;
    }
    Fields fields(*value, pathOf(name), mistake_);
    read(fields);
}

void Fields::eachOfList(const char* name, Need need, std::size_t most, const std::function<void(Fields&)>& read) {
    const Json* value = find(name, need);
    if (value == nullptr) {
        return;
    }
    if (!value->is_array() || value->size() > most) {
        refuse(name, value->is_array() ? N_("This list is too long; shorten it.")
                                       : N_("This has to be a list in square brackets."));
        return;
    }
    for (std::size_t i = 0; i < value->size() && sound(); ++i) {
        const std::string item = std::string(name) + "[" + std::to_string(i) + "]";
        if (!(*value)[i].is_object()) {
            refuse(item, N_("This has to be an object in curly brackets."));
            return;
        }
        Fields fields((*value)[i], pathOf(item), mistake_);
        read(fields);
    }
}

void Fields::eachOfObject(const char* name, std::size_t most,
                          const std::function<void(const std::string&, Fields&)>& read) {
    const Json* value = find(name, Need::optional);
    if (value == nullptr) {
        return;
    }
    if (!value->is_object() || value->size() > most) {
        refuse(name, value->is_object() ? N_("This list is too long; shorten it.")
                                        : N_("This has to be an object in curly brackets."));
        return;
    }
    for (const auto& [key, item] : value->items()) {
        const std::string path = std::string(name) + "." + key;
        if (!item.is_object()) {
            refuse(path, N_("This has to be an object in curly brackets."));
        }
        if (!sound()) {
            return;
        }
        Fields fields(item, pathOf(path), mistake_);
        read(key, fields);
    }
}

} // namespace reseal::plugins
