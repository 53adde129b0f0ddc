// SPDX-License-Identifier: Apache-2.0
// All tests, in the order in which they run. Each group is a file tests_<group>.cpp.
#pragma once

#include "sdk/check/bench.hpp"
#include "sdk/check/outcome.hpp"

#include <span>
#include <vector>

namespace reseal::check {

struct Test {
    const char* name;     // kebab-case, for ever
    const char* sentence; // what it checks
    const char* rule;     // where the rule stands
    Outcome (*run)(Bench& bench);
    bool alone = false; // it leaves its process changed, so that no other test can follow there
};

struct Group {
    const char* name;
    bool loads; // its tests run code of the plugin
    std::span<const Test> tests;
};

[[nodiscard]] std::span<const Test> staticTests();
[[nodiscard]] std::span<const Test> loadTests();
[[nodiscard]] std::span<const Test> contractTests();
[[nodiscard]] std::span<const Test> privilegeTests();
[[nodiscard]] std::span<const Test> timeTests();
[[nodiscard]] std::span<const Test> resumeTests();
[[nodiscard]] std::span<const Test> tokenTests();
[[nodiscard]] std::span<const Test> secrecyTests();
[[nodiscard]] std::span<const Test> differentialTests();
[[nodiscard]] std::span<const Test> fuzzTests();

[[nodiscard]] const std::vector<Group>& catalogue();
[[nodiscard]] const Test* findTest(std::string_view name); // nullptr: there is none

// The test without which no other that loads makes sense.
constexpr const char* kFirstLoad = "load-now-local";

} // namespace reseal::check
