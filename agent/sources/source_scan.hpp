// SPDX-License-Identifier: Apache-2.0
// One look at a place: what is new or changed is read, what is unchanged is left alone, what is gone is named.
#pragma once

#include "agent/sources/file_reader.hpp"
#include "agent/sources/folder_walk.hpp"

#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace reseal::sources {

struct ScanRequest {
    std::string root; // absolute
    std::vector<std::string> excluded;
    std::unordered_map<std::string, core::FileStamp> known; // as CertificateStore::knownFiles(root) gives it
    std::unordered_set<std::string> again = {};             // to be read even if unchanged (a password was given)
};

struct ScanSummary {
    std::size_t files = 0; // that may hold certificates
    std::size_t read = 0;  // of them new or changed
    std::vector<std::string> gone;
};

// Receives readings in batches of a few hundred, on the caller's thread; returning an error ends the scan with it.
using BatchSink = std::function<Status(std::span<const core::FileReading> batch)>;

// Reads on up to `threads` threads. Memory is bounded by the batch. Errors: the root's own (see walk), or the sink's.
// Where the root is not there, nothing is read and the caller decides what that means.
[[nodiscard]] Result<ScanSummary> scan(const FileReader& reader, const ScanRequest& request,
                                       const Result<WalkResult>& walked, const BatchSink& sink, unsigned threads);

// The same, after a walk of its own.
[[nodiscard]] Result<ScanSummary> scan(const platform::FileSystem& files, const FileReader& reader,
                                       const ScanRequest& request, const BatchSink& sink, unsigned threads);

} // namespace reseal::sources
