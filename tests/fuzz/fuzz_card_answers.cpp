// SPDX-License-Identifier: Apache-2.0
// What a card answers: an octet of length before each answer. No more than one VERIFY goes out, whatever it says.
#include "plugins/token_files/src/pcsc/memory_card.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace token_files;

class FuzzedCard : public Channel {
public:
    FuzzedCard(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
    Bytes exchange(const Bytes& command) override {
        verifies += command.size() > 5 && command[1] == 0x20 ? 1 : 0;
        if (size_ == 0)
            return {0x6F, 0x00};
        const std::size_t length = std::min<std::size_t>(data_[0], size_ - 1);
        Bytes answer(data_ + 1, data_ + 1 + length);
        data_ += 1 + length;
        size_ -= 1 + length;
        return answer;
    }
    int verifies = 0;

private:
    const std::uint8_t* data_;
    std::size_t size_;
};

void talk(FuzzedCard& channel, CardModel model) {
    MemoryCard card(channel, model);
    try {
        static_cast<void>(card.serial());
        static_cast<void>(card.read(10, MemoryCard::name));
        static_cast<void>(card.triesLeft());
        card.verify("12345678", false);
        static_cast<void>(card.read(10, MemoryCard::header));
    } catch (const reseal::sdk::Failure& failure) {
        if (failure.status() == RESEAL_E_PIN_LAST_TRY && channel.verifies > 0)
            std::abort();
    }
    if (channel.verifies > 1)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const CardModel model : {CardModel::rutokenLite, CardModel::rutokenS}) {
        FuzzedCard channel(data, size);
        talk(channel, model);
    }
    return 0;
}
