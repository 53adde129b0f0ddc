// SPDX-License-Identifier: Apache-2.0
// What comes out: text for people, JSON, JUnit.
#pragma once

#include "sdk/check/runner.hpp"

namespace reseal::check {

[[nodiscard]] std::string listing(); // of --list
[[nodiscard]] std::string listingJson();

[[nodiscard]] std::string textOf(const TestResult& result); // one test, as it ends
[[nodiscard]] std::string summary(const Options& options, const Manifest& manifest,
                                  const std::vector<TestResult>& results);
[[nodiscard]] std::string json(const Options& options, const Manifest& manifest,
                               const std::vector<TestResult>& results);
[[nodiscard]] std::string junit(const Options& options, const Manifest& manifest,
                                const std::vector<TestResult>& results);

} // namespace reseal::check
