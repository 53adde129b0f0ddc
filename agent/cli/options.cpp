// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/options.hpp"

#include "agent/platform/system.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace reseal::cli {
namespace {

constexpr int kUsage = 2;
constexpr long long kLongestDays = 36500;

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
    program.add_option("--profile", options.profile, tr("Folder of the profile"));
    program.add_flag("--json", options.json, tr("One JSON document on stdout"));
    program.require_subcommand(1);
    program.fallthrough();
    addReading(program, options, within, texts);
    addChanging(program, options, texts);
    addPlugins(program, options, texts);
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
    options.profile = platform::absolutePath(options.profile);
    for (std::string& path : options.paths) {
        path = platform::absolutePath(path);
    }
    if (options.command == "plugin_trust" && options.withdraw) {
        options.command = "plugin_distrust";
    }
    if (namesPath(options)) {
        options.id = platform::absolutePath(options.id);
    }
    options.withinSeconds = within.empty() ? -1 : durationSeconds(within);
    return parsed;
}

} // namespace reseal::cli
