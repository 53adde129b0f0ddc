// SPDX-License-Identifier: Apache-2.0
// runShell, openForPerson and the question on the terminal.
#include "agent/platform/system.hpp"
#include "tests/unit/platform/platform_fixtures.hpp"

#include <csignal>
#include <fcntl.h>
#include <pty.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>

namespace reseal::platform {
namespace {

constexpr int kSeconds = 20;

TEST(RunShellTest, Command_ends_itsExitCode) {
    EXPECT_EQ(runShell("exit 7", "", kSeconds).value(), 7);
    EXPECT_EQ(runShell("true", "", kSeconds).value(), 0);
    EXPECT_EQ(runShell("no-such-program-anywhere", "", kSeconds).value(), 127);
    EXPECT_EQ(runShell("kill -TERM $$", "", kSeconds).value(), 128 + SIGTERM);
}

TEST(RunShellTest, Input_given_arrivesWhole) {
    const TempFolder folder;
    const std::string input(3U * 1024 * 1024, 'x');
    EXPECT_EQ(runShell("cat > '" + folder.at("out") + "'", input, kSeconds).value(), 0);
    EXPECT_EQ(readFile(folder.at("out")), input);
    EXPECT_EQ(runShell("cat /dev/stdin > '" + folder.at("out") + "'", "{}", kSeconds).value(), 0);
    EXPECT_EQ(readFile(folder.at("out")), "{}");
}

TEST(RunShellTest, Input_notRead_noBrokenPipe) {
    const std::string input(3U * 1024 * 1024, 'x');
    EXPECT_EQ(runShell("exec <&-; exit 3", input, kSeconds).value(), 3);
    EXPECT_EQ(runShell("true", input, kSeconds).value(), 0);
}

TEST(RunShellTest, Command_tooSlow_endedWithWhatItStarted) {
    const TempFolder folder;
    const auto began = std::chrono::steady_clock::now();
    const auto result = runShell("sleep 300 & echo $! > '" + folder.at("pid") + "'; wait", "", 1);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().reason, "command_timed_out");
    EXPECT_LT(std::chrono::steady_clock::now() - began, kGenerous);
    const std::string status = "/proc/" + std::to_string(std::stoi(readFile(folder.at("pid")))) + "/status";
    const auto end = std::chrono::steady_clock::now() + kGenerous; // its new parent may take a while to collect it
    const auto runs = [&] {
        const std::string text = readFile(status);
        return !text.empty() && text.find("State:\tZ") == std::string::npos;
    };
    while (runs() && std::chrono::steady_clock::now() < end) {
        std::this_thread::yield();
    }
    EXPECT_FALSE(runs());
}

TEST(RunShellTest, Descriptors_openHere_notInTheChild) {
    const TempFolder folder;
    const int leaky = ::open("/dev/null", O_RDONLY); // without O_CLOEXEC
    ASSERT_GE(leaky, 0);
    // ls itself opens one more to read the folder.
    EXPECT_EQ(runShell("exec ls /proc/self/fd > '" + folder.at("fds") + "'", "", kSeconds).value(), 0);
    EXPECT_EQ(readFile(folder.at("fds")), "0\n1\n2\n3\n");
    ::close(leaky);
}

TEST(RunShellTest, HardenedProcess_runsCommand_umaskAndSignalsAsAtStart) {
    const TempFolder folder;
    Child child([&] {
        ::umask(022);
        hardenProcess();
        if (runShell("touch '" + folder.at("made") + "'", "", kSeconds).value() != 0) {
            return 1;
        }
        struct stat info {};
        ::stat(folder.at("made").c_str(), &info);
        if ((info.st_mode & 0777U) != 0644U) {
            return 2;
        }
        return runShell("kill -PIPE $$; exit 5", "", kSeconds).value() == 128 + SIGPIPE ? 0 : 3;
    });
    EXPECT_EQ(child.wait(), 0);
}

TEST(RunShellTest, Output_ofTheCommand_goesNowhere) {
    const TempFolder folder;
    Child child([&] {
        const int own = ::open(folder.at("own").c_str(), O_RDWR | O_CREAT, 0600);
        for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
            ::dup2(own, standard);
        }
        return runShell("echo said; echo complained >&2", "", kSeconds).value();
    });
    EXPECT_EQ(child.wait(), 0);
    EXPECT_EQ(readFile(folder.at("own")), "");
}

TEST(OpenForPersonTest, Opener_isNobodysChildHere) {
    const TempFolder folder;
    writeFile(folder.at("xdg-open"), "#!/bin/sh\nexit 0\n");
    std::filesystem::permissions(folder.at("xdg-open"), std::filesystem::perms(0700));
    Child child([&] {
        const ScopedEnvironment path("PATH", folder.path().c_str());
        return openForPerson(folder.path()).ok() && ::waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD ? 0 : 1;
    });
    EXPECT_EQ(child.wait(), 0);
}

TEST(OpenForPersonTest, Target_notHttpsNorExistingPath_refused) {
    for (const char* const target : {"http://example.kz", "file:///etc/passwd", "javascript:1", "relative", "",
                                     "--help", "https://", "https://a b", "https://a\nb"}) {
        const auto opened = openForPerson(target);
        ASSERT_FALSE(opened.ok()) << target;
        EXPECT_EQ(opened.error().reason, "bad_target") << target;
    }
    EXPECT_EQ(openForPerson("/no/such/folder").error().reason, "not_found");
}

TEST(OpenForPersonTest, Opener_inPath_getsTheTargetAsOneArgument) {
    const TempFolder folder;
    ASSERT_EQ(::mkfifo(folder.at("out").c_str(), 0600), 0);
    writeFile(folder.at("xdg-open"), "#!/bin/sh\nprintf '%s|' \"$#\" \"$1\" > '" + folder.at("out") + "'\n");
    std::filesystem::permissions(folder.at("xdg-open"), std::filesystem::perms(0700));
    const std::string awkward = folder.at("a $(touch x) 'b'");
    std::filesystem::create_directory(awkward);
    {
        const ScopedEnvironment path("PATH", folder.path().c_str());
        EXPECT_TRUE(openForPerson(awkward).ok());
    }
    EXPECT_EQ(readFile(folder.at("out")), "1|" + awkward + "|"); // opening the pipe waits for the program
    const ScopedEnvironment path("PATH", "/nowhere");
    EXPECT_EQ(openForPerson("https://example.kz").error().reason, "open_failed");
}

// A child on a terminal of its own, asked for a secret; what it got is its exit code.
class TerminalTest : public testing::Test {
protected:
    void SetUp() override {
        termios initial{};
        child_ = ::forkpty(&screen_, nullptr, nullptr, nullptr);
        if (child_ == 0) {
            auto secret = askSecretOnTerminal("PIN: ");
            ::tcgetattr(STDIN_FILENO, &initial);
            const bool echoes = (initial.c_lflag & ECHO) != 0;
            ::_exit(!echoes ? 1 : !secret.ok() ? 2 : secret.value().view() == "пин 42" ? 0 : 3);
        }
        ASSERT_GT(child_, 0);
        hear("PIN: ");
    }
    void TearDown() override { ::close(screen_); }

    void hear(const std::string& until) {
        char byte = 0;
        while (heard_.find(until) == std::string::npos && ::read(screen_, &byte, 1) == 1) {
            heard_ += byte;
        }
    }
    void type(const std::string& keys) const { static_cast<void>(!::write(screen_, keys.data(), keys.size())); }
    int wait() {
        hear("never printed"); // to the end
        int state = 0;
        ::waitpid(child_, &state, 0);
        return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
    }

    pid_t child_ = -1;
    int screen_ = -1;
    std::string heard_;
};

TEST_F(TerminalTest, AskSecret_lineTyped_returnedWithoutEcho) {
    type("пин 42\n");
    EXPECT_EQ(wait(), 0);
    EXPECT_EQ(heard_.find("42"), std::string::npos);
}

TEST_F(TerminalTest, AskSecret_interrupted_programEndsAsUsual) {
    type("half\x03");
    EXPECT_EQ(wait(), 128 + SIGINT);
}

TEST_F(TerminalTest, AskSecret_endOfInput_nothingEntered) {
    type("\x04");
    EXPECT_EQ(wait(), 2);
}

TEST(TerminalAbsentTest, AskSecret_noTerminal_notFound) {
    Child child([] {
        ::setsid();
        const auto secret = askSecretOnTerminal("PIN: ");
        return !secret.ok() && secret.error().reason == "no_terminal" ? 0 : 1;
    });
    EXPECT_EQ(child.wait(), 0);
}

} // namespace
} // namespace reseal::platform
