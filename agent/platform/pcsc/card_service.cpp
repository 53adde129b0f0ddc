// SPDX-License-Identifier: Apache-2.0
#include "agent/platform/pcsc/card_service.hpp"

#include <algorithm>

namespace reseal::platform {
namespace {

constexpr const char* kReadersThemselves = R"(\\?PnP?\Notification)";
constexpr std::size_t kMostReaders = 64; // far beyond PCSCLITE_MAX_READERS_CONTEXTS

bool meansGone(LONG result) {
    return result != SCARD_S_SUCCESS && result != SCARD_E_TIMEOUT && result != SCARD_E_CANCELLED &&
           result != SCARD_E_UNKNOWN_READER && result != SCARD_E_READER_UNAVAILABLE;
}

ReaderState stateOf(const std::string& name, const SCARD_READERSTATE& state) {
    ReaderState reader{
        name, (state.dwEventState & SCARD_STATE_PRESENT) != 0, (state.dwEventState & SCARD_STATE_MUTE) != 0, {}};
    if (reader.cardPresent && !reader.mute) {
        const std::size_t size = std::min<std::size_t>(state.cbAtr, sizeof state.rgbAtr);
        reader.atr.assign(state.rgbAtr, state.rgbAtr + size);
    }
    return reader;
}

} // namespace

bool CardService::connect() {
    disconnect();
    SCARDCONTEXT context{};
    if (::SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context) != SCARD_S_SUCCESS) {
        return false;
    }
    context_ = context;
    return true;
}

void CardService::disconnect() {
    if (context_) {
        ::SCardReleaseContext(*context_);
        context_.reset();
    }
}

bool CardService::listReaders() {
    names_.clear();
    DWORD size = 0;
    LONG result = ::SCardListReaders(*context_, nullptr, nullptr, &size);
    std::string list;
    if (result == SCARD_S_SUCCESS) {
        list.resize(size);
        result = ::SCardListReaders(*context_, nullptr, list.data(), &size);
    }
    if (result != SCARD_S_SUCCESS && result != SCARD_E_NO_READERS_AVAILABLE &&
        result != SCARD_E_INSUFFICIENT_BUFFER) { // more readers meanwhile: seen at the next look
        return false;
    }
    for (std::size_t at = 0; result == SCARD_S_SUCCESS && at < list.size() && list[at] != '\0';) {
        const std::string name = list.c_str() + at;
        at += name.size() + 1;
        if (names_.size() < kMostReaders) {
            names_.push_back(name);
        }
    }
    return true;
}

LONG CardService::ask(DWORD patience) {
    const LONG result = ::SCardGetStatusChange(*context_, patience, states_.data(), static_cast<DWORD>(states_.size()));
    for (SCARD_READERSTATE& state : states_) {
        state.dwCurrentState = state.dwEventState & ~static_cast<DWORD>(SCARD_STATE_CHANGED);
    }
    return result;
}

std::optional<ReadersNow> CardService::look() {
    if (!listReaders()) {
        return std::nullopt;
    }
    states_.assign(names_.size(), SCARD_READERSTATE{});
    for (std::size_t index = 0; index < names_.size(); ++index) {
        states_[index].szReader = names_[index].c_str();
    }
    if (!states_.empty() && meansGone(ask(0))) {
        return std::nullopt;
    }
    ReadersNow now{true, {}};
    for (std::size_t index = 0; index < names_.size(); ++index) {
        now.readers.push_back(stateOf(names_[index], states_[index]));
    }
    return now;
}

bool CardService::waitForChange() {
    SCARD_READERSTATE readers{};
    readers.szReader = kReadersThemselves;
    readers.dwCurrentState = static_cast<DWORD>(names_.size()) << 16U;
    states_.push_back(readers);
    return !meansGone(ask(INFINITE));
}

void CardService::cancel() {
    if (context_) {
        ::SCardCancel(*context_);
    }
}

} // namespace reseal::platform
