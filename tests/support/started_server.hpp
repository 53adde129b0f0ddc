// SPDX-License-Identifier: Apache-2.0
// One of the peers of tests/servers as a process: started, its ready line read, ended by its own id.
#pragma once

#include <array>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace reseal::test {

class StartedServer {
public:
    // `words`: the program with its arguments; "--fault NAME" is added for each fault.
    explicit StartedServer(std::vector<std::string> words, const std::vector<std::string>& faults = {}) {
        for (const std::string& fault : faults) {
            words.insert(words.end(), {"--fault", fault});
        }
        std::vector<char*> arguments;
        for (std::string& word : words) {
            arguments.push_back(word.data());
        }
        arguments.push_back(nullptr);
        int ends[2] = {};
        if (::pipe2(ends, O_CLOEXEC) != 0) {
            return;
        }
        id_ = ::fork();
        if (id_ == 0) {
            ::dup2(ends[1], STDOUT_FILENO);
            ::execv(arguments.front(), arguments.data());
            ::_exit(127);
        }
        ::close(ends[1]);
        output_ = ::fdopen(ends[0], "r");
        std::array<char, 2048> line{};
        ready_ = std::fgets(line.data(), line.size(), output_) == nullptr ? "" : line.data();
    }
    ~StartedServer() { end(SIGTERM); }
    StartedServer(const StartedServer&) = delete;
    StartedServer& operator=(const StartedServer&) = delete;

    [[nodiscard]] const std::string& ready() const { return ready_; } // one line of JSON; empty: it did not start

    void end(int signal) {
        if (id_ > 0) {
            ::kill(id_, signal);
            ::waitpid(id_, nullptr, 0);
            std::fclose(output_);
            id_ = -1;
        }
    }

private:
    pid_t id_ = -1;
    FILE* output_ = nullptr;
    std::string ready_;
};

} // namespace reseal::test
