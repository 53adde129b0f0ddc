// SPDX-License-Identifier: Apache-2.0
// Runs tests, each in a child of its own with a scratch folder of its own, several at a time.
#pragma once

#include "sdk/check/catalogue.hpp"
#include "sdk/check/options.hpp"

#include <functional>

namespace reseal::check {

struct TestResult {
    const Group* group;
    const Test* test;
    Outcome outcome;
};

// The tests that --only and --except leave, in order.
[[nodiscard]] std::vector<std::pair<const Group*, const Test*>> chosen(const Options& options);

// `told` hears of each as it ends, on any thread, one at a time. In the order of the catalogue.
[[nodiscard]] std::vector<TestResult> runAll(const Options& options, const Manifest& manifest, Given given,
                                             const std::function<void(const TestResult&)>& told);

// What a child does. Its outcome is delivered, see trail.hpp.
int runOne(const Options& options);

} // namespace reseal::check
