// SPDX-License-Identifier: Apache-2.0
#include "card.hpp"

#include "../texts.hpp"

#include <winscard.h>

#include <cstring>

namespace token_files {

using reseal::sdk::Failure;

namespace {

constexpr std::size_t kMostReaders = 32;
constexpr std::size_t kMostInAnswer = 2 + 65536;

class Context {
public:
    Context() { good_ = ::SCardEstablishContext(SCARD_SCOPE_USER, nullptr, nullptr, &handle_) == SCARD_S_SUCCESS; }
    ~Context() {
        if (good_)
            ::SCardReleaseContext(handle_);
    }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;
    bool good() const { return good_; }
    SCARDCONTEXT handle() const { return handle_; }

private:
    SCARDCONTEXT handle_ = 0;
    bool good_ = false;
};

std::vector<std::string> readerNames(const Context& context) {
    DWORD size = 0;
    if (::SCardListReaders(context.handle(), nullptr, nullptr, &size) != SCARD_S_SUCCESS || size > 65536)
        return {};
    std::string list(size, '\0');
    if (::SCardListReaders(context.handle(), nullptr, list.data(), &size) != SCARD_S_SUCCESS) // it grew meanwhile
        return {};
    std::vector<std::string> names;
    for (std::size_t at = 0; at < list.size() && list[at] != '\0' && names.size() < kMostReaders;) {
        names.emplace_back(list.c_str() + at);
        at += names.back().size() + 1;
    }
    return names;
}

} // namespace

std::optional<std::vector<Reader>> readersWithCards() {
    const Context context;
    if (!context.good())
        return std::nullopt;
    const auto names = readerNames(context);
    std::vector<SCARD_READERSTATE> states(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        states[i] = {};
        states[i].szReader = names[i].c_str();
        states[i].dwCurrentState = SCARD_STATE_UNAWARE;
    }
    std::vector<Reader> found;
    if (names.empty() || ::SCardGetStatusChange(context.handle(), 0, states.data(),
                                                static_cast<DWORD>(states.size())) != SCARD_S_SUCCESS)
        return found;
    for (const SCARD_READERSTATE& state : states) {
        const bool present = (state.dwEventState & SCARD_STATE_PRESENT) != 0;
        const bool mute = (state.dwEventState & SCARD_STATE_MUTE) != 0;
        if (present && !mute && state.cbAtr <= sizeof state.rgbAtr)
            found.push_back({state.szReader, Bytes(state.rgbAtr, state.rgbAtr + state.cbAtr)});
    }
    return found;
}

struct PcscCard::State {
    Context context;
    SCARDHANDLE card = 0;
    DWORD protocol = 0;
    bool connected = false, held = false;

    ~State() {
        if (held)
            ::SCardEndTransaction(card, SCARD_LEAVE_CARD);
        if (connected)
            ::SCardDisconnect(card, SCARD_LEAVE_CARD);
    }
};

PcscCard::PcscCard(std::unique_ptr<State> state) : state_(std::move(state)) {}
PcscCard::~PcscCard() = default;

std::unique_ptr<PcscCard> PcscCard::connect(const std::string& reader) {
    auto state = std::make_unique<State>();
    if (!state->context.good())
        return nullptr;
    state->connected =
        ::SCardConnect(state->context.handle(), reader.c_str(), SCARD_SHARE_SHARED,
                       SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &state->card, &state->protocol) == SCARD_S_SUCCESS;
    state->held = state->connected && ::SCardBeginTransaction(state->card) == SCARD_S_SUCCESS;
    return state->held ? std::unique_ptr<PcscCard>(new PcscCard(std::move(state))) : nullptr;
}

Bytes PcscCard::exchange(const Bytes& command) {
    Bytes answer(kMostInAnswer);
    DWORD size = static_cast<DWORD>(answer.size());
    const SCARD_IO_REQUEST* const header = state_->protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
    const LONG code = ::SCardTransmit(state_->card, header, command.data(), static_cast<DWORD>(command.size()), nullptr,
                                      answer.data(), &size);
    if (code != SCARD_S_SUCCESS || size > answer.size()) {
        Failure failure(RESEAL_E_TOKEN_ABSENT, "the card does not answer", texts::cardGone(), "token_absent");
        throw failure.native("pcsc", static_cast<std::uint32_t>(code));
    }
    answer.resize(size);
    return answer;
}

} // namespace token_files
