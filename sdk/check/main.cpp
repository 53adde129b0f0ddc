// SPDX-License-Identifier: Apache-2.0
// reseal-plugin-check: runs a plugin through the rules of the interface. docs/checker.md
#include "sdk/check/own_process.hpp"
#include "sdk/check/report.hpp"

#include <cstdio>
#include <fstream>

#ifdef RESEAL_SANITIZED
// Plugins that end the process at odd moments leave memory behind, and that is not what is checked here.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; } // NOLINT(bugprone-reserved-identifier)
#endif

namespace {

using namespace reseal;
using namespace reseal::check;
namespace fs = std::filesystem;

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr int kDamaged = 6;

// Beside this program in a build tree, else where it is installed to.
std::string hostProgram() {
    std::error_code problem;
    const fs::path here = ownProgram().parent_path();
    const fs::path beside = here / "reseal-plugin-host";
    return fs::exists(beside, problem) ? beside.string() : (here / RESEAL_HOST_FROM_BIN).lexically_normal().string();
}

int complain(const std::string& what) {
    std::fprintf(stderr, "reseal-plugin-check: %s\n", what.c_str());
    return kUsage;
}

int print(const Options& options, const std::string& text) {
    if (options.output.empty()) {
        return std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0 ? kDone : kFailed;
    }
    std::ofstream file(options.output, std::ios::binary);
    file << text;
    file.close();
    return file ? kDone : complain(options.output + " cannot be written");
}

int checkPlugin(Options& options) {
    const auto manifest = readManifest(options.manifest);
    if (!manifest) {
        std::fprintf(stderr, "reseal-plugin-check: %s %s\n", options.manifest.c_str(), manifest.error().detail.c_str());
        return kDamaged;
    }
    options.manifest = manifest.value().path.string();
    if (!options.plan.settingsFile.empty()) {
        options.plan.settingsFile = fs::absolute(options.plan.settingsFile).string();
    }
    auto given = readGiven(options.plan.settingsFile);
    if (!given) {
        return complain(given.error().subject + " " + given.error().detail);
    }
    if (options.plan.hostProgram.empty()) {
        options.plan.hostProgram = hostProgram();
    }
    if (!fs::exists(options.plan.hostProgram)) {
        return complain(options.plan.hostProgram + " is not there: name the reseal-plugin-host to use by --host");
    }
    const bool live = options.format == Format::text && options.output.empty();
    std::string text;
    const auto results = runAll(options, manifest.value(), std::move(given).value(), [&](const TestResult& one) {
        if (live) {
            std::fputs(textOf(one).c_str(), stdout);
            std::fflush(stdout);
        }
        text += textOf(one);
    });
    const std::string end = summary(options, manifest.value(), results);
    const int printed = options.format == Format::json    ? print(options, json(options, manifest.value(), results))
                        : options.format == Format::junit ? print(options, junit(options, manifest.value(), results))
                                                          : print(options, live ? end : text + end);
    for (const TestResult& one : results) {
        if (one.outcome.bad()) {
            return kFailed;
        }
    }
    return printed;
}

} // namespace

int main(int argc, char** argv) {
    auto read = readOptions(argc, argv);
    if (const int* const code = std::get_if<int>(&read)) {
        return *code;
    }
    auto& options = std::get<Options>(read);
    try {
        if (!options.runTest.empty()) {
            return runOne(options);
        }
        if (options.list) {
            return print(options, options.format == Format::json ? listingJson() : listing());
        }
        return checkPlugin(options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "reseal-plugin-check: %s\n", error.what());
        return kFailed;
    }
}
