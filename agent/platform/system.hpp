// SPDX-License-Identifier: Apache-2.0
// The small facts and acts of the operating system: clock, folders, environment, processes, hardening.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"
#include "agent/core/clock.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reseal::platform {

[[nodiscard]] std::unique_ptr<core::Clock> systemClock(); // any thread

[[nodiscard]] std::string homeFolder();
[[nodiscard]] std::string defaultProfileFolder(); // $XDG_DATA_HOME/reseal, %APPDATA%\Reseal
[[nodiscard]] std::string systemLanguage(); // "en", "ru", "kk" out of LC_ALL, LC_MESSAGES, LANG, LANGUAGE; else "en"
[[nodiscard]] std::string programFolder();  // where the running program lies
// Against the current folder, "." and ".." resolved, links kept; an empty text stays empty.
[[nodiscard]] std::string absolutePath(const std::string& path);
[[nodiscard]] std::string environment(const char* name); // empty where unset
[[nodiscard]] std::string systemAuthoritiesFile();       // PEM of the authorities that the system trusts, or empty
[[nodiscard]] std::string systemDescription();           // "Linux 6.1 x86_64, Debian 12": for the help desk

struct KnownPlace {
    std::string path;
    bool personal = false; // Documents, Downloads: offered, never taken unasked
    const char* what;      // English catalogue text (N_())
};
// The usual places that exist: KZ key folder, CryptoPro HDIMAGE folders of this user, ~/.pki, Documents, Downloads.
[[nodiscard]] std::vector<KnownPlace> knownPlaces();

// Creates the folder and its parents for this user only (0700).
Status makePrivateFolder(const std::string& folder);

// No core dumps, no ptrace by others, umask 077, no LEGACY_GOST_PKCS12. Call first in main(), before any thread.
void hardenProcess();

// Gives memory that scans left behind back to the system.
void releaseFreeMemory();

// Code and constants, of this program and its libraries, that nobody runs now leave its memory; what is run again comes
// back from the system's file cache. For a program that goes to rest.
void unmapIdleCode();

// Runs `command` through the shell with `input` on its stdin; its output is thrown away; ended after `seconds`.
// Returns its exit code. Blocks: call from a thread of one's own.
[[nodiscard]] Result<int> runShell(const std::string& command, const std::string& input, int seconds);

// Starts a program and does not wait; used to open folders and addresses. https: and existing paths only.
Status openForPerson(const std::string& target);

// Reads a line from the terminal without echo; notFound with reason no_terminal where there is none.
[[nodiscard]] Result<Secret> askSecretOnTerminal(const std::string& prompt);

// The same of what may be seen while it is typed.
[[nodiscard]] Result<std::string> askOnTerminal(const std::string& prompt);

[[nodiscard]] bool errorsGoToTerminal(); // stderr is one: somebody looks

[[nodiscard]] bool graphicalSession(); // a display is there to draw on

} // namespace reseal::platform
