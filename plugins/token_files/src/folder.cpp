// SPDX-License-Identifier: Apache-2.0
#include "folder.hpp"

#include "system/files.hpp"
#include "texts.hpp"

#include <reseal/cxx/values.hpp>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace token_files {

using reseal::Bytes;
using reseal::ByteView;
using reseal::crypto::ContainerFiles;
using reseal::crypto::kContainerFileNames;
using reseal::sdk::Failure;
using reseal::system::syncFolder;

namespace {

Failure cannotWrite(const fs::path& where, const char* what, int code = errno) {
    Failure failure(RESEAL_E_CONFIG, what, texts::cannotWrite().with(textOf(where)), "cannot_write");
    return std::move(failure.native("errno", code));
}

bool equalName(std::string_view a, std::string_view b) { // of ASCII names
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x + 32 : x) == y; });
}

fs::path hidden(const fs::path& path, const char* end) {
    return path.parent_path() / pathOf("." + textOf(path.filename()) + end);
}

// Onto the medium itself: a drive is pulled out as soon as the window says done.
void writeThrough(const fs::path& path, ByteView content) {
    const std::string_view octets(reinterpret_cast<const char*>(content.data()), content.size());
    if (const auto problem = reseal::system::createFile(path, octets, reseal::system::Readers::person))
        throw cannotWrite(path.parent_path(), problem->what, problem->code.value());
}

void fill(const fs::path& folder, const ContainerFiles& files) {
    std::error_code problem;
    fs::remove_all(folder, problem); // of a try that was cut off
    if (!fs::create_directory(folder, problem))
        throw cannotWrite(folder.parent_path(), "cannot create a folder");
    fs::permissions(folder, fs::perms::owner_all, problem);
    for (const auto& file : kContainerFileNames)
        if (const Bytes& content = files.*file.content; !content.empty())
            writeThrough(folder / file.name, content);
    syncFolder(folder);
}

// False: `to` is there.
bool moveNew(const fs::path& from, const fs::path& to) {
    const auto renamed = reseal::system::renameNew(from, to);
    if (renamed != reseal::system::Renamed::notAble)
        return renamed == reseal::system::Renamed::done;
    if (isThere(to))
        return false;
    std::error_code problem;
    fs::rename(from, to, problem);
    if (problem)
        throw cannotWrite(to.parent_path(), "cannot rename");
    return true;
}

// `fresh` takes the place of `old`, and the other way round where the file system can do both at once.
void exchange(const fs::path& fresh, const fs::path& old) {
    if (reseal::system::exchange(fresh, old))
        return;
    const fs::path aside = hidden(old, ".aside");
    std::error_code problem;
    fs::remove_all(aside, problem);
    fs::rename(old, aside, problem);
    if (problem)
        throw cannotWrite(old.parent_path(), "cannot rename");
    fs::rename(fresh, old, problem);
    if (problem) {
        fs::rename(aside, old, problem);
        throw cannotWrite(old.parent_path(), "cannot rename");
    }
    fs::rename(aside, fresh, problem);
}

} // namespace

fs::path pathOf(const std::string& utf8) { return fs::path(std::u8string(utf8.begin(), utf8.end())); }

std::string textOf(const fs::path& path) {
    const std::u8string text = path.generic_u8string();
    std::string out(text.begin(), text.end());
    return reseal::sdk::isText(out) ? out : std::string();
}

bool isFolder(const fs::path& path) {
    std::error_code ignored;
    return path.is_absolute() && fs::is_directory(path, ignored);
}

bool isThere(const fs::path& path) {
    std::error_code problem;
    const fs::file_status status = fs::symlink_status(path, problem);
    return status.type() != fs::file_type::not_found;
}

std::optional<Bytes> readFile(const fs::path& path, std::uintmax_t most) {
    std::error_code problem;
    if (!fs::is_regular_file(path, problem) || fs::file_size(path, problem) > most || problem)
        return std::nullopt;
    const reseal::system::File file = reseal::system::openToRead(path);
    if (file == nullptr)
        return std::nullopt;
    Bytes content(static_cast<std::size_t>(fs::file_size(path, problem)) + 1);
    content.resize(std::fread(content.data(), 1, content.size(), file.get()));
    return content.size() <= most && std::ferror(file.get()) == 0 ? std::optional(std::move(content)) : std::nullopt;
}

bool isContainer(const fs::path& folder) {
    bool header = false, primary = false;
    std::error_code problem;
    int seen = 0;
    for (fs::directory_iterator at(folder, problem), end; !problem && at != end && ++seen < 100;
         at.increment(problem)) {
        const std::string name = at->path().filename().string();
        header = header || equalName(name, "header.key");
        primary = primary || equalName(name, "primary.key") || equalName(name, "primary2.key");
    }
    return header && primary;
}

ContainerFiles readContainer(const fs::path& folder) {
    ContainerFiles files;
    std::error_code problem;
    int seen = 0;
    for (fs::directory_iterator at(folder, problem), end; !problem && at != end && ++seen < 100;
         at.increment(problem)) {
        const std::string name = at->path().filename().string();
        for (const auto& file : kContainerFileNames)
            if (equalName(name, file.name))
                files.*file.content = readFile(at->path(), reseal::crypto::kMostInContainerFile).value_or(Bytes());
    }
    return files;
}

bool writeNew(const fs::path& path, ByteView content) {
    if (isThere(path))
        return false;
    const fs::path part = hidden(path, ".part");
    std::error_code problem;
    fs::remove(part, problem); // of a try that was cut off
    writeThrough(part, content);
    const bool moved = moveNew(part, path);
    if (!moved)
        fs::remove(part, problem);
    syncFolder(path.parent_path());
    return moved;
}

bool writeNewContainer(const fs::path& folder, const ContainerFiles& files) {
    if (isThere(folder))
        return false;
    const fs::path part = hidden(folder, ".part");
    fill(part, files);
    const bool moved = moveNew(part, folder);
    std::error_code problem;
    if (!moved)
        fs::remove_all(part, problem);
    syncFolder(folder.parent_path());
    return moved;
}

void replaceFile(const fs::path& path, ByteView content, const FileProof& proves) {
    const fs::path part = hidden(path, ".part");
    std::error_code problem;
    fs::remove(part, problem);
    try {
        writeThrough(part, content);
        proves(readFile(part).value_or(Bytes()));
        fs::rename(part, path, problem);
        if (problem)
            throw cannotWrite(path.parent_path(), "cannot rename");
    } catch (...) {
        fs::remove(part, problem);
        throw;
    }
    syncFolder(path.parent_path());
}

void replaceContainer(const fs::path& folder, const ContainerFiles& files, const ContainerProof& proves) {
    const fs::path part = hidden(folder, ".part");
    std::error_code problem;
    try {
        fill(part, files);
        proves(readContainer(part));
        exchange(part, folder);
    } catch (...) {
        fs::remove_all(part, problem);
        throw;
    }
    syncFolder(folder.parent_path());
    fs::remove_all(part, problem); // the old one, by now
    syncFolder(folder.parent_path());
}

void removeContainer(const fs::path& folder) {
    std::error_code problem;
    std::vector<fs::path> own;
    for (fs::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem))
        for (const auto& file : kContainerFileNames)
            if (equalName(at->path().filename().string(), file.name))
                own.push_back(at->path());
    for (const fs::path& path : own)
        if (!fs::remove(path, problem) && problem)
            throw cannotWrite(folder, "cannot remove a file");
    fs::remove(folder, problem);
}

void removeFile(const fs::path& path) {
    std::error_code problem;
    if (!fs::remove(path, problem) && problem)
        throw cannotWrite(path.parent_path(), "cannot remove a file");
}

} // namespace token_files
