// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/document_file.hpp"

#include "agent/platform/linux/file_descriptor.hpp"
#include "agent/platform/linux/posix_error.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace reseal::platform {
namespace {

constexpr off_t kStartEvery = off_t{8} << 20;

Error fileExists(const std::string& path) {
    return {Category::refused, "file_exists", N_("A file of this name is already there; choose another name."), path};
}

// Another name of an open file, also of one that has none in any folder.
std::string nameOf(int file) { return "/proc/self/fd/" + std::to_string(file); }

class DocumentSource final : public ByteSource {
public:
    DocumentSource(FileDescriptor file, std::string path, std::uint64_t size)
        : file_(std::move(file)), path_(std::move(path)), size_(size) {}

    Result<std::size_t> read(std::span<std::uint8_t> into) override {
        while (true) {
            const ssize_t count = ::read(file_.get(), into.data(), into.size());
            if (count >= 0) {
                return static_cast<std::size_t>(count);
            }
            if (errno != EINTR) {
                return posixError(errno, "read_failed", path_);
            }
        }
    }
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }

private:
    FileDescriptor file_;
    std::string path_;
    std::uint64_t size_;
};

class NewDocumentFile final : public NewDocument {
public:
    NewDocumentFile(FileDescriptor file, std::string aside, std::string path)
        : file_(std::move(file)), aside_(std::move(aside)), path_(std::move(path)) {}
    ~NewDocumentFile() override {
        if (!aside_.empty()) {
            ::unlink(aside_.c_str());
        }
    }
    NewDocumentFile(const NewDocumentFile&) = delete;
    NewDocumentFile& operator=(const NewDocumentFile&) = delete;

    Status write(ByteView piece) override {
        if (Status written = writeAt(piece, end_); !written) {
            return written;
        }
        end_ += static_cast<off_t>(piece.size());
        if (end_ - started_ >= kStartEvery) { // the disk works meanwhile, and commit() waits less
            ::sync_file_range(file_.get(), started_, end_ - started_, SYNC_FILE_RANGE_WRITE);
            started_ = end_;
        }
        return {};
    }
    Status rewriteStart(ByteView piece) override { return writeAt(piece, 0); }
    Status startAgain() override {
        end_ = 0;
        started_ = 0;
        return ::ftruncate(file_.get(), 0) == 0 ? Status() : Status(posixError(errno, "write_failed", path_));
    }
    Status commit() override;
    [[nodiscard]] Result<std::unique_ptr<ByteSource>> reopen() const override {
        FileDescriptor again(::open(nameOf(file_.get()).c_str(), O_RDONLY | O_CLOEXEC));
        if (!again.valid()) {
            return posixError(errno, "read_failed", path_);
        }
        return std::unique_ptr<ByteSource>(
            std::make_unique<DocumentSource>(std::move(again), path_, static_cast<std::uint64_t>(end_)));
    }

private:
    Status writeAt(ByteView piece, off_t at) {
        while (!piece.empty()) {
            const ssize_t written = ::pwrite(file_.get(), piece.data(), piece.size(), at);
            if (written < 0 && errno != EINTR) {
                return posixError(errno, "write_failed", path_);
            }
            const auto count = static_cast<std::size_t>(written > 0 ? written : 0);
            piece = piece.subspan(count);
            at += static_cast<off_t>(count);
        }
        return {};
    }

    FileDescriptor file_;
    std::string aside_; // empty where it has no name yet, and once it bears its final one
    std::string path_;
    off_t end_ = 0;
    off_t started_ = 0; // what lies before is on its way to the disk
};

// Gives the file its name unless that is taken. File systems without this kind of rename take a second link.
bool renameToFree(const std::string& from, const std::string& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
        return true;
    }
    return (errno == EINVAL || errno == ENOSYS) && ::link(from.c_str(), to.c_str()) == 0 && ::unlink(from.c_str()) == 0;
}

Status NewDocumentFile::commit() {
    if (::fsync(file_.get()) != 0) {
        return posixError(errno, "write_failed", path_);
    }
    const bool named = aside_.empty() ? ::linkat(AT_FDCWD, nameOf(file_.get()).c_str(), AT_FDCWD, path_.c_str(),
                                                 AT_SYMLINK_FOLLOW) == 0
                                      : renameToFree(aside_, path_);
    if (!named) {
        return errno == EEXIST ? fileExists(path_) : posixError(errno, "write_failed", path_);
    }
    aside_.clear();
    const std::string folder = path_.substr(0, path_.find_last_of('/') + 1);
    const FileDescriptor handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (handle.valid()) {
        ::fsync(handle.get()); // not every file system can
    }
    return {};
}

} // namespace

Result<std::unique_ptr<ByteSource>> openDocument(const std::string& path) {
    FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat info {};
    if (!file.valid() || ::fstat(file.get(), &info) != 0) {
        return posixError(errno, "read_failed", path);
    }
    if (!S_ISREG(info.st_mode)) {
        return Error{Category::failed, "read_failed", N_("this is a folder, a pipe or a device, not a file"), path};
    }
    ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    return std::unique_ptr<ByteSource>(
        std::make_unique<DocumentSource>(std::move(file), path, static_cast<std::uint64_t>(info.st_size)));
}

Result<std::unique_ptr<NewDocument>> createDocument(const std::string& path) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) == 0) {
        return fileExists(path);
    }
    // Without a name until it is whole: nothing is left of it, even where the program is killed.
    const std::string folder = path.substr(0, path.find_last_of('/') + 1);
    FileDescriptor nameless(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (nameless.valid() && ::access(nameOf(nameless.get()).c_str(), F_OK) == 0) {
        return std::unique_ptr<NewDocument>(std::make_unique<NewDocumentFile>(std::move(nameless), "", path));
    }
    std::string aside = path + ".part-XXXXXX"; // file systems of flash drives and shares have no nameless files
    FileDescriptor file(::mkostemp(aside.data(), O_CLOEXEC));
    if (!file.valid()) {
        return posixError(errno, "write_failed", path);
    }
    return std::unique_ptr<NewDocument>(std::make_unique<NewDocumentFile>(std::move(file), aside, path));
}

} // namespace reseal::platform
