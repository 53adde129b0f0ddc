// SPDX-License-Identifier: Apache-2.0
// A form for the demand "input" and for reseal.prompt/1: docs/forms.md. Writes its JSON.
#ifndef RESEAL_CXX_FORM_HPP
#define RESEAL_CXX_FORM_HPP

#include "values.hpp"

#include <deque>

namespace reseal::sdk {

inline std::string jsonString(std::string_view text) {
    if (!isText(text))
        throw Failure(RESEAL_E_INTERNAL, "this plugin makes JSON of what is no UTF-8");
    std::string out = "\"";
    for (const char c : text) {
        const auto code = static_cast<std::uint8_t>(c);
        if (c == '"' || c == '\\')
            out.append(1, '\\').append(1, c);
        else if (code < 0x20 || code == 0x7F)
            out += "\\u00" + hex(&code, 1);
        else
            out += c;
    }
    return out + '"';
}

inline std::string jsonText(const Text& text) {
    if (text.ru.empty() && text.kk.empty())
        return jsonString(text.en);
    return "{\"en\":" + jsonString(text.en) + ",\"ru\":" + jsonString(text.in("ru")) +
           ",\"kk\":" + jsonString(text.in("kk")) + "}";
}

class Field {
public:
    Field(std::string id, std::string type, const Text& label) : id_(std::move(id)), type_(std::move(type)) {
        static constexpr std::string_view types[] = {"text",   "phone",   "code",   "link", "password",
                                                     "choice", "consent", "review", "file", "folder"};
        bool known = false;
        for (const std::string_view one : types)
            known = known || one == type_;
        if (!known || !isKey(id_) || id_.size() > 32)
            throw Failure(RESEAL_E_INTERNAL, "no such field: " + asText(id_) + " of type " + asText(type_));
        json_ = "\"id\":" + jsonString(id_) + ",\"type\":" + jsonString(type_) + ",\"label\":" + jsonText(label);
    }

    Field& hint(const Text& text) { return add("hint", jsonText(text)); }
    Field& value(std::string_view text) { return text.empty() ? *this : add("value", jsonString(text)); }
    Field& required(bool yes = true) { return add("required", yes ? "true" : "false"); }
    Field& pattern(std::string_view regex) { return add("pattern", jsonString(regex)); }
    Field& length(std::uint32_t least, std::uint32_t most) {
        return add("min_length", std::to_string(least)).add("max_length", std::to_string(most));
    }
    Field& expiresAt(std::int64_t ms) { return add("expires_at", std::to_string(ms)); }
    Field& error(const Text& text) { return text.empty() ? *this : add("error", jsonText(text)); }
    Field& choice(std::string_view id, const Text& label) {
        choices_ +=
            (choices_.empty() ? "" : ",") + ("{\"id\":" + jsonString(id)) + ",\"label\":" + jsonText(label) + "}";
        return *this;
    }

    std::string json() const { return "{" + json_ + (choices_.empty() ? "" : ",\"choices\":[" + choices_ + "]") + "}"; }

private:
    Field& add(const char* name, const std::string& value) {
        json_ += std::string(",\"") + name + "\":" + value;
        return *this;
    }

    std::string id_, type_, json_, choices_;
};

class Form {
public:
    explicit Form(Text title, Text text = {}) : title_(std::move(title)), text_(std::move(text)) {}

    // The answer comes back as "answer.<id>". The reference stays good while the form lives.
    Field& field(std::string id, std::string type, const Text& label) {
        return fields_.emplace_back(std::move(id), std::move(type), label);
    }
    // A button beside "Next"; comes back as "action".
    Form& action(std::string_view id, const Text& label) {
        actions_ +=
            (actions_.empty() ? "" : ",") + ("{\"id\":" + jsonString(id)) + ",\"label\":" + jsonText(label) + "}";
        return *this;
    }

    std::string json() const {
        std::string out = "{\"title\":" + jsonText(title_);
        if (!text_.empty())
            out += ",\"text\":" + jsonText(text_);
        out += ",\"fields\":[";
        for (std::size_t i = 0; i < fields_.size(); ++i)
            out += (i > 0 ? "," : "") + fields_[i].json();
        return out + "],\"actions\":[" + actions_ + "]}";
    }

private:
    Text title_, text_;
    std::deque<Field> fields_;
    std::string actions_;
};

} // namespace reseal::sdk

#endif
