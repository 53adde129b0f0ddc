// SPDX-License-Identifier: Apache-2.0
// Environment, language, paths, description of the system, hardening. Any thread.
#include "agent/platform/system.hpp"

#include "agent/platform/linux/child_process.hpp"
#include "agent/platform/linux/posix_error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <link.h>
#include <malloc.h>
#include <pwd.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace reseal::platform {
namespace {

// "ru" of "ru_RU.UTF-8"; empty for a language that Reseal does not speak.
std::string supportedLanguage(std::string_view locale) {
    const std::string_view language = locale.substr(0, locale.find_first_of("_.@"));
    for (const std::string_view known : {"en", "ru", "kk"}) {
        if (language == known) {
            return std::string(known);
        }
    }
    return {};
}

// PRETTY_NAME of os-release(5), quotes removed.
std::string distribution() {
    constexpr std::string_view kField = "PRETTY_NAME=";
    for (const char* const path : {"/etc/os-release", "/usr/lib/os-release"}) {
        std::ifstream file(path);
        for (std::string line; std::getline(file, line);) {
            if (line.starts_with(kField)) {
                std::string value = line.substr(kField.size());
                std::erase_if(value, [](char c) { return c == '"' || c == '\''; });
                return value;
            }
        }
    }
    return {};
}

} // namespace

std::string environment(const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr ? value : "";
}

std::string homeFolder() {
    if (const std::string home = environment("HOME"); home.starts_with('/')) {
        return home;
    }
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> buffer{};
    if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
        return found->pw_dir;
    }
    return "/";
}

std::string defaultProfileFolder() {
    const std::string data = environment("XDG_DATA_HOME"); // a relative one does not count (XDG base directories)
    return (data.starts_with('/') ? data : homeFolder() + "/.local/share") + "/reseal";
}

// The order of gettext: the locale of messages decides whether texts are translated at all, LANGUAGE into what.
std::string systemLanguage() {
    std::string locale;
    for (const char* const name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        locale = environment(name);
        if (!locale.empty()) {
            break;
        }
    }
    if (locale.empty() || locale == "C" || locale == "POSIX") {
        return "en";
    }
    std::string wanted = environment("LANGUAGE");
    if (wanted.empty()) {
        wanted = locale;
    }
    for (std::string_view rest = wanted; !rest.empty();) {
        const auto end = std::min(rest.find(':'), rest.size());
        if (auto language = supportedLanguage(rest.substr(0, end)); !language.empty()) {
            return language;
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return "en";
}

std::string programFolder() {
    std::error_code failed;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
    return failed ? std::string(".") : program.parent_path().string();
}

std::string systemAuthoritiesFile() {
    for (const char* path : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"}) {
        if (::access(path, R_OK) == 0) {
            return path;
        }
    }
    return {};
}

std::string absolutePath(const std::string& path) {
    if (path.empty()) {
        return path; // names nothing: it must not become the current folder, or "/"
    }
    std::error_code failed;
    auto absolute = std::filesystem::absolute(path, failed);
    if (failed) {
        absolute = std::filesystem::path("/") / path; // the current folder is gone
    }
    std::string result = absolute.lexically_normal().string();
    while (result.size() > 1 && result.back() == '/') {
        result.pop_back();
    }
    return result.starts_with("//") ? result.substr(1) : result;
}

std::string systemDescription() {
    utsname system{};
    std::string text = "Linux";
    if (::uname(&system) == 0) {
        text = std::string(system.sysname) + " " + system.release + " " + system.machine;
    }
    const std::string name = distribution();
    return name.empty() ? text : text + ", " + name;
}

Status makePrivateFolder(const std::string& folder) {
    for (std::size_t end = folder.find('/', 1);; end = folder.find('/', end + 1)) {
        const std::string part = folder.substr(0, end);
        if (!part.empty() && ::mkdir(part.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
            const int code = errno;
            struct stat info {};
            if (::stat(part.c_str(), &info) != 0) { // some file systems refuse before they see that it is there
                return posixError(code, "folder_not_made", folder);
            }
        }
        if (end == std::string::npos) {
            break;
        }
    }
    struct stat info {};
    if (::stat(folder.c_str(), &info) != 0) {
        return posixError(errno, "folder_not_made", folder);
    }
    return S_ISDIR(info.st_mode) ? Status() : Status(posixError(ENOTDIR, "folder_not_made", folder));
}

void hardenProcess() {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    rememberUmask(::umask(S_IRWXG | S_IRWXO));
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, nullptr);
    ::unsetenv("LEGACY_GOST_PKCS12"); // OpenSSL would give key files another MAC than R 50.1.112 says
}

void releaseFreeMemory() { ::malloc_trim(0); }

void unmapIdleCode() {
    // Segments that are never written are the file's, so that dropping their pages loses nothing.
    const auto drop = [](dl_phdr_info* library, std::size_t, void* pageSize) {
        const ElfW(Addr) page = *static_cast<const ElfW(Addr)*>(pageSize);
        for (int i = 0; i < library->dlpi_phnum; ++i) {
            const ElfW(Phdr)& segment = library->dlpi_phdr[i];
            const ElfW(Addr) begin = (library->dlpi_addr + segment.p_vaddr + page - 1) / page * page;
            const ElfW(Addr) end = (library->dlpi_addr + segment.p_vaddr + segment.p_memsz) / page * page;
            if (segment.p_type == PT_LOAD && (segment.p_flags & PF_W) == 0 && end > begin) {
                static_cast<void>(::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED));
            }
        }
        return 0;
    };
    auto pageSize = static_cast<ElfW(Addr)>(::sysconf(_SC_PAGESIZE));
    ::dl_iterate_phdr(drop, &pageSize);
}

bool graphicalSession() { return !environment("WAYLAND_DISPLAY").empty() || !environment("DISPLAY").empty(); }

} // namespace reseal::platform
