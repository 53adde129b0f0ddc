// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/options.hpp"

#include "sdk/check/catalogue.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <random>
#include <thread>

namespace reseal::check {
namespace {

constexpr int kUsage = 2;

bool isName(const std::string& name) {
    for (const Group& group : catalogue()) {
        if (name == group.name) {
            return true;
        }
    }
    return findTest(name) != nullptr;
}

void describe(CLI::App& app, Options& options) {
    static const std::map<std::string, Format> formats{
        {"text", Format::text}, {"json", Format::json}, {"junit", Format::junit}};
    const auto name = [](const std::string& text) {
        return isName(text) ? std::string() : text + " is no group and no test; --list shows them";
    };
    app.add_option("MANIFEST", options.manifest, "plugin.json of the plugin, as it is installed");
    app.add_option("--format", options.format, "text, json or junit")
        ->transform(CLI::CheckedTransformer(formats))
        ->type_name("NAME");
    app.add_option("--output", options.output, "Write the report there instead of to the standard output");
    app.add_option("--only", options.only, "Only these groups or tests")->check(name)->delimiter(',');
    app.add_option("--except", options.except, "All but these groups or tests")->check(name)->delimiter(',');
    app.add_flag("--list", options.list, "Show every test, what it checks, and the rule; run nothing");
    app.add_option("--seed", options.plan.seed, "Seed of all that is random; a report names the one it had");
    app.add_option("--fuzz-rounds", options.plan.fuzzRounds, "Rounds of each fuzz test")
        ->check(CLI::Range(1, 10000000));
    app.add_flag("--in-process", options.inProcess, "No child processes: for a debugger");
    app.add_option("--jobs", options.jobs, "Tests at a time; without it one per processor")->check(CLI::Range(1, 64));
    app.add_option("--settings", options.plan.settingsFile,
                   R"(JSON file {"settings": {}, "answers": {}, "http": []}: see docs/checker.md)")
        ->check(CLI::ExistingFile);
    app.add_option("--cookies", options.plan.cookies, "Cookies of released versions, in a folder per version")
        ->check(CLI::ExistingDirectory);
    app.add_option("--time-scale", options.plan.timeScale, "Stretch every allowance of time")
        ->check(CLI::Range(0.1, 100.0));
    app.add_flag("--spend-pin-try", options.plan.spendPinTry, "One wrong PIN may go to a token that the plugin lists");
    app.add_option("--run-test", options.runTest)->group("");
    app.add_option("--scratch", options.scratch)->group("");
    app.add_option("--host", options.plan.hostProgram, "The reseal-plugin-host to use")->check(CLI::ExistingFile);
}

} // namespace

std::variant<Options, int> readOptions(int argc, char** argv) {
    Options options;
    CLI::App app("Checks a plugin for Reseal against the rules of the plugin interface. Ends 0 only without failures, "
                 "1 with failures, 2 for wrong usage, 6 if the manifest cannot be read.",
                 "reseal-plugin-check");
    describe(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    if (options.manifest.empty() && !options.list) {
        std::fputs("A plugin.json is needed. Run with --help for more information.\n", stderr);
        return kUsage;
    }
    if (app.count("--seed") == 0) {
        options.plan.seed = std::random_device()() % 1000000;
    }
    if (options.jobs == 0) {
        options.jobs = std::max(1U, std::thread::hardware_concurrency());
    }
    return options;
}

std::vector<std::string> childArguments(const Options& options, const std::string& program, const std::string& test,
                                        const std::string& scratch) {
    std::vector<std::string> arguments{program,         options.manifest,
                                       "--run-test",    test,
                                       "--scratch",     scratch,
                                       "--seed",        std::to_string(options.plan.seed),
                                       "--fuzz-rounds", std::to_string(options.plan.fuzzRounds),
                                       "--time-scale",  std::to_string(options.plan.timeScale),
                                       "--host",        options.plan.hostProgram};
    if (!options.plan.settingsFile.empty()) {
        arguments.insert(arguments.end(), {"--settings", options.plan.settingsFile});
    }
    if (!options.plan.cookies.empty()) {
        arguments.insert(arguments.end(), {"--cookies", options.plan.cookies});
    }
    if (options.plan.spendPinTry) {
        arguments.emplace_back("--spend-pin-try");
    }
    return arguments;
}

} // namespace reseal::check
