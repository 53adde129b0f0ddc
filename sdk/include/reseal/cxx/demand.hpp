// SPDX-License-Identifier: Apache-2.0
// What a CA plugin answers: one demand, made by one of six factories, and the cookie that finds the way back.
#ifndef RESEAL_CXX_DEMAND_HPP
#define RESEAL_CXX_DEMAND_HPP

#include "../ext/ca.h"
#include "form.hpp"
#include "params.hpp"

namespace reseal::sdk {

struct Profile { // a kind of certificate that the CA offers
    std::string id;
    Text name;
    std::vector<std::string> attributes; // "holder." names it requires
    std::vector<std::string> algorithms; // best first
    int lastChanceDays = -1;             // -1: not said
};

struct KeyRequest {                      // demand "key": one key pair and one request
    std::vector<std::string> algorithms; // best first
    Bytes subject;                       // DER Name; empty: that of the old certificate
    Bytes extensions, attributes;
    std::vector<std::string> media; // empty: any
    std::string form;               // empty: "pkcs10"
    std::string id = "1";           // the request comes back as "request.<id>"
};

struct Payload { // demand "signature": what the old key signs
    Bytes data;
    std::string form;   // "raw", "raw-digest", "cms-attached", "cms-detached"
    Text title;         // what the person signs
    std::string digest; // empty: what fits the key
    Bytes signer;       // SHA-256 of a certificate; empty: the old one
    std::string id = "1";
};

struct Wait { // demand "wait"
    std::int64_t untilMs = 0;
    Text text;
    std::string folder;          // empty: none is watched
    std::int64_t deadlineMs = 0; // 0: not said
    std::string print{};         // a page for the person to print, which the host shows and saves; empty: none
};

struct KeyFile {      // how a new key file looks, where the CA has rules for it (keys.h)
    std::string name; // empty: the host's own
    std::string form; // empty: "pkcs12"
};

class Demand {
public:
    static Demand input(const Form& form, Bytes cookie) {
        Demand out(RESEAL_DEMAND_INPUT, std::move(cookie));
        out.items_.push_back({RESEAL_KEY_FORM, RESEAL_TYPE_TEXT, 0, form.json(), {}});
        return out;
    }
    static Demand key(const std::vector<KeyRequest>& requests, Bytes cookie) {
        Demand out(RESEAL_DEMAND_KEY, std::move(cookie));
        for (const KeyRequest& r : requests) {
            const std::string key = RESEAL_KEY_KEY + checked(r.id);
            need(!r.algorithms.empty(), "a key without an algorithm");
            for (const std::string& algorithm : r.algorithms)
                out.addText(key + RESEAL_KEY_KEY_ALGORITHM, algorithm);
            for (const std::string& medium : r.media)
                out.addText(key + RESEAL_KEY_KEY_MEDIUM, medium);
            out.addBytes(key + RESEAL_KEY_KEY_SUBJECT, r.subject);
            out.addBytes(key + RESEAL_KEY_KEY_EXTENSIONS, r.extensions);
            out.addBytes(key + RESEAL_KEY_KEY_ATTRIBUTES, r.attributes);
            if (!r.form.empty())
                out.addText(key + RESEAL_KEY_KEY_FORM, r.form);
        }
        need(!requests.empty(), "a demand for no key");
        return out;
    }
    static Demand signature(const std::vector<Payload>& payloads, Bytes cookie) {
        Demand out(RESEAL_DEMAND_SIGNATURE, std::move(cookie));
        for (const Payload& p : payloads) {
            const std::string key = RESEAL_KEY_PAYLOAD + checked(p.id);
            need(!p.form.empty() && !p.data.empty(), "a payload without form or data");
            out.addBytes(key + RESEAL_KEY_PAYLOAD_DATA, p.data);
            out.addText(key + RESEAL_KEY_PAYLOAD_FORM, p.form);
            out.addText(key + RESEAL_KEY_PAYLOAD_TITLE, p.title);
            out.addBytes(key + RESEAL_KEY_PAYLOAD_SIGNER, p.signer);
            if (!p.digest.empty())
                out.addText(key + RESEAL_KEY_PAYLOAD_DIGEST, p.digest);
        }
        need(!payloads.empty(), "a demand for no signature");
        return out;
    }
    static Demand wait(const Wait& wait, Bytes cookie) {
        Demand out(RESEAL_DEMAND_WAIT, std::move(cookie));
        need(wait.untilMs > 0, "a wait without a time");
        out.items_.push_back({RESEAL_KEY_WAIT_UNTIL_MS, RESEAL_TYPE_INTEGER, wait.untilMs, {}, {}});
        if (!wait.folder.empty())
            out.addText(RESEAL_KEY_WAIT_FOLDER, wait.folder);
        out.addText(RESEAL_KEY_WAIT_TEXT, wait.text);
        if (!wait.print.empty())
            out.addText(RESEAL_KEY_WAIT_PRINT, wait.print);
        if (wait.deadlineMs > 0)
            out.items_.push_back({RESEAL_KEY_WAIT_DEADLINE_MS, RESEAL_TYPE_INTEGER, wait.deadlineMs, {}, {}});
        return out;
    }
    // Certificates in the order of the requests "1", "2", ...; `chain` from the issuer upwards; `files` as
    // certificates.
    static Demand done(const std::vector<Bytes>& certificates, const std::vector<Bytes>& chain = {},
                       const std::vector<KeyFile>& files = {}) {
        Demand out(RESEAL_DEMAND_DONE, {});
        need(!certificates.empty(), "an end without a certificate");
        for (std::size_t i = 0; i < certificates.size(); ++i)
            out.addBytes(RESEAL_KEY_CERTIFICATE + std::to_string(i + 1), certificates[i]);
        for (std::size_t i = 0; i < files.size(); ++i) {
            const std::string key = RESEAL_KEY_CERTIFICATE + std::to_string(i + 1);
            if (!files[i].name.empty())
                out.addText(key + RESEAL_KEY_CERTIFICATE_FILE_NAME, files[i].name);
            if (!files[i].form.empty())
                out.addText(key + RESEAL_KEY_CERTIFICATE_FILE_FORM, files[i].form);
        }
        for (const Bytes& certificate : chain)
            out.addBytes(RESEAL_KEY_CHAIN, certificate);
        return out;
    }
    // Final. `text` says what happened, `mend` what the person can do.
    static Demand failed(const Text& text, const Text& mend, const std::string& reason) {
        Demand out(RESEAL_DEMAND_FAILED, {});
        need(!text.empty() && !reason.empty(), "a failure without words");
        out.addText(RESEAL_KEY_FAILED_TEXT, text);
        out.addText(RESEAL_KEY_FAILED_MEND, mend);
        out.addText(RESEAL_KEY_FAILED_REASON, reason);
        return out;
    }

    Demand& step(const Text& text) { return addText(RESEAL_KEY_STEP, text); }
    Demand& next(const Text& text) { return addText(RESEAL_KEY_NEXT, text); }
    const std::string& kind() const { return kind_; }

    void emit(Out& out) const {
        const bool final = kind_ == RESEAL_DEMAND_DONE || kind_ == RESEAL_DEMAND_FAILED;
        need(final || (!cookie_.empty() && cookie_.size() <= RESEAL_COOKIE_MAX), "a demand without a fitting cookie");
        out.text(RESEAL_KEY_DEMAND, kind_);
        if (!final)
            out.bytes(RESEAL_KEY_COOKIE, cookie_);
        for (const Item& item : items_) {
            if (item.type == RESEAL_TYPE_INTEGER)
                out.integer(item.key, item.number);
            else if (item.type == RESEAL_TYPE_TEXT)
                out.texts(item.key, item.text);
            else
                out.bytes(item.key, item.bytes);
        }
    }

private:
    struct Item {
        std::string key;
        std::uint32_t type;
        std::int64_t number;
        Text text;
        Bytes bytes;
    };

    Demand(std::string kind, Bytes cookie) : kind_(std::move(kind)), cookie_(std::move(cookie)) {}

    static void need(bool holds, const char* what) {
        if (!holds)
            throw Failure(RESEAL_E_INTERNAL, std::string("this plugin answers with ") + what);
    }
    static const std::string& checked(const std::string& id) {
        const bool fits = !id.empty() && id.size() <= 32 &&
                          id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
        need(fits, "an item id that is none");
        return id;
    }
    Demand& addText(std::string key, const Text& text) {
        if (!text.empty())
            items_.push_back({std::move(key), RESEAL_TYPE_TEXT, 0, text, {}});
        return *this;
    }
    void addBytes(std::string key, const Bytes& bytes) {
        if (!bytes.empty())
            items_.push_back({std::move(key), RESEAL_TYPE_BYTES, 0, {}, bytes});
    }

    std::string kind_;
    Bytes cookie_;
    std::vector<Item> items_;
};

} // namespace reseal::sdk

#endif
