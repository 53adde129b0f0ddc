// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/runner.hpp"

#include "agent/platform/contained_process.hpp"
#include "sdk/check/own_process.hpp"
#include "sdk/check/trail.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace reseal::check {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
namespace fs = std::filesystem;

constexpr auto kLongest = 25s; // of a test
constexpr int kMostHangs = 4;  // after which the rest is left out

const std::vector<std::string> kKept{"SOFTHSM2_CONF", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LD_LIBRARY_PATH"};

std::string shortened(const std::string& output) {
    constexpr std::size_t kShown = 400;
    std::string text = output.size() > kShown ? output.substr(output.size() - kShown) : output;
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\n'; }, '?');
    while (!text.empty() && text.back() == '\n') {
        text.pop_back();
    }
    return text;
}

// What a child that ended without a word came to.
Outcome endOf(const platform::Ending& ending, const fs::path& scratch, const std::string& output) {
    const std::string at = lastStep(scratch);
    const std::string where = at.empty() ? "before its first step" : "in: " + at;
    const std::string printed = output.empty() ? "" : "; it printed: " + shortened(output);
    if (ending.running) {
        return {Verdict::hang, "the test did not end, " + where, "an end in time", "none" + printed};
    }
    return {Verdict::crash, "the process ended, " + where, "an answer",
            plugins::describe(ending.bySignal, ending.code) + printed};
}

std::chrono::milliseconds limitOf(const Plan& plan, const Test& test) {
    if (std::string_view(test.name).starts_with("fuzz-") && plan.fuzzRounds != kUsualRounds) {
        return std::chrono::hours(24);
    }
    return std::chrono::milliseconds(static_cast<long long>(
        static_cast<double>(std::chrono::milliseconds(kLongest).count()) * std::max(1.0, plan.timeScale)));
}

Outcome runChild(const Options& options, const Test& test, const fs::path& scratch) {
    std::error_code problem;
    fs::create_directories(scratch, problem);
    const std::string self = ownProgram().string();
    const auto began = Clock::now();
    const auto limit = limitOf(options.plan, test);
    auto started = platform::startContained(childArguments(options, self, test.name, scratch.string()), kKept);
    if (!started) {
        return {Verdict::crash, "the test could not be started", "", started.error().reason};
    }
    std::string output;
    platform::Ending ending;
    while (ending.running && Clock::now() - began < limit) {
        ending = started.value()->wait(50ms);
        output += started.value()->takeOutput();
        output.erase(0, output.size() > 8192 ? output.size() - 8192 : 0);
    }
    started.value()->kill();
    const auto outcome = delivered(scratch);
    Outcome result = outcome ? *outcome : endOf(ending, scratch, output);
    result.took = std::chrono::floor<std::chrono::milliseconds>(Clock::now() - began);
    return result;
}

// Children write nothing that outlives the run.
class Scratch {
public:
    Scratch() : path_(makeScratchFolder()) {}
    ~Scratch() {
        std::error_code ignored;
        if (!path_.empty()) {
            fs::remove_all(path_, ignored);
        }
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    const fs::path path_;
};

Outcome runHere(const Options& options, const Manifest& manifest, const Given& given, const Test& test,
                const fs::path& scratch) {
    std::error_code problem;
    fs::create_directories(scratch, problem);
    const auto began = Clock::now();
    Bench bench(manifest, options.plan, given, scratch);
    Outcome outcome = test.run(bench);
    outcome.took = std::chrono::floor<std::chrono::milliseconds>(Clock::now() - began);
    return outcome;
}

// As much memory as a plugin host has, and what the checker itself needs.
void limitTest(const Manifest& manifest) {
#ifndef RESEAL_SANITIZED // a sanitizer reserves terabytes of addresses
    limitMemory((std::uint64_t{manifest.memoryMb} + 1024) << 20U);
#else
    static_cast<void>(manifest);
#endif
    leaveNoCoreFile();
}

bool names(const std::vector<std::string>& list, const Group& group, const Test& test) {
    return std::ranges::find(list, group.name) != list.end() || std::ranges::find(list, test.name) != list.end();
}

} // namespace

std::vector<std::pair<const Group*, const Test*>> chosen(const Options& options) {
    std::vector<std::pair<const Group*, const Test*>> list;
    for (const Group& group : catalogue()) {
        for (const Test& test : group.tests) {
            if ((options.only.empty() || names(options.only, group, test)) && !names(options.except, group, test)) {
                list.emplace_back(&group, &test);
            }
        }
    }
    return list;
}

namespace {

// The tests of one run, taken one after the other by several threads.
class Run {
public:
    Run(const Options& options, const Manifest& manifest, Given given)
        : options_(options), manifest_(manifest), given_(std::move(given)) {
        for (const auto& [group, test] : chosen(options)) {
            results.push_back({group, test, {}});
        }
    }

    void work(const std::function<void(const TestResult&)>& told) {
        for (std::size_t i = next_++; i < results.size(); i = next_++) {
            results[i].outcome = outcomeOf(results[i]);
            const std::scoped_lock lock(telling_);
            told(results[i]);
        }
    }

    std::vector<TestResult> results;

private:
    Outcome outcomeOf(const TestResult& one) {
        const bool first = std::string_view(one.test->name) == kFirstLoad;
        if (one.group->loads) {
            const Outcome load = firstLoad();
            if (first) {
                return load;
            }
            if (load.bad()) {
                return skipped("the module does not load");
            }
        }
        if (options_.inProcess && one.test->alone && results.size() > 1) {
            return skipped("it leaves its process changed: name it alone with --only");
        }
        if (hangs_ >= kMostHangs) {
            return skipped("left out: " + std::to_string(kMostHangs) + " tests hung before it");
        }
        Outcome outcome = run(*one.test);
        hangs_ += outcome.verdict == Verdict::hang ? 1 : 0;
        return outcome;
    }

    Outcome firstLoad() { // once; other threads wait
        const std::scoped_lock lock(loading_);
        if (!load_) {
            load_ = run(*findTest(kFirstLoad));
        }
        return *load_;
    }

    Outcome run(const Test& test) const {
        const fs::path scratch = scratch_.path() / test.name;
        return options_.inProcess ? runHere(options_, manifest_, given_, test, scratch)
                                  : runChild(options_, test, scratch);
    }

    const Options& options_;
    const Manifest& manifest_;
    const Given given_;
    const Scratch scratch_;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<int> hangs_ = 0;
    std::mutex loading_;
    std::optional<Outcome> load_;
    std::mutex telling_;
};

} // namespace

std::vector<TestResult> runAll(const Options& options, const Manifest& manifest, Given given,
                               const std::function<void(const TestResult&)>& told) {
    Run run(options, manifest, std::move(given));
    std::vector<std::thread> workers;
    for (unsigned i = 1; i < (options.inProcess ? 1 : options.jobs); ++i) {
        workers.emplace_back([&] { run.work(told); });
    }
    run.work(told);
    for (std::thread& worker : workers) {
        worker.join();
    }
    return std::move(run.results);
}

int runOne(const Options& options) {
    const Test* const test = findTest(options.runTest);
    const auto manifest = readManifest(options.manifest);
    if (test == nullptr || !manifest) {
        return 2;
    }
    openTrail(options.scratch);
    limitTest(manifest.value());
    auto given = readGiven(options.plan.settingsFile);
    if (!given) {
        return 2;
    }
    deliver(runHere(options, manifest.value(), given.value(), *test, options.scratch));
    endAtOnce(0); // what the plugin leaves behind is not run
}

} // namespace reseal::check
