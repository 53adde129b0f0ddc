// SPDX-License-Identifier: Apache-2.0
#include "memory_card.hpp"

#include "../texts.hpp"
#include "agent/crypto/der_reader.hpp"

#include <algorithm>

namespace token_files {

using reseal::sdk::Failure;

namespace {

constexpr std::size_t kMostInFile = 0x7FFF; // READ BINARY has 15 bits for the offset
constexpr std::size_t kMostInRead = 0xE0;
constexpr int kMostRounds = 64; // of GET RESPONSE for one command
constexpr std::uint8_t kUserPin = 2;

struct KnownAtr {
    CardModel model;
    std::string_view start; // octets
};
using namespace std::string_view_literals;
// OpenSC card-rtecp.c and card-rutoken.c
constexpr KnownAtr kAtrs[] = {
    {CardModel::rutokenLite, "\x3B\x8B\x01Rutokenlite\xC2"sv},
    {CardModel::rutokenLite, "\x3B\x9E\x96\x00RutokenLiteSC2"sv},
    {CardModel::rutokenS, "\x3B\x6F\x00\xFF\x00\x56\x72\x75\x54\x6F\x6B\x6E\x73\x30\x20\x00\x00\x90\x00"sv},
};

std::uint16_t statusOf(const Bytes& answer) {
    return static_cast<std::uint16_t>((answer[answer.size() - 2] << 8) | answer[answer.size() - 1]);
}

Failure wrongPin(int left) {
    Failure failure(RESEAL_E_PIN_INCORRECT, "the card refuses the PIN", texts::wrongPin(), "pin_wrong");
    return failure.triesLeft(left);
}

Failure lockedPin() {
    Failure failure(RESEAL_E_PIN_LOCKED, "the PIN is locked", texts::lockedPin(), "pin_locked");
    return failure.triesLeft(0);
}

void appendId(Bytes& path, unsigned id, CardModel model) {
    const auto high = static_cast<std::uint8_t>(id >> 8), low = static_cast<std::uint8_t>(id);
    path.push_back(model == CardModel::rutokenS ? low : high);
    path.push_back(model == CardModel::rutokenS ? high : low);
}

Bytes pathOf(int container, unsigned file, CardModel model) {
    Bytes path;
    if (model == CardModel::rutokenLite)
        for (const unsigned id : {0x1000u, 0x1003u})
            appendId(path, id, model);
    else
        for (const unsigned id : {0x0000u, 0x0000u, 0x0002u})
            appendId(path, id, model);
    const unsigned folder = static_cast<unsigned>(container) << 8;
    appendId(path, folder, model);
    appendId(path, folder | file, model);
    return path;
}

} // namespace

std::optional<CardModel> cardModel(const Bytes& atr) {
    for (const KnownAtr& known : kAtrs)
        if (reseal::sdk::view(atr).substr(0, known.start.size()) == known.start)
            return known.model;
    return std::nullopt;
}

const char* nameOf(CardModel model) { return model == CardModel::rutokenS ? "Rutoken S" : "Rutoken Lite"; }

std::optional<std::size_t> fileSize(const Bytes& fcp, CardModel model) {
    std::size_t at = fcp.size() >= 2 && fcp[0] == 0x62 ? 2 : 0;
    while (at + 2 <= fcp.size()) {
        const std::uint8_t tag = fcp[at], length = fcp[at + 1];
        at += 2;
        if (length >= 0x80 || fcp.size() - at < length)
            return std::nullopt;
        if (tag == 0x80 && length == 2) {
            const std::size_t first = fcp[at], second = fcp[at + 1];
            return model == CardModel::rutokenS ? (second << 8) | first : (first << 8) | second;
        }
        at += length;
    }
    return std::nullopt;
}

Bytes withoutPadding(Bytes content) {
    reseal::crypto::DerReader reader(content);
    const auto element = reader.next();
    content.resize(element ? element->whole.size() : 0);
    return content;
}

Answer MemoryCard::send(const Bytes& command) {
    Answer answer;
    Bytes next = command;
    for (int round = 0; round < kMostRounds; ++round) {
        const Bytes raw = channel_.exchange(next);
        if (raw.size() < 2)
            throw Failure(RESEAL_E_TOKEN_ABSENT, "an answer without a status", texts::cardGone(), "token_absent");
        answer.status = statusOf(raw);
        if (answer.data.size() + raw.size() > 2 * kMostInFile)
            break;
        answer.data.insert(answer.data.end(), raw.begin(), raw.end() - 2);
        const auto low = static_cast<std::uint8_t>(answer.status);
        if ((answer.status & 0xFF00) == 0x6100) // more is waiting (T=0)
            next = {0x00, 0xC0, 0x00, 0x00, low};
        else if ((answer.status & 0xFF00) == 0x6C00 && next.size() == 5) // say exactly so many
            next[4] = low;
        else
            return answer;
    }
    throw Failure(RESEAL_E_TOKEN_ABSENT, "an answer without an end", texts::cardGone(), "token_absent");
}

std::string MemoryCard::serial() {
    const Answer answer = send({0x00, 0xCA, 0x01, 0x81, 0x08});
    const bool known =
        std::any_of(answer.data.begin(), answer.data.end(), [](std::uint8_t octet) { return octet != 0; });
    return answer.ok() && known && answer.data.size() <= 16 ? reseal::sdk::hex(answer.data) : std::string();
}

std::optional<std::size_t> MemoryCard::select(int container, File file) {
    const Bytes path = pathOf(container, file, model_);
    Bytes command = {0x00, 0xA4, 0x08, static_cast<std::uint8_t>(model_ == CardModel::rutokenLite ? 0x04 : 0x00),
                     static_cast<std::uint8_t>(path.size())};
    command.insert(command.end(), path.begin(), path.end());
    if (model_ == CardModel::rutokenLite)
        command.push_back(0x00);
    const Answer answer = send(command);
    return answer.ok() ? fileSize(answer.data, model_) : std::nullopt;
}

bool MemoryCard::has(int container, File file) { return select(container, file).value_or(0) > 0; }

Bytes MemoryCard::read(int container, File file) {
    const std::size_t size = std::min(select(container, file).value_or(0), kMostInFile);
    Bytes content;
    while (content.size() < size) {
        const std::size_t most = std::min(size - content.size(), kMostInRead);
        const Answer answer = send({0x00, 0xB0, static_cast<std::uint8_t>(content.size() >> 8),
                                    static_cast<std::uint8_t>(content.size()), static_cast<std::uint8_t>(most)});
        if (!answer.ok() || answer.data.empty() || answer.data.size() > most)
            break;
        content.insert(content.end(), answer.data.begin(), answer.data.end());
    }
    return withoutPadding(std::move(content));
}

std::optional<int> MemoryCard::triesLeft() {
    const Answer answer = send({0x00, 0x20, 0x00, kUserPin});
    if (answer.status == kBlocked)
        return 0;
    return (answer.status & 0xFFF0) == 0x63C0 ? std::optional<int>(answer.status & 0x0F) : std::nullopt;
}

void MemoryCard::verify(std::string_view pin, bool allowLastTry) {
    if (pin.empty() || pin.size() > 64)
        throw Failure(RESEAL_E_INVALID, "a PIN of no length, or past 64 bytes");
    forgetPin(); // else the tries cannot be asked for
    const auto left = triesLeft();
    if (left == 0)
        throw lockedPin();
    if (left.value_or(1) <= 1 && !allowLastTry) {
        Failure failure(RESEAL_E_PIN_LAST_TRY, "one try is left, or the card does not say how many", texts::lastTry(),
                        "pin_last_try");
        throw failure.triesLeft(left.value_or(-1));
    }
    Bytes command = {0x00, 0x20, 0x00, kUserPin, static_cast<std::uint8_t>(pin.size())};
    command.reserve(command.size() + pin.size());
    command.insert(command.end(), pin.begin(), pin.end());
    const Bytes raw = channel_.exchange(command); // never through send(), which may repeat
    reseal::wipe(command.data(), command.size());
    const std::uint16_t status = raw.size() >= 2 ? statusOf(raw) : std::uint16_t{0};
    if (status == 0x9000)
        return;
    if ((status & 0xFFF0) == 0x63C0 && (status & 0x0F) != 0)
        throw wrongPin(status & 0x0F);
    if (status == kBlocked || status == 0x63C0)
        throw lockedPin();
    Failure failure(RESEAL_E_PIN_INCORRECT, "the card refuses the PIN", texts::wrongPin(), "pin_wrong");
    throw failure.native("iso7816", status);
}

void MemoryCard::forgetPin() noexcept {
    try {
        static_cast<void>(channel_.exchange({0x80, 0x40, 0x00, 0x00}));
    } catch (...) { // the card is gone, and its memory of the PIN with it
    }
}

} // namespace token_files
