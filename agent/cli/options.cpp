// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/options.hpp"

#include "agent/platform/system.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <utility>

namespace reseal::cli {
namespace {

constexpr int kUsage = 2;
constexpr long long kLongestDays = 36500;

std::string sha256Problem(const std::string& text) {
    const bool fits = text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    return fits ? std::string() : "give the 64 hexadecimal digits of a SHA-256";
}

std::string durationProblem(const std::string& text) {
    return durationSeconds(text) >= 0 ? std::string() : "give a time such as 30d, 2w or 12h";
}

void addReading(CLI::App& program, Options& options, std::string& within, const core::Texts& texts) {
    const auto tr = [&](const char* english) { return texts.translate(english); };
    auto* scan = program.add_subcommand("scan", tr("Read files and folders now and add what they hold"));
    scan->add_option("PATH", options.paths, tr("Files and folders"))->required();
    scan->add_option("--password-file", options.passwordFile,
                     tr("One line with the password of locked files; - is stdin"));
    scan->add_flag("--remember", options.remember, tr("Keep the password that fits in the keyring"));
    auto* list = program.add_subcommand("list", tr("What there is, soonest due first"));
    list->add_option("--within", within, tr("Only what is due within this time: 30d, 2w"))->check(durationProblem);
    list->add_flag("--all", options.all, tr("Superseded, expired and CA certificates too"));
    auto* show = program.add_subcommand("show", tr("Everything known of one certificate"));
    show->add_option("ID", options.id, tr("Its id, or the first digits of it"))->required();
    auto* watch = program.add_subcommand("watch", tr("The resident in a terminal: prints notices"));
    watch->add_flag("--once", options.once, tr("Look once and leave"));
    auto* doctor = program.add_subcommand("doctor", tr("What works on this workplace and what does not"));
    doctor->add_option("--bundle", options.bundle, tr("Write one file for the help desk"));
    doctor->add_flag("--new-history", options.newHistory,
                     tr("Set a damaged history without a good copy aside and begin a new one"));
    program.add_subcommand("metrics", tr("Prometheus text, the names of x509-certificate-exporter"));
}

void addChanging(CLI::App& program, Options& options, const core::Texts& texts) {
    const auto tr = [&](const char* english) { return texts.translate(english); };
    auto* sources = program.add_subcommand("sources", tr("The watched files and folders"));
    sources->require_subcommand(0, 1);
    sources->add_subcommand("list", tr("Show them"));
    auto* add = sources->add_subcommand("add", tr("Watch these too"));
    add->add_option("PATH", options.paths, tr("Files and folders"))->required();
    auto* remove = sources->add_subcommand("remove", tr("Watch these no longer; their history stays"));
    remove->add_option("PATH", options.paths, tr("Files and folders"))->required();
    auto* settings = program.add_subcommand("settings", tr("Thresholds, quiet hours, language and the like"));
    settings->require_subcommand(0, 1);
    settings->add_subcommand("list", tr("Show them"));
    auto* set = settings->add_subcommand("set", tr("Change one"));
    set->add_option("KEY", options.key, tr("thresholds, quiet_hours, language, ..."))->required();
    set->add_option("VALUE", options.value, tr("60,30,14,7,3,1 or 22:00-07:00 or ru ..."))->required();
}

CLI::Option* addPin(CLI::App& command, Options& options, const core::Texts& texts) {
    const auto tr = [&](const char* english) { return texts.translate(english); };
    command.add_flag("--last-try", options.lastTry, tr("Spend even the last try of the PIN"));
    return command.add_option("--pin-file", options.pinFile, tr("One line with the PIN; - is stdin"));
}

void addTokens(CLI::App& program, Options& options, const core::Texts& texts) {
    const auto tr = [&](const char* english) { return texts.translate(english); };
    auto* tokens = program.add_subcommand("token", tr("Tokens and readers: what lies on them, and their PINs"));
    tokens->require_subcommand(0, 1);
    tokens->add_subcommand("list", tr("Show them"));
    const char* which = N_("Its address, label or serial number");
    auto* info =
        tokens->add_subcommand("info", tr("Everything known of one; without a name, of the cards in the readers"));
    info->add_option("TOKEN", options.token, tr(which));
    auto* pin = tokens->add_subcommand("pin", tr("Change its PIN"));
    pin->add_option("TOKEN", options.token, tr(which))->required();
    addPin(*pin, options, texts);
    pin->add_option("--new-pin-file", options.newPinFile, tr("One line with the new PIN"));
}

void addDocuments(CLI::App& program, Options& options, const core::Texts& texts) {
    const auto tr = [&](const char* english) { return texts.translate(english); };
    auto* sign = program.add_subcommand("sign", tr("Sign a document into a new file"));
    sign->add_option("FILE", options.document, tr("The document"));
    sign->add_option("--fields", options.fields, tr("JSON with the fields to sign as key=value lines, instead"));
    auto* keyFile = sign->add_option("--key-file", options.keyFile, tr("Key file: PKCS#12 or PEM"));
    auto* token = sign->add_option("--token", options.token, tr("Or a key on a token: its address in 'token list'"));
    token->excludes(keyFile);
    addPin(*sign, options, texts)->needs(token);
    sign->add_option("--new-signer", options.newSigner,
                     tr("SHA-256 of the certificate that you confirm for a key of a token that hands none out"))
        ->needs(token)
        ->check(sha256Problem)
        ->transform([](std::string text) { return CLI::detail::to_lower(std::move(text)); });
    sign->add_option("--certificate", options.certificates, tr("The certificate, where the key file lacks it"))
        ->expected(1);
    sign->add_option("--password-file", options.passwordFile, tr("One line with the key file's password; - is stdin"));
    sign->add_flag("--attached", options.attached, tr("Put the document inside the signature"));
    sign->add_option("-o,--output", options.output, tr("The new file; otherwise the document's name and .p7s or .p7m"));
    auto* verify = program.add_subcommand("verify", tr("Check the signatures of a document"));
    verify->add_option("FILE", options.document, tr("The signed file, or the signature"))->required();
    verify->add_option("--content", options.content, tr("The document, where the signature stands apart from it"));
    verify->add_option("--fields", options.fields, tr("JSON with the fields that were signed, instead"));
    verify->add_option("--ca", options.authorities, tr("Certificates of the authorities that count"))
        ->allow_extra_args(false);
    verify->add_option("--certificate", options.certificates, tr("The signer's certificate, where FILE lacks it"))
        ->allow_extra_args(false);
    verify->add_option("--crl", options.lists, tr("A revocation list of the signer's authority, saved before"))
        ->allow_extra_args(false);
    verify->add_option("--ocsp", options.answers, tr("An OCSP response about the signer's certificate, saved before"))
        ->allow_extra_args(false);
}

void addDecryption(CLI::App& program, Options& options, const core::Texts& texts) {
    const auto tr = [&](const char* english) { return texts.translate(english); };
    auto* decrypt = program.add_subcommand("decrypt", tr("Open an encrypted document or mail into a new file"));
    decrypt->add_option("FILE", options.document, tr("The encrypted file"))->required();
    decrypt->add_option(
        "--key-file", options.keyFile,
        tr("Key file: PKCS#12 or PEM; otherwise the archive, tokens and watched files are looked through"));
    addPin(*decrypt, options, texts);
    decrypt->add_option("--certificate", options.certificates, tr("The certificate, where the key file lacks it"))
        ->expected(1);
    decrypt->add_option("--password-file", options.passwordFile,
                        tr("One line with the password of the key file, or without one of FILE; - is stdin"));
    decrypt->add_option("--ca", options.authorities, tr("Certificates of the authorities that count"))
        ->allow_extra_args(false);
    decrypt->add_option("-o,--output", options.output,
                        tr("The new file; otherwise the name without .p7m or .enc, else with .decrypted"));
}

// A folder of such a name is meant by "./NAME".
bool isTokenUri(const std::string& text) { return text.starts_with("pkcs11:") || text.starts_with("reseal-token:"); }

void makeAbsolute(Options& options) {
    if (options.command == "archive_restore-key" && isTokenUri(options.folder)) {
        options.token = std::exchange(options.folder, {});
    }
    for (std::vector<std::string>* list :
         {&options.paths, &options.authorities, &options.certificates, &options.lists, &options.answers}) {
        for (std::string& path : *list) {
            path = platform::absolutePath(path);
        }
    }
    for (std::string* path : {&options.folder, &options.profile, &options.document, &options.content, &options.fields,
                              &options.keyFile, &options.output}) {
        *path = platform::absolutePath(*path);
    }
}

void addPlugins(CLI::App& program, Options& options, const core::Texts& texts) {
    const auto tr = [&](const char* english) { return texts.translate(english); };
    auto* plugins =
        program.add_subcommand("plugin", tr("Plugins for CAs and tokens: what may run, and with which settings"));
    plugins->require_subcommand(0, 1);
    plugins->add_subcommand("list", tr("Show them"));
    const auto add = [&](const char* name, const char* english, const char* what) {
        auto* command = plugins->add_subcommand(name, tr(english));
        command->add_option("ID", options.id, tr(what))->required();
        return command;
    };
    const char* id = N_("Its id");
    const char* idOrPath = N_("Its id, or the path of its folder");
    add("info", N_("Everything known of one"), idOrPath);
    add("check", N_("Whether it may load, and if not, why"), idOrPath);
    add("trust", N_("Trust its signer, and grant the privileges it asks for"), idOrPath)
        ->add_flag("--withdraw", options.withdraw, tr("Trust it no longer"));
    add("enable", N_("Switch it on"), id);
    add("disable", N_("Switch it off"), id);
    add("install", N_("Copy it into the profile"), N_("Its folder or plugin.json"));
    auto* set = add("set", N_("Change its settings"), id);
    set->add_option("NAME=VALUE", options.assignments,
                    tr("Nothing behind the sign: the default again. The name of a secret stands alone"))
        ->required();
    set->add_option("--password-file", options.passwordFile, tr("One line with the secret; - is stdin"));
    auto* developers = plugins->add_subcommand("developer-mode", tr("Load plugins that nobody vouches for"));
    developers->add_option("on|off", options.value, tr("on or off"))->required()->check(CLI::IsMember({"on", "off"}));
}

void addSlots(CLI::App& archive, Options& options, const core::Texts& texts) {
    const auto tr = [&](const char* english) { return texts.translate(english); };
    auto* slots = archive.add_subcommand("slots", tr("The ways into the archive"));
    slots->require_subcommand(0, 1);
    slots->add_subcommand("list", tr("Show them"));
    const char* newPassword = N_("One line with the new password; - is stdin");
    auto* password = slots->add_subcommand("add-password", tr("A further password"));
    password->add_option("--new-password-file", options.newPasswordFile, tr(newPassword));
    password->add_option("--label", options.label, tr("What to call it"));
    auto* change = slots->add_subcommand("change-password", tr("Another password in place of one"));
    change->add_option("SLOT", options.slot, tr("Its number in 'slots list'"))->required();
    change->add_option("--new-password-file", options.newPasswordFile, tr(newPassword));
    auto* recovery = slots->add_subcommand("add-recovery", tr("A recovery code on a page to print"));
    recovery->add_option("-o,--output", options.output, tr("The page: a new HTML file"))->required();
    recovery->add_option("--label", options.label, tr("What to call it"));
    auto* confirm = slots->add_subcommand("confirm-recovery", tr("Type the printed code back, so that it counts"));
    confirm->add_option("--code-file", options.newPasswordFile, tr("One line with the code; - is stdin"));
    slots->add_subcommand("add-keyring", tr("This desktop's keyring"));
    auto* remove = slots->add_subcommand("remove", tr("Take one away; the last one stays"));
    remove->add_option("SLOT", options.slot, tr("Its number in 'slots list'"))->required();
}

void addArchive(CLI::App& program, Options& options, const core::Texts& texts) {
    const auto tr = [&](const char* english) { return texts.translate(english); };
    auto* archive = program.add_subcommand("archive", tr("Old keys, so that old documents still open"));
    archive->require_subcommand(0, 1);
    const auto add = [&](const char* name, const char* english) { return archive->add_subcommand(name, tr(english)); };
    add("list", N_("Show them"));
    auto* import = add("import", N_("Take keys in from files, folders, a whole disk"));
    auto* paths = import->add_option("PATH", options.paths, tr("Files and folders"));
    import->add_option("--password-file", options.passwordFile,
                       tr("One line with the password of locked files; - is stdin"));
    auto* all =
        import->add_flag("--tokens", options.tokens, tr("Note the keys on the tokens that are plugged in, too"));
    auto* token = import->add_option("--token", options.token,
                                     tr("Or the keys of one token, with its PIN: its address in 'token list'"));
    token->excludes(paths)->excludes(all);
    addPin(*import, options, texts)->needs(token);
    add("find", N_("Which key opens a file; or look for a name, an INN, an IIN, a serial number, a year"))
        ->add_option("FILE|TEXT", options.value, tr("An encrypted file or a folder of them; or any part of a name"))
        ->required();
    const auto addId = [&](CLI::App* command) {
        command->add_option("ID", options.id, tr("Its id, or the first digits of it"))->required();
        return command;
    };
    const char* password = N_("One line with the password of the new file; - is stdin");
    auto* give = addId(add("export", N_("One key as a new PKCS#12 file")));
    give->add_option("-o,--output", options.output, tr("The new file"))->required();
    give->add_option("--password-file", options.passwordFile, tr(password));
    auto* restoreKey = addId(add("restore-key", N_("One key as a container of CryptoPro, as PEM, or onto a token")));
    restoreKey->add_option("--to", options.folder, tr("A folder, or a token: its address in 'token list'"))->required();
    restoreKey->add_option("--password-file", options.passwordFile, tr(password));
    addPin(*restoreKey, options, texts);
    addId(add("delete", N_("Remove one; for 30 days it can be brought back")));
    addId(add("undelete", N_("Bring a removed one back")));
    add("verify", N_("Read everything back and prove it"));
    add("events", N_("Who did what to the archive, and when"));
    add("lock", N_("Forget what opens it, and what was typed for renewals that wait"));
    add("backup", N_("Save what is new to a folder, a flash drive or a share"))
        ->add_option("FOLDER", options.folder, tr("A folder"))
        ->required();
    auto* restore = add("restore", N_("Take a backup in"));
    restore->add_option("FOLDER", options.folder, tr("A folder"))->required();
    restore->add_option("--password-file", options.passwordFile,
                        tr("One line with the backup's password or recovery code, where it is another one"));
    addSlots(*archive, options, texts);
}

void addRunning(CLI::App& command, Options& options, std::string& wait, const core::Texts& texts) {
    const auto tr = [&](const char* english) { return texts.translate(english); };
    command.add_option("--ask", options.askCommand,
                       tr("A command that reads each form as JSON on stdin and writes the answers as JSON"));
    command.add_option("--wait", wait, tr("How long to stay for the CA: 10m, 2h; it goes on later in any case"))
        ->check(durationProblem);
    command.add_option("--password-file", options.passwordFile,
                       tr("One line with the password of the old key's file; - is stdin"));
    command.add_option("--new-password-file", options.newPasswordFile,
                       tr("One line with the password of a new key file"));
    command.add_option("--pin-file", options.pinFile, tr("One line with the PIN; - is stdin"));
}

void addRenewals(CLI::App& program, Options& options, std::string& wait, const core::Texts& texts) {
    const auto tr = [&](const char* english) { return texts.translate(english); };
    const auto addOrder = [&](CLI::App& command) {
        command.add_option("--token", options.token, tr("Make the new key on this token"));
        command.add_option("--set", options.assignments, tr("A setting of the plugin for this renewal: NAME=VALUE"))
            ->allow_extra_args(false)
            ->check([](const std::string& text) {
                return text.find('=') == std::string::npos ? std::string("give NAME=VALUE") : std::string();
            });
        addRunning(command, options, wait, texts);
    };
    auto* renew = program.add_subcommand("renew", tr("Renew a certificate"));
    renew->add_option("ID", options.id, tr("Its id, or the first digits of it"))->required();
    renew->add_option("--ca", options.ca,
                      tr("The plugin of the CA, as 'plugin list' names it; left out: the one that names its issuer"));
    addOrder(*renew);
    auto* request = program.add_subcommand("request", tr("Ask for a certificate where there is none yet"));
    request->add_option("--ca", options.ca, tr("The plugin of the CA, as 'plugin list' names it"))->required();
    addOrder(*request);
    auto* renewals = program.add_subcommand("renewals", tr("Renewals, and what they wait for"));
    renewals->require_subcommand(0, 1);
    renewals->add_subcommand("list", tr("Show them"));
    const auto add = [&](const char* name, const char* english) {
        auto* command = renewals->add_subcommand(name, tr(english));
        command->add_option("ID", options.id, tr("Its id, or the first digits of it"))->required();
        return command;
    };
    add("show", N_("Everything known of one"));
    addRunning(*add("resume", N_("Go on with one now")), options, wait, texts);
    auto* follow = renewals->add_subcommand("follow", tr("Go on with the renewal that a CA's letter links to"));
    follow->add_option("LINK", options.link, tr("The link, as it stands in the letter: reseal:..."))->required();
    addRunning(*follow, options, wait, texts);
    auto* cancel = add("cancel", N_("Give one up, and tell the CA"));
    cancel->add_flag("--forget-key", options.forgetKey, tr("Remove its new key, too"));
    cancel->add_option("--pin-file", options.pinFile,
                       tr("One line with the PIN of the token that holds that key; - is stdin"));
    cancel->add_flag("--last-try", options.lastTry, tr("Spend even the last try of the PIN"));
}

// The chosen command in the words of the requests.
std::string commandOf(const CLI::App& program) {
    const CLI::App* first = program.get_subcommands().front();
    const auto second = first->get_subcommands();
    const std::string word = second.empty() ? "list" : second.front()->get_name();
    if (first->get_name() == "sources") {
        return word == "add" ? "source_add" : word == "remove" ? "source_remove" : "sources";
    }
    if (first->get_name() == "settings") {
        return word == "set" ? "setting_set" : "settings";
    }
    if (first->get_name() == "renewals") {
        return "renewal_" + word;
    }
    if (first->get_name() == "token") {
        return "token_" + word;
    }
    if (first->get_name() == "archive" && word == "slots") {
        const auto third = second.front()->get_subcommands();
        return "archive_slots_" + (third.empty() ? std::string("list") : third.front()->get_name());
    }
    if (first->get_name() == "archive") {
        return "archive_" + word;
    }
    if (first->get_name() == "plugin") {
        return word == "developer-mode" ? "plugin_developer_mode" : "plugin_" + word;
    }
    return first->get_name();
}

// What is no id of a plugin is a path: ids have neither dot nor slash.
bool namesPath(const Options& options) {
    return options.command == "plugin_install" ||
           (options.command.starts_with("plugin_") && options.id.find_first_of("./") != std::string::npos);
}

} // namespace

long long durationSeconds(const std::string& text) {
    long long number = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    const long long seconds = unit == "d"   ? 86400
                              : unit == "w" ? 7 * 86400
                              : unit == "h" ? 3600
                              : unit == "m" ? 60
                              : unit == "s" ? 1
                                            : -1;
    const bool fits = error == std::errc() && number >= 0 && seconds > 0 && number <= kLongestDays * 86400 / seconds;
    return fits ? number * seconds : -1;
}

Parsed parse(int argc, char** argv, const core::Texts& texts) {
    const auto tr = [&](const char* english) { return texts.translate(english); };
    CLI::App program(tr("Watches your e-signature certificates and warns before they lapse."), "reseal");
    Parsed parsed;
    Options& options = parsed.options;
    options.profile = platform::defaultProfileFolder();
    std::string within;
    std::string wait;
    program.add_option("--profile", options.profile, tr("Folder of the profile"));
    program.add_flag("--json", options.json, tr("One JSON document on stdout"));
    program.require_subcommand(1);
    program.fallthrough();
    addReading(program, options, within, texts);
    addChanging(program, options, texts);
    addDocuments(program, options, texts);
    addDecryption(program, options, texts);
    addTokens(program, options, texts);
    addArchive(program, options, texts);
    addPlugins(program, options, texts);
    addRenewals(program, options, wait, texts);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        parsed.exit = program.exit(error) == 0 ? 0 : kUsage;
        return parsed;
    }
    options.command = commandOf(program);
    const bool emptyPath = std::ranges::any_of(options.paths, [](const std::string& path) { return path.empty(); });
    if (emptyPath || options.profile.empty()) {
        std::fprintf(stderr, "%s\n", tr("A path or the profile is empty; name a file or folder.").c_str());
        parsed.exit = kUsage;
        return parsed;
    }
    makeAbsolute(options);
    if (options.command == "plugin_trust" && options.withdraw) {
        options.command = "plugin_distrust";
    }
    if (namesPath(options)) {
        options.id = platform::absolutePath(options.id);
    }
    options.waitSeconds = wait.empty() ? options.waitSeconds : durationSeconds(wait);
    options.withinSeconds = within.empty() ? -1 : durationSeconds(within);
    return parsed;
}

} // namespace reseal::cli
