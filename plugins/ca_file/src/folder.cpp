// SPDX-License-Identifier: Apache-2.0
#include "folder.hpp"

#include "system/files.hpp"

#include <stdexcept>
#include <system_error>

namespace ca_file {

namespace fs = std::filesystem;

namespace {

// Through to the medium, so that a file that was announced is there after a power cut too. Who collects the requests
// may read them.
void writeThrough(const fs::path& path, std::string_view content) {
    if (const auto problem = reseal::system::createFile(path, content, reseal::system::Readers::asUsual))
        throw std::system_error(problem->code, problem->what);
}

Written compare(const fs::path& path, std::string_view content) {
    return readFile(path) == content ? Written::wasThere : Written::otherThere;
}

} // namespace

fs::path pathOf(const std::string& utf8) {
#ifdef __cpp_char8_t
    return fs::path(std::u8string(utf8.begin(), utf8.end()));
#else
    return fs::u8path(utf8);
#endif
}

bool isFolder(const std::string& folder) {
    std::error_code ignored;
    return pathOf(folder).is_absolute() && fs::is_directory(pathOf(folder), ignored);
}

bool mayWrite(const std::string& folder) { return reseal::system::mayWrite(pathOf(folder)); }

std::optional<std::uintmax_t> freeSpace(const std::string& folder) {
    std::error_code problem;
    const fs::space_info space = fs::space(pathOf(folder), problem);
    return problem ? std::nullopt : std::optional(space.available);
}

std::optional<std::string> readFile(const fs::path& path) {
    std::error_code problem;
    if (!fs::is_regular_file(path, problem) || fs::file_size(path, problem) > kMostInFile || problem)
        return std::nullopt;
    const reseal::system::File file = reseal::system::openToRead(path);
    if (file == nullptr)
        return std::nullopt;
    std::string content(kMostInFile + 1, '\0');
    content.resize(std::fread(content.data(), 1, content.size(), file.get()));
    return content.size() <= kMostInFile && std::ferror(file.get()) == 0 ? std::optional(content) : std::nullopt;
}

Written writeFile(const std::string& folder, const std::string& name, std::string_view content) {
    const fs::path final = pathOf(folder) / pathOf(name), part = pathOf(folder) / pathOf("." + name + ".part");
    std::error_code problem;
    if (fs::exists(fs::symlink_status(final, problem)))
        return compare(final, content);
    fs::remove(part, problem); // of a try that was cut off
    writeThrough(part, content);
    fs::create_hard_link(part, final, problem); // unlike rename it never replaces
    if (problem && fs::exists(fs::symlink_status(final))) {
        fs::remove(part, problem);
        return compare(final, content);
    }
    if (problem) { // a file system without links
        fs::rename(part, final);
        return Written::done;
    }
    fs::remove(part, problem);
    return Written::done;
}

} // namespace ca_file
