// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace reseal::platform {

// An X server of the test's own; without one where Xvfb is not installed.
class EmptyScreen {
public:
    EmptyScreen() {
        int ends[2] = {-1, -1};
        EXPECT_EQ(::pipe(ends), 0);
        const std::string end = std::to_string(ends[1]);
        server_ = ::fork();
        if (server_ == 0) {
            ::close(ends[0]);
            ::execlp("Xvfb", "Xvfb", "-displayfd", end.c_str(), "-screen", "0", "64x64x24", "-nolisten", "tcp",
                     "-noreset", nullptr);
            ::_exit(127);
        }
        ::close(ends[1]);
        std::string number;
        char byte = 0;
        while (::read(ends[0], &byte, 1) == 1 && byte != '\n') {
            number += byte;
        }
        ::close(ends[0]);
        display_ = number.empty() ? "" : ":" + number;
    }
    ~EmptyScreen() {
        ::kill(server_, SIGTERM);
        ::waitpid(server_, nullptr, 0);
    }
    EmptyScreen(const EmptyScreen&) = delete;
    EmptyScreen& operator=(const EmptyScreen&) = delete;
    [[nodiscard]] const std::string& display() const { return display_; }

private:
    pid_t server_ = -1;
    std::string display_;
};

} // namespace reseal::platform
