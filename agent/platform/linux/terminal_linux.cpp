// SPDX-License-Identifier: Apache-2.0
// A line from /dev/tty; a secret without echo, the terminal put back however it ends. Any thread.
#include "agent/platform/system.hpp"

#include "agent/platform/linux/file_descriptor.hpp"
#include "agent/platform/linux/posix_error.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace reseal::platform {
namespace {

constexpr char kInterrupt = '\x03';

// Echo is off, and Ctrl+C arrives as the end of a line instead of ending the program with echo off.
class SilentTerminal {
public:
    explicit SilentTerminal(int terminal) : terminal_(terminal) {
        silent_ = ::tcgetattr(terminal_, &before_) == 0;
        if (silent_) {
            termios quiet = before_;
            quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
            quiet.c_lflag |= ICANON | ECHONL;
            quiet.c_cc[VEOL] = kInterrupt;
            silent_ = ::tcsetattr(terminal_, TCSAFLUSH, &quiet) == 0;
        }
    }
    ~SilentTerminal() {
        if (silent_) {
            ::tcsetattr(terminal_, TCSANOW, &before_);
        }
    }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;
    [[nodiscard]] bool silent() const { return silent_; }

private:
    int terminal_;
    termios before_{};
    bool silent_ = false;
};

bool say(int terminal, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(terminal, text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            return false;
        }
        text.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    return true;
}

// One line with its end; empty where the terminal hung up.
Secret readLine(int terminal) {
    std::array<char, 4096> line{}; // a terminal gives no longer line
    ssize_t got = 0;
    do {
        got = ::read(terminal, line.data(), line.size());
    } while (got < 0 && errno == EINTR);
    Secret secret(std::string(line.data(), got > 0 ? static_cast<std::size_t>(got) : 0));
    wipe(line.data(), line.size());
    return secret;
}

} // namespace

bool errorsGoToTerminal() { return ::isatty(STDERR_FILENO) == 1; }

Result<std::string> askOnTerminal(const std::string& prompt) {
    const FileDescriptor terminal(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!terminal.valid() || !say(terminal.get(), prompt)) {
        return Error{Category::notFound, "no_terminal", N_("there is no terminal to ask on"), ""};
    }
    const Secret line = readLine(terminal.get());
    if (line.empty()) {
        return Error{Category::waiting, "cancelled", N_("nothing was entered"), ""};
    }
    return std::string(line.view().substr(0, line.view().find_first_of("\r\n")));
}

Result<Secret> askSecretOnTerminal(const std::string& prompt) {
    const FileDescriptor terminal(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!terminal.valid()) {
        return Error{Category::notFound, "no_terminal", N_("there is no terminal to ask on"), ""};
    }
    Secret line;
    {
        const SilentTerminal silence(terminal.get());
        if (!silence.silent() || !say(terminal.get(), prompt)) {
            return Error{Category::notFound, "no_terminal", N_("there is no terminal to ask on"), ""};
        }
        line = readLine(terminal.get());
    }
    const bool interrupted = !line.empty() && line.view().back() == kInterrupt;
    if (line.empty() || interrupted) {
        if (interrupted) {
            say(terminal.get(), "\n");
            ::raise(SIGINT); // what the terminal would have done
        }
        return Error{Category::waiting, "cancelled", N_("nothing was entered"), ""};
    }
    const std::string_view text = line.view();
    return Secret(std::string(text.substr(0, text.find_first_of("\r\n"))));
}

} // namespace reseal::platform
