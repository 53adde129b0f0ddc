// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/supervision/service_desk.hpp"

#include "agent/plugins/wire/rows.hpp"

#include <algorithm>

namespace reseal::plugins {

bool ServiceDesk::take(const wire::Frame& frame) {
    switch (frame.kind) {
    case wire::Kind::hostCall: {
        if (head_) {
            return false;
        }
        head_ = wire::CallHead::read(frame.body);
        const wire::Row* const row = head_ ? wire::rowOf(head_->row) : nullptr;
        return row != nullptr && row->side == wire::Side::host;
    }
    case wire::Kind::hostItem: {
        auto item = wire::readItem(frame.body);
        if (!head_ || complete_ || !item || wire::examine(*item) != RESEAL_OK || !allowance_.take(*item)) {
            return false;
        }
        params_.push_back(std::move(*item));
        return true;
    }
    case wire::Kind::hostGo:
        complete_ = head_.has_value();
        return complete_;
    default:
        return false;
    }
}

void ServiceDesk::clear() { *this = ServiceDesk(); }

std::string withoutSecrets(std::string line, const wire::Items& items) {
    constexpr std::size_t kTooShort = 4; // would blank out half of any text
    for (const wire::Item& item : items) {
        if (!item.secret() || item.value.size() < kTooShort) {
            continue;
        }
        for (auto at = line.find(item.text()); at != std::string::npos; at = line.find(item.text(), at + 3)) {
            line.replace(at, item.value.size(), "***");
        }
    }
    std::ranges::replace_if(
        line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    return line;
}

} // namespace reseal::plugins
