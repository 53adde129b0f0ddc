// SPDX-License-Identifier: Apache-2.0
#include "agent/sources/source_scan.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <unordered_set>

namespace reseal::sources {
namespace {

constexpr std::size_t kBatch = 512;

std::vector<core::FileReading> readBatch(const FileReader& reader, std::span<const Candidate> candidates,
                                         unsigned threads) {
    std::vector<core::FileReading> readings(candidates.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i = next++; i < candidates.size(); i = next++) {
            readings[i] = reader.read(candidates[i].path, candidates[i].wanted);
        }
    };
    std::vector<std::future<void>> others;
    for (unsigned t = 1; t < threads && candidates.size() > 16; ++t) {
        others.push_back(std::async(std::launch::async, work));
    }
    work();
    for (auto& other : others) {
        other.get();
    }
    return readings;
}

// What the walk means against what is known.
struct Comparison {
    std::vector<Candidate> changed;         // have to be read
    std::vector<core::FileReading> refused; // that the walk refuses, and is not known as such
    std::vector<std::string> gone;
};

std::vector<std::string> goneOf(const ScanRequest& request, const WalkResult& walked) {
    std::unordered_set<std::string_view> there;
    there.reserve(walked.candidates.size() + walked.refusals.size());
    for (const Candidate& candidate : walked.candidates) {
        there.insert(candidate.path);
    }
    for (const core::Refusal& refusal : walked.refusals) {
        there.insert(refusal.path);
    }
    std::vector<std::string> gone;
    for (const auto& [path, stamp] : request.known) {
        if (!there.contains(path)) {
            gone.push_back(path);
        }
    }
    return gone;
}

Comparison compare(const ScanRequest& request, const WalkResult& walked) {
    Comparison result;
    std::size_t stillThere = 0;
    for (const Candidate& candidate : walked.candidates) {
        const auto known = request.known.find(candidate.path);
        stillThere += known == request.known.end() ? 0 : 1;
        if (known == request.known.end() || known->second != candidate.stamp ||
            (!request.again.empty() && request.again.contains(candidate.path))) {
            result.changed.push_back(candidate);
        }
    }
    for (const core::Refusal& refusal : walked.refusals) {
        const auto known = request.known.find(refusal.path);
        stillThere += known == request.known.end() ? 0 : 1;
        // What was a file before has a stamp; a refusal of the walk has none.
        if (known == request.known.end() || known->second != core::FileStamp{}) {
            core::FileReading& reading = result.refused.emplace_back();
            reading.path = refusal.path;
            reading.refusal = refusal;
        }
    }
    if (stillThere < request.known.size()) {
        result.gone = goneOf(request, walked);
    }
    return result;
}

} // namespace

Result<ScanSummary> scan(const platform::FileSystem& files, const FileReader& reader, const ScanRequest& request,
                         const BatchSink& sink, unsigned threads) {
    return scan(reader, request, walk(files, request.root, request.excluded), sink, threads);
}

Result<ScanSummary> scan(const FileReader& reader, const ScanRequest& request, const Result<WalkResult>& walked,
                         const BatchSink& sink, unsigned threads) {
    if (!walked) {
        return walked.error();
    }
    Comparison found = compare(request, walked.value());
    ScanSummary summary{walked.value().candidates.size(), found.changed.size(), std::move(found.gone)};
    if (!found.refused.empty()) {
        if (Status stored = sink(found.refused); !stored) {
            return stored.error();
        }
    }
    // The next batch is read while the one before is stored.
    const std::span<const Candidate> all(found.changed);
    std::vector<core::FileReading> ready = readBatch(reader, all.first(std::min(kBatch, all.size())), threads);
    for (std::size_t at = kBatch; !ready.empty(); at += kBatch) {
        std::future<std::vector<core::FileReading>> coming;
        if (at < all.size()) {
            const auto piece = all.subspan(at, std::min(kBatch, all.size() - at));
            coming =
                std::async(std::launch::async, [&reader, piece, threads] { return readBatch(reader, piece, threads); });
        }
        const Status stored = sink(ready);
        ready = coming.valid() ? coming.get() : std::vector<core::FileReading>{};
        if (!stored) {
            return stored.error();
        }
    }
    return summary;
}

} // namespace reseal::sources
