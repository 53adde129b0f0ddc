// SPDX-License-Identifier: Apache-2.0
// A private pcscd with virtual readers (tests/servers/virtual_reader.py). While it lives, PCSCLITE_CSOCK_NAME names it;
// pcsc-lite reads that once, so a process has one of these at most.
#pragma once

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace reseal::test {

class VirtualReaders {
public:
    explicit VirtualReaders(const std::string& folder, int readers = 2) {
        int in[2] = {-1, -1};
        int out[2] = {-1, -1};
        if (::pipe(in) != 0 || ::pipe(out) != 0) {
            why_ = "no pipes";
            return;
        }
        id_ = ::fork();
        if (id_ == 0) {
            ::dup2(in[0], 0);
            ::dup2(out[1], 1);
            for (const int end : {in[0], in[1], out[0], out[1]}) {
                ::close(end);
            }
            ::execl("/usr/bin/python3", "python3", "-B", RESEAL_TEST_SERVERS "/virtual_reader.py", folder.c_str(),
                    "--readers", std::to_string(readers).c_str(), nullptr);
            ::_exit(127);
        }
        ::close(in[0]);
        ::close(out[1]);
        orders_ = ::fdopen(in[1], "w");
        answers_ = ::fdopen(out[0], "r");
        const std::string first = line();
        why_ = first == "ready" ? "" : first.empty() ? "no python3" : first;
        ::setenv("PCSCLITE_CSOCK_NAME", (folder + "/pcscd.comm").c_str(), 1);
    }
    ~VirtualReaders() {
        ::unsetenv("PCSCLITE_CSOCK_NAME");
        if (id_ > 0) {
            std::fclose(orders_); // it ends when its input does
            std::fclose(answers_);
            ::waitpid(id_, nullptr, 0);
        }
    }
    VirtualReaders(const VirtualReaders&) = delete;
    VirtualReaders& operator=(const VirtualReaders&) = delete;

    [[nodiscard]] const std::string& whyNot() const { return why_; } // empty: it runs

    // "insert 0 rutoken-lite FOLDER PIN TRIES", "remove 0", "ask 0 verifies", "stop", "start"; what the answer says.
    std::string order(const std::string& command) {
        std::fputs((command + "\n").c_str(), orders_);
        std::fflush(orders_);
        const std::string answer = line();
        EXPECT_EQ(answer.substr(0, 2), "ok") << command << ": " << answer;
        return answer.size() > 3 ? answer.substr(3) : "";
    }

private:
    std::string line() {
        std::string text;
        for (int c = 0; (c = std::fgetc(answers_)) != EOF && c != '\n';) {
            text.push_back(static_cast<char>(c));
        }
        return text;
    }

    pid_t id_ = -1;
    FILE* orders_ = nullptr;
    FILE* answers_ = nullptr;
    std::string why_;
};

} // namespace reseal::test
