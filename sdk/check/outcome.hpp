// SPDX-License-Identifier: Apache-2.0
// What a test came to, and how it gets from the child that ran it to the checker.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace reseal::check {

enum class Verdict { pass, warn, skip, fail, crash, hang };
[[nodiscard]] const char* name(Verdict verdict); // "pass" ...

struct Outcome {
    Verdict verdict = Verdict::pass;
    std::string what = {};     // one sentence; of a skip the reason
    std::string expected = {}; // of warn and fail
    std::string came = {};
    std::chrono::milliseconds took{0};

    [[nodiscard]] bool bad() const { return verdict >= Verdict::fail; }
};

[[nodiscard]] Outcome passed(std::string what = {});
[[nodiscard]] Outcome skipped(std::string why);
[[nodiscard]] Outcome failed(std::string what, std::string expected, std::string came);
[[nodiscard]] Outcome warned(std::string what, std::string expected, std::string came);

// The worse of the two; of equals the first.
[[nodiscard]] Outcome worse(Outcome one, Outcome other);

// One line of JSON, and back; nothing for what is none.
[[nodiscard]] std::string write(const Outcome& outcome);
[[nodiscard]] std::optional<Outcome> readOutcome(const std::string& line);

} // namespace reseal::check
