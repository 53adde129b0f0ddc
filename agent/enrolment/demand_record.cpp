// SPDX-License-Identifier: Apache-2.0
#include "agent/enrolment/demand_record.hpp"

namespace reseal::enrolment {
namespace {

constexpr std::size_t kLength = 4;

Error damaged() {
    return {Category::damaged,
            "record_damaged",
            N_("What was written down of this renewal is damaged. Cancel it and begin anew."),
            {}};
}

} // namespace

Bytes pack(const wire::Items& items) {
    Bytes packed;
    for (const wire::Item& item : items) {
        if (item.secret()) {
            continue;
        }
        Bytes one;
        wire::appendItem(one, item);
        for (std::size_t at = 0; at < kLength; ++at) {
            packed.push_back(static_cast<std::uint8_t>(one.size() >> (8 * at)));
        }
        packed.insert(packed.end(), one.begin(), one.end());
    }
    return packed;
}

Result<wire::Items> unpack(ByteView packed) {
    wire::Items items;
    while (!packed.empty()) {
        std::size_t size = 0;
        for (std::size_t at = 0; at < kLength && at < packed.size(); ++at) {
            size |= static_cast<std::size_t>(packed[at]) << (8 * at);
        }
        if (packed.size() < kLength || size > packed.size() - kLength || items.size() >= wire::kMaxItems) {
            return damaged();
        }
        auto item = wire::readItem(packed.subspan(kLength, size));
        if (!item) {
            return damaged();
        }
        items.push_back(std::move(*item));
        packed = packed.subspan(kLength + size);
    }
    return items;
}

Bytes packTexts(const std::map<std::string, std::string>& texts) {
    wire::Items items;
    for (const auto& [key, value] : texts) {
        items.push_back(wire::Item::ofText(key, value));
    }
    return pack(items);
}

std::map<std::string, std::string> unpackTexts(ByteView packed) {
    std::map<std::string, std::string> texts;
    if (const auto items = unpack(packed)) {
        for (const wire::Item& item : items.value()) {
            texts.emplace(item.key, item.text());
        }
    }
    return texts;
}

Bytes packCertificates(std::span<const Bytes> certificates) {
    wire::Items items;
    for (const Bytes& certificate : certificates) {
        items.push_back(wire::Item::ofBytes("certificate", certificate));
    }
    return pack(items);
}

std::vector<Bytes> unpackCertificates(ByteView packed) {
    std::vector<Bytes> certificates;
    if (auto items = unpack(packed)) {
        for (wire::Item& item : items.value()) {
            certificates.push_back(std::move(item.value));
        }
    }
    return certificates;
}

Result<plugins::Demand> demandOf(ByteView packed) {
    const auto items = unpack(packed);
    return items ? plugins::readDemand(items.value()) : Result<plugins::Demand>(items.error());
}

} // namespace reseal::enrolment
