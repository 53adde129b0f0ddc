// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/signed_message_writer.hpp"

#include "agent/crypto/cms/ber_stream.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/cms/signer_parts.hpp"
#include "agent/crypto/signature_check.hpp"

namespace reseal::crypto {
namespace {

struct Copied {
    Bytes digest;
    std::uint64_t size = 0;
};

// Reads the content to its end; `out` may be null.
Result<Copied> digestAndCopy(ByteSource& content, DigestAlgorithm algorithm, ByteSink* out) {
    auto digest = MessageDigest::start(algorithm);
    if (!digest) {
        return digest.error();
    }
    Bytes buffer(BerStream::kPieceBytes);
    Copied copied;
    while (true) {
        const auto count = content.read(buffer);
        if (!count) {
            return count.error();
        }
        if (count.value() == 0) {
            break;
        }
        const ByteView piece = ByteView(buffer).first(count.value());
        digest.value().add(piece);
        copied.size += piece.size();
        if (out != nullptr) {
            if (Status written = out->write(piece); !written) {
                return written.error();
            }
        }
    }
    copied.digest = digest.value().finish();
    return copied;
}

Error changing() {
    return {Category::failed, "content_changing", N_("The file changed while it was being signed; try again."), {}};
}

// The tail of a message over this content, signed.
Result<Bytes> signedTail(const SigningRequest& request, const SigningTerms& terms, ByteView contentDigest,
                         const SignDigest& sign) {
    const Bytes attributes = signedAttributes(request, terms, contentDigest);
    const auto digest = digestOf(terms.digest, attributes);
    if (!digest) {
        return digest.error();
    }
    const auto signature = sign(terms.digest, digest.value());
    if (!signature) {
        return signature.error();
    }
    const auto fields = readCertificateFields(request.certificate);
    const auto fits = verifyDigestSignature(fields ? fields->publicKeyInfo : ByteView{}, terms.signatureAlgorithm,
                                            terms.digest, digest.value(), signature.value());
    if (!fits || !fits.value()) {
        return Error{Category::failed,
                     "signature_unfit",
                     N_("The signature that was made does not fit the certificate: key and certificate do not "
                        "belong together, or the key's device failed."),
                     {}};
    }
    return messageTail(request, terms, attributes, signature.value());
}

Status writeAll(ByteSink& out, std::initializer_list<ByteView> parts) {
    for (const ByteView part : parts) {
        if (Status written = out.write(part); !written) {
            return written;
        }
    }
    return {};
}

// Once more from the start, now that every length is known; the content must still be the same.
Status writeAnew(ByteSource& content, const Copied& before, ByteView head, ByteView tail, DigestAlgorithm digest,
                 RewritableSink& out) {
    if (Status again = out.startAgain(); !again) {
        return again;
    }
    if (Status written = out.write(head); !written) {
        return written;
    }
    const auto copied = digestAndCopy(content, digest, &out);
    if (!copied) {
        return copied.error();
    }
    return copied.value().digest == before.digest ? out.write(tail) : Status(changing());
}

} // namespace

Result<DigestAlgorithm> signingDigest(const SigningRequest& request) {
    const auto terms = signingTerms(request);
    return terms ? Result<DigestAlgorithm>(terms.value().digest) : Result<DigestAlgorithm>(terms.error());
}

Status signDetached(ByteSource& content, const SigningRequest& request, const SignDigest& sign, ByteSink& out) {
    const auto terms = signingTerms(request);
    if (!terms) {
        return terms.error();
    }
    const auto read = digestAndCopy(content, terms.value().digest, nullptr);
    if (!read) {
        return read.error();
    }
    const auto tail = signedTail(request, terms.value(), read.value().digest, sign);
    if (!tail) {
        return tail.error();
    }
    return writeAll(out, {messageHead(terms.value(), std::nullopt, tail.value().size()), tail.value()});
}

Status signAttached(const OpenSource& open, const SigningRequest& request, const SignDigest& sign,
                    RewritableSink& out) {
    const auto terms = signingTerms(request);
    if (!terms) {
        return terms.error();
    }
    auto content = open();
    if (!content) {
        return content.error();
    }
    const auto size = content.value()->size();
    if (!size) {
        return Error{
            Category::usage, "size_unknown", N_("Only a file can be signed so that it lies inside the signature."), {}};
    }
    const Bytes nothing(digestSize(terms.value().digest));
    const Bytes expected = messageTail(request, terms.value(), signedAttributes(request, terms.value(), nothing),
                                       Bytes(terms.value().signatureSize));
    const Bytes guess = messageHead(terms.value(), size, expected.size());
    if (Status written = out.write(guess); !written) {
        return written;
    }
    const auto copied = digestAndCopy(*content.value(), terms.value().digest, &out);
    if (!copied) {
        return copied.error();
    }
    if (copied.value().size != *size) {
        return changing();
    }
    const auto tail = signedTail(request, terms.value(), copied.value().digest, sign);
    if (!tail) {
        return tail.error();
    }
    const Bytes head = messageHead(terms.value(), size, tail.value().size());
    if (head.size() == guess.size()) {
        const Status rewritten = head == guess ? Status() : out.rewriteStart(head);
        return rewritten ? out.write(tail.value()) : rewritten;
    }
    auto again = open();
    return again ? writeAnew(*again.value(), copied.value(), head, tail.value(), terms.value().digest, out)
                 : Status(again.error());
}

} // namespace reseal::crypto
