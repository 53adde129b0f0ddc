// SPDX-License-Identifier: Apache-2.0
// A call into a plugin and back against a bare socket pair, the start of a plugin, the memory of an idle host, and
// random kills during calls. Usage: reseal-bench-plugins [kills]
#include "tests/support/plugin_fixture.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using namespace reseal;
using Clock = std::chrono::steady_clock;
using Micros = std::chrono::duration<double, std::micro>;

constexpr int kRounds = 20000;

double median(std::vector<double> values) {
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
    return values[values.size() / 2];
}

template <typename Work>
std::vector<double> timed(int rounds, Work work) {
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        const auto began = Clock::now();
        work();
        times.push_back(Micros(Clock::now() - began).count());
    }
    return times;
}

double barePingPong() {
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
        std::abort();
    }
    char message[64] = {};
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        while (::read(ends[1], message, sizeof message) > 0 && ::write(ends[1], message, sizeof message) > 0) {
        }
        ::_exit(0);
    }
    ::close(ends[1]);
    const double result = median(timed(kRounds, [&] {
        if (::write(ends[0], message, sizeof message) < 0 || ::read(ends[0], message, sizeof message) <= 0) {
            std::abort();
        }
    }));
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return result;
}

std::unique_ptr<plugins::PluginProcess> started(plugins::PluginServices& services) {
    auto process = plugins::PluginProcess::start(test::launchOf("good"), services);
    if (!process) {
        std::fprintf(stderr, "start: %s\n", process.error().reason.c_str());
        std::exit(1);
    }
    return std::move(process).value();
}

double megabytes(long process, const std::string& field) {
    std::ifstream rollup("/proc/" + std::to_string(process) + "/smaps_rollup");
    for (std::string line; std::getline(rollup, line);) {
        if (line.starts_with(field + ":")) {
            return std::stod(line.substr(field.size() + 1)) / 1024;
        }
    }
    return 0;
}

std::ptrdiff_t descriptors() {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
}

// Longest time that a call took to come back, in milliseconds.
double killAtRandom(int kills, unsigned seed) {
    test::FakeServices services;
    std::mt19937 random(seed);
    double longest = 0;
    for (int i = 0; i < kills; ++i) {
        const auto process = started(services);
        std::uniform_int_distribution<int> moment(0, 1500);
        const auto wait = std::chrono::microseconds(moment(random));
        std::thread killer([&process, wait] {
            std::this_thread::sleep_for(wait); // the random moment itself
            process->kill();
        });
        const auto call = test::callOf(i % 2 == 0 ? "resume" : "begin", {wire::Item::ofText("x-test.say", "text")},
                                       std::chrono::seconds(5));
        for (bool alive = true; alive;) { // `begin` is over before it is killed: again
            const auto began = Clock::now();
            alive = process->call(call).ok();
            longest = std::max(longest, Micros(Clock::now() - began).count() / 1000);
        }
        killer.join();
    }
    return longest;
}

void kills(int count) {
    const auto before = descriptors();
    const double longest = killAtRandom(count, 20261121U);
    std::printf("| %d random kills of plugin hosts during calls | longest call %.0f ms | deadline 5000 ms; "
                "descriptors before and after: %td, %td |\n",
                count, longest, before, descriptors());
}

} // namespace

int main(int argc, char** argv) {
    if (argc > 1) {
        kills(std::atoi(argv[1]));
        return 0;
    }
    const double bare = barePingPong();
    std::printf("| bare socket pair, 64 bytes there and back, median | %.1f us | |\n", bare);
    test::FakeServices services;
    const auto process = started(services);
    const auto call = test::callOf("describe", {wire::Item::ofText("x-test.say", "text")});
    const double calls = median(timed(kRounds, [&] {
        if (!process->call(call).ok()) {
            std::abort();
        }
    }));
    std::printf("| call into a plugin and back, median | %.1f us | %.2f times the bare one (aim: at most 3) |\n", calls,
                calls / bare);
    const double start = median(timed(50, [&] { static_cast<void>(started(services)); }));
    std::printf("| start of a plugin until it has described itself, median | %.1f ms | aim: under 50 ms |\n",
                start / 1000);
    std::printf("| idle plugin host, proportional memory | %.1f MB | %.1f MB of it private |\n",
                megabytes(process->processId(), "Pss"),
                megabytes(process->processId(), "Private_Dirty") + megabytes(process->processId(), "Private_Clean"));
    return 0;
}
