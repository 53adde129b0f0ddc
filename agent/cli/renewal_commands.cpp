// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/renewal_commands.hpp"

#include "agent/base/iso_time.hpp"
#include "agent/cli/engine_access.hpp"
#include "agent/cli/form_asking.hpp"
#include "agent/cli/secrets.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/platform/system.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <thread>

namespace reseal::cli {
namespace {

using Json = nlohmann::ordered_json;
using SteadyClock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int kWaits = 4; // exit code
constexpr int kMostMistakes = 3;
constexpr std::size_t kMostFiles = 5000; // of a folder that are looked at

volatile std::sig_atomic_t interruptions = 0;
volatile std::sig_atomic_t prompting = 0;

// All that matters is written down at any moment, so a prompt can be left at once.
extern "C" void interrupted(int) {
    interruptions = interruptions + 1;
    if (prompting != 0) {
        std::_Exit(kWaits);
    }
}

class Prompting {
public:
    Prompting() { prompting = 1; }
    ~Prompting() { prompting = 0; }
    Prompting(const Prompting&) = delete;
    Prompting& operator=(const Prompting&) = delete;
};

std::string safe(const Json& value) {
    return value.is_string() ? core::displaySafe(value.get<std::string>(), 8192) : std::string();
}

std::string textOf(const Json& document, const char* name) {
    return document.contains(name) && document.at(name).is_string() ? document.at(name).get<std::string>()
                                                                    : std::string();
}

// Changes whenever a file of the folder comes, goes or grows.
std::uint64_t printOf(const std::string& folder) {
    std::uint64_t sum = 0;
    std::error_code failed;
    std::size_t count = 0;
    for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end && count < kMostFiles;
         at.increment(failed), ++count) {
        std::error_code gone;
        const auto size = at->file_size(gone);
        const auto time = at->last_write_time(gone).time_since_epoch().count();
        sum += std::hash<std::string>()(at->path().string()) * 31 + (gone ? 0 : size * 7) +
               static_cast<std::uint64_t>(time);
    }
    return sum;
}

Result<Secret> secretsOf(const Options& options) {
    auto vault = vaultPassword();
    auto password = options.passwordFile.empty() ? Result<Secret>(Secret()) : readPassword(options.passwordFile);
    auto fresh = options.newPasswordFile.empty() ? Result<Secret>(Secret()) : readPassword(options.newPasswordFile);
    auto pin = options.pinFile.empty() ? Result<Secret>(Secret()) : readPassword(options.pinFile);
    std::string lines;
    lines.reserve(std::size_t{1} << 15U); // never moved: secrets leave no copies
    struct Line {
        const char* name;
        const Result<Secret>* secret;
    };
    for (const Line& line :
         {Line{"vault=", &vault}, {"password=", &password}, {"new-password=", &fresh}, {"pin=", &pin}}) {
        if (!*line.secret) {
            return line.secret->error();
        }
        ((lines += line.name) += line.secret->value().view()) += '\n';
    }
    return Secret(std::move(lines));
}

Secret joined(const Secret& secrets, std::string_view answers) {
    std::string both;
    both.reserve(secrets.view().size() + answers.size());
    (both += secrets.view()) += answers;
    return Secret(std::move(both));
}

// Which of the given secrets an own question of the engine asks for: it was missing, or did not fit.
std::string unfitMeans(const std::string& question) {
    return question == "pin"        ? "pin"
           : question == "old_key"  ? "password"
           : question == "vault"    ? "vault"
           : question == "new_file" ? "new-password"
                                    : "";
}

// `secrets` is a line NAME=VALUE for each.
Secret withoutMeans(const Secret& secrets, const std::string& name) {
    std::string left;
    left.reserve(secrets.view().size());
    std::string_view rest = secrets.view();
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
        if (name.empty() || !rest.starts_with(name + "=")) {
            left += rest.substr(0, end);
        }
        rest.remove_prefix(end);
    }
    return Secret(std::move(left));
}

class Session {
public:
    Session(const Options& options, const core::Texts& texts, Secret secrets)
        : options_(options), texts_(texts), secrets_(std::move(secrets)),
          end_(SteadyClock::now() + std::chrono::seconds(options.waitSeconds)) {}

    Result<Json> run(const Json& first) {
        auto answer = ask(first, secrets_);
        while (answer && !over(answer.value())) {
            const Json document = answer.value().at("document");
            tell(document);
            auto next = document.at("form").is_object() ? answered(document) : waited(document);
            if (!next) {
                return next.error();
            }
            if (next.value().is_null()) {
                break; // a person, or time, is needed
            }
            answer = std::move(next);
        }
        return answer;
    }

private:
    [[nodiscard]] static bool over(const Json& answer) {
        return answer.at("exit") != kWaits || answer.at("document").contains("error") || interruptions != 0;
    }

    Result<Json> ask(const Json& request, const Secret& secret) {
        auto engine = EngineAccess::open(options_.profile);
        if (!engine) {
            return engine.error();
        }
        auto answer = engine.value()->ask(request, secret);
        if (engine.value()->own() != nullptr) {
            engine.value()->own()->engine().keepCopy();
        }
        return answer;
    }

    void tell(const Json& document) {
        const std::string line =
            safe(document.at("step")) + (safe(document.at("step")).empty() ? "" : ": ") + safe(document.at("detail"));
        if (line != told_ && !line.empty()) {
            std::fprintf(stderr, "%s\n", line.c_str());
        }
        told_ = line;
    }

    Result<Secret> answers(const Json& document) const {
        const Json& form = document.at("form");
        if (!options_.askCommand.empty()) {
            return answersOfCommand(options_.askCommand, form);
        }
        const Prompting prompt;
        auto typed = answersOnTerminal(form, texts_);
        const std::string question = textOf(document, "question");
        constexpr std::array kOffers{"medium", "backup", "new_pin", "workplace"};
        const bool offer = std::ranges::find(kOffers, question) != kOffers.end();
        if (!typed && typed.error().reason == "no_terminal" && offer) {
            return Secret(shownAnswers(form)); // nobody is there to want anything else
        }
        return typed;
    }

    // Null where there is nobody to answer.
    Result<Json> answered(const Json& document) {
        const std::string form = document.at("form").dump();
        refused_ = form == lastForm_ ? refused_ + 1 : 0;
        lastForm_ = form;
        if (!options_.askCommand.empty() && refused_ >= kMostMistakes) {
            return Error{Category::usage, "bad_answer",
                         N_("The same answer was refused again and again. Correct it, then go on with 'reseal renewals "
                            "resume'."),
                         options_.askCommand};
        }
        auto given = answers(document);
        if (!given && given.error().category != Category::notFound && given.error().category != Category::waiting) {
            return given.error();
        }
        if (!given || given.value().empty()) {
            return Json();
        }
        secrets_ = withoutMeans(secrets_, unfitMeans(textOf(document, "question"))); // it did not fit, or is typed now
        auto answer =
            ask(Json{{"command", "renewal_answer"}, {"id", document.at("id")}}, joined(secrets_, given.value().view()));
        const bool mistaken = answer && textOf(answer.value().at("document"), "error") == "bad_answer";
        if (!mistaken || !options_.askCommand.empty() || ++mistakes_ >= kMostMistakes) {
            return answer;
        }
        std::fprintf(stderr, "%s: %s\n", safe(answer.value().at("document").at("subject")).c_str(),
                     safe(answer.value().at("document").at("detail")).c_str());
        return ask(Json{{"command", "renewal_run"}, {"id", document.at("id")}, {"now", false}}, secrets_);
    }

    // Until its time, or until its folder changes. Null once the time of this command is over.
    Result<Json> waited(const Json& document) {
        const auto until = readIsoTime(textOf(document, "next_attempt"));
        if (document.at("waits_for") == "person" || (!until && document.at("waits_for") != "token")) {
            return Json();
        }
        const std::string folder = textOf(document, "folder");
        const std::uint64_t before = folder.empty() ? 0 : printOf(folder);
        const auto look = SteadyClock::now() + 5s;
        bool changed = false;
        while (!changed && interruptions == 0 && SteadyClock::now() < end_) {
            std::this_thread::sleep_for(200ms);
            const bool due = until ? std::chrono::system_clock::now() >= *until : SteadyClock::now() >= look;
            if (due) {
                break;
            }
            changed = !folder.empty() && printOf(folder) != before;
        }
        if (interruptions != 0 || SteadyClock::now() >= end_) {
            return Json();
        }
        return ask(Json{{"command", "renewal_run"}, {"id", document.at("id")}, {"now", changed}}, secrets_);
    }

    const Options& options_;
    const core::Texts& texts_;
    Secret secrets_;
    SteadyClock::time_point end_;
    std::string told_;
    int mistakes_ = 0;
    std::string lastForm_; // that was answered
    int refused_ = 0;      // times that the same one came back
};

Json requestOf(const Options& options) {
    if (options.command == "renew" || options.command == "request") {
        Json settings = Json::object();
        for (const std::string& assignment : options.assignments) {
            const std::size_t sign = assignment.find('=');
            settings[assignment.substr(0, sign)] = assignment.substr(sign + 1);
        }
        return {{"command", "renewal_begin"},
                {"id", options.id},
                {"ca", options.ca},
                {"set", std::move(settings)},
                {"medium", options.token}};
    }
    return {{"command", options.command == "renewal_resume" ? "renewal_run" : options.command},
            {"id", options.id},
            {"link", options.link},
            {"now", true},
            {"forget_key", options.forgetKey}};
}

Result<Json> askedOnce(const Options& options, const Secret& secret) {
    auto engine = EngineAccess::open(options.profile);
    return engine ? engine.value()->ask(requestOf(options), secret) : Result<Json>(engine.error());
}

// A key on a token goes with its PIN, which is asked for where it is needed.
Result<Json> forgetting(const Options& options, const core::Texts& texts) {
    const auto given = options.pinFile.empty() ? Result<Secret>(Secret()) : readPassword(options.pinFile);
    if (!given) {
        return given.error();
    }
    const auto withPin = [&](const Secret& pin) {
        std::string lines;
        lines.reserve(pin.view().size() + 32);
        ((lines += "pin=") += pin.view()) += options.lastTry ? "\nlast-try=yes\n" : "\n";
        return askedOnce(options, Secret(std::move(lines)));
    };
    auto answer = withPin(given.value());
    const bool asks = answer && textOf(answer.value().at("document"), "error") == "pin_required";
    if (!asks || !options.pinFile.empty()) {
        return answer;
    }
    const auto typed = platform::askSecretOnTerminal(texts.translate(N_("PIN of the token")) + ": ");
    return typed ? withPin(typed.value()) : std::move(answer);
}

// What the person is to print, as `reseal renewals show ID > application.txt` takes it.
std::string printPage(const Json& row) {
    std::string text;
    std::istringstream lines(textOf(row, "print"));
    for (std::string line; std::getline(lines, line);) {
        text += safe(line) + "\n";
    }
    return text.empty() ? text : "\n" + text + "\n";
}

std::string printOne(const Json& row, const core::Texts& texts) {
    std::string text = safe(row.at("id")).substr(0, 12) + "  " + safe(row.at("state")) + "  " + safe(row.at("ca"));
    text += row.at("stuck").get<bool>() ? "  " + texts.translate(N_("waits for you")) : std::string();
    if (row.at("next_attempt").is_string()) {
        text += "  " + texts.translate(N_("next attempt")) + " " + safe(row.at("next_attempt"));
    }
    text += "\n";
    for (const char* more : {"detail", "mend", "next"}) {
        text += safe(row.at(more)).empty() ? "" : "    " + safe(row.at(more)) + "\n";
    }
    if (row.at("form").is_object()) {
        text += "    " + safe(row.at("form").at("title")) + "\n";
    }
    return text;
}

} // namespace

bool isRenewalCommand(const std::string& command) {
    return command == "renew" || command == "request" || command.starts_with("renewal_");
}

Result<Json> runRenewalCommand(const Options& options, const core::Texts& texts) {
    constexpr std::array kGoingOn{"renew", "request", "renewal_resume", "renewal_follow"};
    const bool goesOn = std::ranges::find(kGoingOn, options.command) != kGoingOn.end();
    if (!goesOn) {
        return options.forgetKey ? forgetting(options, texts) : askedOnce(options, Secret());
    }
    auto secrets = secretsOf(options);
    if (!secrets) {
        return secrets.error();
    }
    std::signal(SIGINT, interrupted);
    std::signal(SIGTERM, interrupted);
    return Session(options, texts, std::move(secrets).value()).run(requestOf(options));
}

std::string printRenewals(const std::string& command, const Json& document, const core::Texts& texts) {
    if (document.contains("error")) {
        return {};
    }
    if (!document.contains("renewals")) {
        std::string text = printOne(document, texts) + printPage(document);
        for (const auto& event : document.contains("events") ? document.at("events") : Json::array()) {
            text +=
                "    " + safe(event.at("at")) + "  " + safe(event.at("state")) + "  " + safe(event.at("what")) + "\n";
        }
        const bool waits = command != "renewal_show" && !document.at("waits_for").is_null();
        return text + (waits ? texts.translate(N_("It goes on with 'reseal renewals resume'; nothing is lost.")) + "\n"
                             : std::string());
    }
    std::string text;
    for (const auto& row : document.at("renewals")) {
        text += printOne(row, texts);
    }
    for (const auto& key : document.at("left_over_keys")) {
        const char* const told =
            key.at("token").is_string()
                ? N_("A new key of the ended renewal {id} is still on the token {token}; 'reseal renewals cancel {id} "
                     "--forget-key' removes it with the PIN.")
                : N_("A new key of the ended renewal {id} is still kept; 'reseal renewals cancel {id} --forget-key' "
                     "removes it.");
        text += core::fill(texts.translate(told),
                           {{"id", safe(key.at("renewal")).substr(0, 12)}, {"token", safe(key.at("token"))}}) +
                "\n";
    }
    return text.empty() ? texts.translate(N_("There are no renewals.")) + "\n" : text;
}

} // namespace reseal::cli
