// SPDX-License-Identifier: Apache-2.0
// reseal: the command line. JSON on stdout, people's text and progress on stderr and stdout, exit codes of the design.
#include "agent/app/documents.hpp"
#include "agent/app/installed_files.hpp"
#include "agent/app/requests.hpp"
#include "agent/cli/archive_commands.hpp"
#include "agent/cli/document_commands.hpp"
#include "agent/cli/engine_access.hpp"
#include "agent/cli/found_keys.hpp"
#include "agent/cli/options.hpp"
#include "agent/cli/printing.hpp"
#include "agent/cli/renewal_commands.hpp"
#include "agent/cli/secrets.hpp"
#include "agent/cli/terminal_watch.hpp"
#include "agent/cli/token_commands.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/i18n/catalogue.hpp"
#include "agent/platform/file_output.hpp"
#include "agent/platform/system.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <exception>

namespace reseal::cli {
namespace {

using Json = nlohmann::ordered_json;

// False where the text did not get out (a full disk, a closed pipe).
bool say(std::FILE* where, const std::string& text) {
    return std::fwrite(text.data(), 1, text.size(), where) == text.size() && std::fflush(where) == 0;
}

int cannotPrint(const core::Texts& texts) {
    say(stderr,
        texts.translate(N_("The output could not be written; free some space or choose another place.")) + "\n");
    return app::exitCode(Category::failed);
}

int explain(const Error& error, bool json, const core::Texts& texts) {
    if (json) {
        say(stdout,
            app::dump(Json{{"error", error.reason}, {"detail", error.detail}, {"subject", error.subject}}) + "\n");
    }
    say(stderr, (error.subject.empty() ? "" : core::displaySafe(error.subject, 4096) + ": ") +
                    texts.translate(error.detail) + "\n");
    return app::exitCode(error.category);
}

void addPluginFields(Json& request, const Options& options) {
    request["on"] = options.value == "on";
    if (options.id.starts_with('/')) {
        request["path_hex"] = toHex(asBytes(options.id)); // paths need not be UTF-8
        request["id"] = "";
    }
    Json values = Json::object();
    for (const std::string& assignment : options.assignments) {
        const std::size_t sign = assignment.find('=');
        if (sign == std::string::npos) {
            request["secret_name"] = assignment;
        } else {
            values[assignment.substr(0, sign)] = assignment.substr(sign + 1);
        }
    }
    request["values"] = std::move(values);
}

Json requestOf(const Options& options) {
    Json paths = Json::array();
    for (const std::string& path : options.paths) {
        paths.push_back(toHex(asBytes(path)));
    }
    Json request{{"command", options.command == "watch" ? "check" : options.command},
                 {"paths_hex", std::move(paths)},
                 {"id", options.id},
                 {"all", options.all},
                 {"within_seconds", options.withinSeconds},
                 {"remember", options.remember},
                 {"key", options.key},
                 {"value", options.value}};
    if (options.command.starts_with("plugin_")) {
        addPluginFields(request, options);
    }
    return request;
}

// Locked files are asked about one by one, where there is somebody to ask.
void unlockByHand(EngineAccess& engine, Json& answer, const core::Texts& texts) {
    bool opened = false;
    for (const auto& row : answer.at("document").at("certificates")) {
        if (row.at("state") != "locked") {
            continue;
        }
        const std::string path = row.at("seen").at(0).at("path");
        auto password = platform::askSecretOnTerminal(core::fill(
            texts.translate(N_("Password of {path} (Enter to skip): ")), {{"path", core::displaySafe(path, 4096)}}));
        if (!password) {
            return;
        }
        if (!password.value().empty()) {
            const auto again =
                engine.ask(Json{{"command", "scan"}, {"paths_hex", {toHex(asBytes(path))}}}, password.value());
            if (again) {
                say(stderr, Printing(texts).problems(again.value().at("document")));
                opened = true;
            }
        }
    }
    if (opened) {
        say(stderr, texts.translate(N_("The opened files are now watched with the others.")) + "\n");
    }
}

// Only what got out counts as told.
void noteTold(EngineAccess& engine, const Json& document) {
    Json ids = Json::array();
    for (const auto& notice : document.at("notices")) {
        ids.push_back(notice.at("id"));
    }
    if (!ids.empty()) {
        (void)engine.ask(Json{{"command", "note_delivery"}, {"ids", std::move(ids)}}, Secret());
    }
}

// Empty where the command needs none.
Result<Secret> secretFor(const Options& options, bool needed, const core::Texts& texts) {
    if (!options.passwordFile.empty()) {
        return readPassword(options.passwordFile);
    }
    return needed ? platform::askSecretOnTerminal(texts.translate(N_("Value of the secret (Enter to forget it): ")))
                  : Result<Secret>(Secret());
}

Status writeBundle(EngineAccess& engine, const std::string& file) {
    const auto bundle = engine.ask(Json{{"command", "bundle"}}, Secret());
    if (!bundle) {
        return bundle.error();
    }
    return platform::writePrivateFile(platform::absolutePath(file), bundle.value().at("document").value("text", ""));
}

int run(const Options& options, const core::Texts& texts) {
    if (options.command == "watch" && !options.once) {
        return watchInTerminal(options.profile, options.json, texts);
    }
    auto engine = EngineAccess::open(options.profile,
                                     options.newHistory ? storage::WhenLost::startAnew : storage::WhenLost::refuse);
    if (!engine) {
        return explain(engine.error(), options.json, texts);
    }
    if (engine.value()->own() != nullptr && engine.value()->own()->restored()) {
        say(stderr, texts.translate(N_("The history was damaged and has been restored from its last backup; "
                                       "'reseal doctor' says more.")) +
                        "\n");
    }
    const Json request = requestOf(options);
    auto given = secretFor(options, request.contains("secret_name"), texts);
    if (!given) {
        return explain(given.error(), options.json, texts);
    }
    const Secret& secret = given.value();
    auto answer = engine.value()->ask(request, secret);
    if (!answer) {
        return explain(answer.error(), options.json, texts);
    }
    const Json& document = answer.value().at("document");
    const bool metrics = options.command == "metrics" && document.contains("text");
    const std::string output = metrics        ? document.at("text").get<std::string>()
                               : options.json ? app::dump(document, 2) + "\n"
                                              : Printing(texts).print(options.command, document);
    say(stderr, Printing(texts).problems(document));
    if (!say(stdout, output)) {
        return cannotPrint(texts);
    }
    if (options.command == "watch" && document.contains("notices")) {
        noteTold(*engine.value(), document);
    }
    if (options.command == "scan" && !options.json && secret.empty() && document.contains("certificates")) {
        unlockByHand(*engine.value(), answer.value(), texts);
    }
    if (!options.bundle.empty()) {
        if (Status written = writeBundle(*engine.value(), options.bundle); !written) {
            return explain(written.error(), false, texts);
        }
    }
    if (engine.value()->own() != nullptr) {
        engine.value()->own()->engine().keepCopy();
    }
    return answer.value().at("exit").get<int>();
}

int runOnDocument(const Options& options, const core::Texts& texts) {
    const Json answer = runDocumentCommand(options, texts, *platform::systemClock());
    const Json& document = answer.at("document");
    const std::string output =
        options.json ? app::dump(document, 2) + "\n" : printDocument(options.command, document, texts);
    say(stderr, Printing(texts).problems(document));
    return say(stdout, output) ? answer.at("exit").get<int>() : cannotPrint(texts);
}

int runOnToken(const Options& options, const core::Texts& texts) {
    auto engine = EngineAccess::open(options.profile);
    if (!engine) {
        return explain(engine.error(), options.json, texts);
    }
    const auto answer = runTokenCommand(*engine.value(), options, texts);
    if (!answer) {
        return explain(answer.error(), options.json, texts);
    }
    const Json& document = answer.value().at("document");
    say(stderr, Printing(texts).problems(document));
    const std::string output =
        options.json ? app::dump(document, 2) + "\n" : printTokens(options.command, document, texts);
    return say(stdout, output) ? answer.value().at("exit").get<int>() : cannotPrint(texts);
}

int runOnFoundKeys(const Options& options, const core::Texts& texts) {
    const Json answer = findKeys(options, texts, *platform::systemClock());
    const Json& document = answer.at("document");
    say(stderr, Printing(texts).problems(document));
    const std::string output = options.json                 ? app::dump(document, 2) + "\n"
                               : document.contains("error") ? std::string()
                                                            : printFound(document, texts);
    return say(stdout, output) ? answer.at("exit").get<int>() : cannotPrint(texts);
}

int runOnArchive(const Options& options, const core::Texts& texts) {
    if (options.command == "archive_find" && namesFile(options.value)) {
        return runOnFoundKeys(options, texts);
    }
    auto engine = EngineAccess::open(options.profile);
    if (!engine) {
        return explain(engine.error(), options.json, texts);
    }
    const auto answer = runArchiveCommand(*engine.value(), options, texts);
    if (!answer) {
        return explain(answer.error(), options.json, texts);
    }
    const Json& document = answer.value().at("document");
    say(stderr, Printing(texts).problems(document));
    const std::string output =
        options.json ? app::dump(document, 2) + "\n" : printArchive(options.command, document, texts);
    return say(stdout, output) ? answer.value().at("exit").get<int>() : cannotPrint(texts);
}

int runOnRenewal(const Options& options, const core::Texts& texts) {
    const auto answer = runRenewalCommand(options, texts);
    if (!answer) {
        return explain(answer.error(), options.json, texts);
    }
    const Json& document = answer.value().at("document");
    say(stderr, Printing(texts).problems(document));
    const std::string output =
        options.json ? app::dump(document, 2) + "\n" : printRenewals(options.command, document, texts);
    return say(stdout, output) ? answer.value().at("exit").get<int>() : cannotPrint(texts);
}

int commandLine(int argc, char** argv) {
    platform::hardenProcess();
    const auto texts = i18n::makeTexts(platform::systemLanguage(), app::localeFolder());
    const Parsed parsed = parse(argc, argv, *texts);
    if (parsed.exit >= 0) {
        return parsed.exit;
    }
    return isRenewalCommand(parsed.options.command)    ? runOnRenewal(parsed.options, *texts)
           : isArchiveCommand(parsed.options.command)  ? runOnArchive(parsed.options, *texts)
           : isTokenCommand(parsed.options.command)    ? runOnToken(parsed.options, *texts)
           : isDocumentCommand(parsed.options.command) ? runOnDocument(parsed.options, *texts)
                                                       : run(parsed.options, *texts);
}

} // namespace
} // namespace reseal::cli

int main(int argc, char** argv) {
    try {
        return reseal::cli::commandLine(argc, argv);
    } catch (const std::exception& caught) {
        std::fprintf(stderr, "reseal: %s\n", caught.what());
        return 1;
    }
}
