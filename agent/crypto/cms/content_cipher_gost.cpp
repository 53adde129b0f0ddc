// SPDX-License-Identifier: Apache-2.0
// Russian ciphers of content: GOST 28147-89 with key meshing (RFC 4490), and CTR-ACPKM, whose OMAC over the plaintext
// stands encrypted among the unprotected attributes (R 1323565.1.025-2019).
#include "agent/crypto/cms/ber_stream.hpp"
#include "agent/crypto/cms/content_cipher_kinds.hpp"
#include "agent/crypto/gost/key_derivation.hpp"
#include "agent/crypto/gost/meshed_cfb.hpp"

#include <openssl/crypto.h>

#include <algorithm>

namespace reseal::crypto {
namespace {

// What goes on as a stream of bytes: as many come out as go in.
class StreamCipher : public ContentCipher {
public:
    ~StreamCipher() override { wipe(plain_.data(), plain_.size()); }
    StreamCipher() = default;
    StreamCipher(const StreamCipher&) = delete;
    StreamCipher& operator=(const StreamCipher&) = delete;

    Status add(ByteView ciphertext, ByteSink& out) override {
        while (!ciphertext.empty()) {
            const ByteView step = ciphertext.first(std::min(ciphertext.size(), plain_.size()));
            change(step, plain_.data());
            if (Status written = out.write(ByteView(plain_).first(step.size())); !written) {
                return written;
            }
            ciphertext = ciphertext.subspan(step.size());
        }
        return {};
    }

protected:
    virtual void change(ByteView ciphertext, std::uint8_t* plain) = 0;

private:
    Bytes plain_ = Bytes(BerStream::kPieceBytes);
};

class MeshedContent final : public StreamCipher {
public:
    MeshedContent(gost::SBox box, ByteView key, ByteView iv) : cipher_(box, key, iv) {}
    Result<bool> finish(const ContentTail& /*tail*/, ByteSink& /*out*/) override { return true; }

private:
    void change(ByteView ciphertext, std::uint8_t* plain) override { cipher_.decrypt(ciphertext, plain); }

    gost::MeshedCfb cipher_;
};

class AcpkmContent final : public StreamCipher {
public:
    AcpkmContent(gost::AcpkmCounter counter, std::optional<gost::Omac> omac)
        : counter_(std::move(counter)), omac_(std::move(omac)) {}

    Result<bool> finish(const ContentTail& tail, ByteSink& /*out*/) override {
        if (!omac_) {
            return true;
        }
        const Bytes mac = omac_->finish();
        if (tail.unprotectedAttribute.size() != mac.size()) {
            return false;
        }
        Bytes expected(mac.size());
        counter_.add(tail.unprotectedAttribute, expected.data());
        return CRYPTO_memcmp(expected.data(), mac.data(), mac.size()) == 0;
    }

private:
    void change(ByteView ciphertext, std::uint8_t* plain) override {
        counter_.add(ciphertext, plain);
        if (omac_) {
            omac_->add({plain, ciphertext.size()});
        }
    }

    gost::AcpkmCounter counter_;
    std::optional<gost::Omac> omac_;
};

} // namespace

std::unique_ptr<ContentCipher> makeMeshedCfb(gost::SBox box, ByteView key, ByteView iv) {
    return std::make_unique<MeshedContent>(box, key, iv);
}

StartedCipher makeAcpkm(gost::Block2015 block, bool omac, ByteView key, ByteView ukm) {
    const std::size_t half = gost::blockBytes(block) / 2;
    const Secret both = omac ? gost::kdfTree256(key, asBytes("kdf tree"), ukm.subspan(half), 2) : Secret{};
    const ByteView cipherKey = omac ? asBytes(both.view()).first(gost::kKeyBytes) : key;
    auto counter = gost::AcpkmCounter::start(block, cipherKey, ukm.first(half));
    if (!counter) {
        return counter.error();
    }
    std::optional<gost::Omac> mac;
    if (omac) {
        auto started = gost::Omac::start(block, asBytes(both.view()).subspan(gost::kKeyBytes));
        if (!started) {
            return started.error();
        }
        mac = std::move(started).value();
    }
    return std::unique_ptr<ContentCipher>(std::make_unique<AcpkmContent>(std::move(counter).value(), std::move(mac)));
}

} // namespace reseal::crypto
