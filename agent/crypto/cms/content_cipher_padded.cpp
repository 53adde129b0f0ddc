// SPDX-License-Identifier: Apache-2.0
// Block ciphers in CBC, padded (RFC 5652, 6.3).
#include "agent/crypto/cms/ber_stream.hpp"
#include "agent/crypto/cms/content_cipher_kinds.hpp"

#include <algorithm>

namespace reseal::crypto {
namespace {

class PaddedCipher final : public ContentCipher {
public:
    explicit PaddedCipher(CipherContext context) : context_(std::move(context)) {}
    ~PaddedCipher() override { wipe(plain_.data(), plain_.size()); }
    PaddedCipher(const PaddedCipher&) = delete;
    PaddedCipher& operator=(const PaddedCipher&) = delete;

    Status add(ByteView ciphertext, ByteSink& out) override {
        while (!ciphertext.empty()) {
            const ByteView step = ciphertext.first(std::min(ciphertext.size(), BerStream::kPieceBytes));
            int size = 0;
            if (EVP_DecryptUpdate(context_.get(), plain_.data(), &size, step.data(), static_cast<int>(step.size())) !=
                1) {
                return Error{Category::failed, "cipher_failed", N_("The cipher of this computer does not work."), {}};
            }
            if (Status written = out.write(ByteView(plain_).first(static_cast<std::size_t>(size))); !written) {
                return written;
            }
            ciphertext = ciphertext.subspan(step.size());
        }
        return {};
    }

    Result<bool> finish(const ContentTail& /*tail*/, ByteSink& out) override {
        const ErrorQueueGuard guard;
        int size = 0;
        if (EVP_DecryptFinal_ex(context_.get(), plain_.data(), &size) != 1) {
            return false;
        }
        const Status written = out.write(ByteView(plain_).first(static_cast<std::size_t>(size)));
        return written ? Result<bool>(true) : Result<bool>(written.error());
    }

private:
    CipherContext context_;
    Bytes plain_ = Bytes(BerStream::kPieceBytes + EVP_MAX_BLOCK_LENGTH);
};

} // namespace

std::unique_ptr<ContentCipher> makePaddedCipher(CipherContext context) {
    return std::make_unique<PaddedCipher>(std::move(context));
}

} // namespace reseal::crypto
