// SPDX-License-Identifier: Apache-2.0
// Expected failures as values. Every room returns these; exceptions are for broken invariants only.
// Any thread; values own their text.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace reseal {

// What a failure means to the caller; the command line turns each into its exit code.
enum class Category {
    failed,   // 1: something of this machine failed (disk, memory, service)
    usage,    // 2: the request itself makes no sense
    notFound, // 3: nothing matched
    waiting,  // 4: waits for a person or a CA
    refused,  // 5: policy, PIN guard, trust, a newer schema
    damaged,  // 6: the input is not what it claims to be
};

// `reason` is a stable snake_case code. `detail` is an English sentence from the message catalogue (N_()), so it
// can be shown translated; it names no file. `subject` is the file, token or id concerned, or empty.
struct Error {
    Category category = Category::failed;
    std::string reason;
    std::string detail;
    std::string subject = {};
};

template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::move(value)) {}     // NOLINT(google-explicit-constructor)
    Result(Error error) : state_(std::move(error)) {} // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    // Precondition: ok().
    [[nodiscard]] T& value() & { return std::get<0>(state_); }
    [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
    [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }

    // Precondition: !ok().
    [[nodiscard]] const Error& error() const { return std::get<1>(state_); }

private:
    std::variant<T, Error> state_;
};

// Success or an error, with no value.
class [[nodiscard]] Status {
public:
    Status() = default;
    Status(Error error) : error_(std::move(error)) {} // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool ok() const { return !error_; }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] const Error& error() const { return *error_; }

private:
    std::optional<Error> error_;
};

// Marks an English text for the message catalogue without translating it here.
#define N_(text) text

} // namespace reseal
