// SPDX-License-Identifier: Apache-2.0
// Documents of the person, in pieces: read as they are, written beside their final name and put there whole, never
// over another file. Paths are UTF-8, absolute. One thread at a time.
#pragma once

#include "agent/base/byte_stream.hpp"

#include <memory>
#include <string>

namespace reseal::platform {

// Reasons: not_found, permission_denied, read_failed (also a pipe, a device or a folder).
[[nodiscard]] Result<std::unique_ptr<ByteSource>> openDocument(const std::string& path);

// A file that is not yet there. What is not committed is gone with the object.
class NewDocument : public RewritableSink {
public:
    // Durably, under its name; file_exists (refused) where there already is one.
    virtual Status commit() = 0;
    // What was written so far, from its start. Good for as long as the document is, and nothing more is written.
    [[nodiscard]] virtual Result<std::unique_ptr<ByteSource>> reopen() const = 0;
};

// Reasons: file_exists (refused), not_found (its folder), permission_denied, write_failed.
[[nodiscard]] Result<std::unique_ptr<NewDocument>> createDocument(const std::string& path);

} // namespace reseal::platform
