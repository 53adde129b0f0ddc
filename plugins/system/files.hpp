// SPDX-License-Identifier: Apache-2.0
// Files of a person, on drives that are pulled out as soon as the window says done. Programs that are started later
// inherit none of them. Any thread.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>

namespace reseal::system {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

struct FileProblem {
    const char* what; // for a log
    std::error_code code;
};

enum class Readers {
    asUsual, // as the person has it for new files
    person,  // who writes it, and nobody else
};

// A new file, through to the medium. Where something of that name is there, a link too, that stays as it is. After
// another problem a part of the file may be there.
[[nodiscard]] std::optional<FileProblem> createFile(const std::filesystem::path& path, std::string_view content,
                                                    Readers readers);

[[nodiscard]] File openToRead(const std::filesystem::path& path); // binary; nothing where it may not be read

// Which names a folder has goes through to the medium, where the system can do that.
void syncFolder(const std::filesystem::path& folder);

enum class Renamed {
    done,
    otherThere, // `to` is there, and both stayed as they were
    notAble,    // both stayed; the file system may have no such act
};
// A file or folder gets a new name, in one act and never over another one.
[[nodiscard]] Renamed renameNew(const std::filesystem::path& from, const std::filesystem::path& to);

// Two files or folders get each other's name in one act. False: both stayed; the file system may have no such act.
[[nodiscard]] bool exchange(const std::filesystem::path& one, const std::filesystem::path& other);

// Whether this process may: the rights say so, not that there is room.
[[nodiscard]] bool mayRead(const std::filesystem::path& file);
[[nodiscard]] bool mayWrite(const std::filesystem::path& folder); // files into it

} // namespace reseal::system
