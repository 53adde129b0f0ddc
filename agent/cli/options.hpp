// SPDX-License-Identifier: Apache-2.0
// The command line as values (design, section 5).
#pragma once

#include "agent/base/result.hpp"
#include "agent/core/texts.hpp"

#include <string>
#include <vector>

namespace reseal::cli {

struct Options {
    std::string profile; // absolute
    bool json = false;
    std::string command;            // "scan", ...; "source_add", "plugin_trust" for those with two words
    std::vector<std::string> paths; // absolute
    std::string id;                 // of a certificate or plugin; a plugin may be given by its absolute path instead
    bool all = false;
    bool once = false;
    long long withinSeconds = -1;
    std::string passwordFile; // "-": stdin
    bool remember = false;
    std::string bundle;
    bool newHistory = false; // a damaged history without a good copy is set aside
    std::string key;
    std::string value;
    bool withdraw = false;
    std::string document; // to sign or to verify; this and the following are absolute
    std::string content;
    std::string fields;
    std::string keyFile;
    std::string link;  // of renewal_follow
    std::string token; // URI; with token_info, token_pin and archive_import a label or serial number does too
    std::string pinFile;
    std::string newPinFile;
    bool lastTry = false;
    std::string newSigner; // SHA-256 in lower-case hex of the certificate that may sign with the key from now on
    std::string output;
    std::vector<std::string> authorities;
    std::vector<std::string> lists;   // revocation lists
    std::vector<std::string> answers; // OCSP responses
    std::vector<std::string> certificates;
    bool attached = false;
    std::string folder; // to back up to, to restore from, to put a key into; absolute
    std::string label;
    std::string newPasswordFile;
    std::string kind; // of a way into the archive
    long long slot = 0;
    bool tokens = false;
    std::vector<std::string> assignments; // NAME=VALUE, or NAME of a secret
    std::string ca;                       // id of a plugin
    std::string askCommand;               // answers the forms
    long long waitSeconds = 600;
    bool forgetKey = false;
};

struct Parsed {
    Options options;
    int exit = -1; // not negative: help or a usage error was printed; end with this
};

[[nodiscard]] Parsed parse(int argc, char** argv, const core::Texts& texts);

// "30d", "12h", "2w", "45m", "90s" in seconds; negative where it is none of these.
[[nodiscard]] long long durationSeconds(const std::string& text);

} // namespace reseal::cli
