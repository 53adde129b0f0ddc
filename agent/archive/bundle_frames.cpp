// SPDX-License-Identifier: Apache-2.0
#include "agent/archive/bundle_frames.hpp"

#include "agent/archive/entry_making.hpp"
#include "agent/crypto/public_key_info.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace reseal::archive {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::uint8_t, 8> kMark{'R', 'S', 'L', 'f', 'r', 'a', 'm', '1'};
constexpr std::size_t kHeader = kMark.size() + 1 + 4; // mark, kind, length
constexpr std::size_t kSum = 32;
constexpr std::size_t kMostSlots = 100;
constexpr std::size_t kMostSightings = 10'000;

Bytes octetsOf(const std::string& hex) {
    const std::string text = fromHex(hex);
    return {text.begin(), text.end()};
}

std::optional<Frame> frameAt(ByteView rest, std::size_t& size) {
    if (rest.size() < kHeader + kSum || !std::ranges::equal(rest.first(kMark.size()), kMark)) {
        return std::nullopt;
    }
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        length = length << 8U | rest[kMark.size() + 1 + i];
    }
    if (length > kMostInFrame || rest.size() < kHeader + length + kSum) {
        return std::nullopt;
    }
    const Sha256 sum = crypto::sha256(rest.first(kHeader + length));
    if (!std::ranges::equal(sum, rest.subspan(kHeader + length, kSum))) {
        return std::nullopt;
    }
    size = kHeader + length + kSum;
    const ByteView body = rest.subspan(kHeader, length);
    return Frame{static_cast<FrameKind>(rest[kMark.size()]), Bytes(body.begin(), body.end())};
}

Json documentOf(const core::VaultSlot& slot) {
    return {{"kind", core::name(slot.kind)},
            {"label", slot.label},
            {"created", slot.created.time_since_epoch().count()},
            {"confirmed", slot.confirmed},
            {"version", slot.version},
            {"memory_kib", slot.memoryKib},
            {"iterations", slot.iterations},
            {"lanes", slot.lanes},
            {"salt", slot.salt},
            {"public_key", toHex(slot.publicKey)},
            {"wrapped", toHex(slot.wrapped)}};
}

// Json's own conversion is undefined for a fraction beyond the range.
template <typename Number>
Number wholeOf(const Json& value) {
    const auto whole = value.get_ref<const Json::number_integer_t&>(); // throws for a fraction
    if (!std::in_range<Number>(whole)) {
        throw std::range_error("a number of a bundle");
    }
    return static_cast<Number>(whole);
}

TimePoint timeOf(const Json& seconds) { return TimePoint(std::chrono::seconds(wholeOf<std::int64_t>(seconds))); }

std::optional<core::VaultSlot> slotOf(const Json& document) {
    const auto kind = core::slotKindOf(document.at("kind").get<std::string>());
    if (!kind) {
        return std::nullopt;
    }
    core::VaultSlot slot;
    slot.kind = *kind;
    slot.label = document.at("label").get<std::string>();
    slot.created = timeOf(document.at("created"));
    slot.confirmed = document.at("confirmed").get<bool>();
    slot.version = wholeOf<int>(document.at("version"));
    slot.memoryKib = wholeOf<std::uint32_t>(document.at("memory_kib"));
    slot.iterations = wholeOf<std::uint32_t>(document.at("iterations"));
    slot.lanes = wholeOf<std::uint32_t>(document.at("lanes"));
    slot.salt = document.at("salt").get<std::string>();
    slot.publicKey = octetsOf(document.at("public_key").get<std::string>());
    slot.wrapped = octetsOf(document.at("wrapped").get<std::string>());
    return slot;
}

Bytes bytesOf(const Json& document) {
    const std::string text = document.dump(-1, ' ', false, Json::error_handler_t::replace);
    return {text.begin(), text.end()};
}

} // namespace

void appendFrame(Bytes& segment, FrameKind kind, ByteView body) {
    const std::size_t start = segment.size();
    segment.insert(segment.end(), kMark.begin(), kMark.end());
    segment.push_back(static_cast<std::uint8_t>(kind));
    for (int shift = 24; shift >= 0; shift -= 8) {
        segment.push_back(static_cast<std::uint8_t>(body.size() >> static_cast<unsigned>(shift)));
    }
    segment.insert(segment.end(), body.begin(), body.end());
    const Sha256 sum = crypto::sha256(ByteView(segment).subspan(start));
    segment.insert(segment.end(), sum.begin(), sum.end());
}

ReadSegment readSegment(ByteView segment) {
    ReadSegment result;
    std::size_t at = 0;
    bool lost = false;
    while (at < segment.size()) {
        std::size_t size = 0;
        auto frame = frameAt(segment.subspan(at), size);
        if (frame) {
            result.frames.push_back(std::move(*frame));
            at += size;
            lost = false;
            continue;
        }
        result.damaged += lost ? 0 : 1;
        lost = true;
        const auto next = std::search(segment.begin() + static_cast<std::ptrdiff_t>(at) + 1, segment.end(),
                                      kMark.begin(), kMark.end());
        at = static_cast<std::size_t>(next - segment.begin());
    }
    const bool ended = !result.frames.empty() && result.frames.back().kind == FrameKind::end;
    result.whole = ended && result.damaged == 0 &&
                   std::ranges::equal(result.frames.back().body, asBytes(std::to_string(result.frames.size() - 1)));
    return result;
}

Bytes encodeHead(const BundleHead& head) {
    Json slots = Json::array();
    for (const core::VaultSlot& slot : head.slots) {
        slots.push_back(documentOf(slot));
    }
    return bytesOf(
        {{"format", 1}, {"vault", head.vault.id}, {"version", head.vault.version}, {"slots", std::move(slots)}});
}

std::optional<BundleHead> decodeHead(ByteView body) try {
    const Json document = Json::parse(body.begin(), body.end());
    BundleHead head{{document.at("vault").get<std::string>(), wholeOf<int>(document.at("version"))}, {}};
    const auto& slots = document.at("slots");
    if (document.at("format") != 1 || head.vault.id.size() != 32 || slots.size() > kMostSlots) {
        return std::nullopt;
    }
    for (const Json& row : slots) {
        if (auto slot = slotOf(row)) {
            head.slots.push_back(std::move(*slot));
        }
    }
    return head;
} catch (const std::exception&) {
    return std::nullopt;
}

Bytes encodeEntry(const BundleEntry& entry) {
    Json seen = Json::array();
    for (const core::ArchiveSighting& sighting : entry.seen) {
        seen.push_back({{"place", sighting.place},
                        {"kind", sighting.kind},
                        {"first_seen", sighting.firstSeen.time_since_epoch().count()},
                        {"last_seen", sighting.lastSeen.time_since_epoch().count()}});
    }
    return bytesOf({{"certificate", toHex(entry.entry.certificate)},
                    {"key", toHex(entry.entry.sealedKey)},
                    {"key_place", entry.entry.keyPlace},
                    {"archived", entry.entry.archived.time_since_epoch().count()},
                    {"seen", std::move(seen)}});
}

std::optional<BundleEntry> decodeEntry(ByteView body) try {
    const Json document = Json::parse(body.begin(), body.end());
    auto made = entryOf(octetsOf(document.at("certificate").get<std::string>()));
    if (!made || document.at("seen").size() > kMostSightings) {
        return std::nullopt;
    }
    BundleEntry entry{std::move(made).value(), {}};
    entry.entry.sealedKey = octetsOf(document.at("key").get<std::string>());
    entry.entry.keyPlace = document.at("key_place").get<std::string>();
    entry.entry.archived = timeOf(document.at("archived"));
    for (const Json& row : document.at("seen")) {
        core::ArchiveSighting sighting{row.at("place").get<std::string>(), row.at("kind").get<std::string>(),
                                       timeOf(row.at("first_seen")), timeOf(row.at("last_seen")), 0};
        sighting.check = checkOf(sighting);
        entry.seen.push_back(std::move(sighting));
    }
    return entry;
} catch (const std::exception&) {
    return std::nullopt;
}

} // namespace reseal::archive
