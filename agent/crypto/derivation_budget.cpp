// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/derivation_budget.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

#include <algorithm>
#include <string>

namespace reseal::crypto {

namespace {

constexpr std::uint64_t kMostForOneKey = 5'000'000; // strong files of today use 600 thousand
constexpr std::uint64_t kRefused = UINT64_MAX;
constexpr std::uint64_t kStreebogWeight = 16; // an HMAC over Streebog-512 next to one over SHA
constexpr int kMostElements = 32;             // a password-based AlgorithmIdentifier has about ten

std::uint64_t multiply(std::uint64_t a, std::uint64_t b) { return b != 0 && a > kRefused / b ? kRefused : a * b; }

// Work named by the parameters: the largest INTEGER (iterations), or their product for scrypt (N, r, p).
std::uint64_t workOf(ByteView algorithmIdentifier) {
    std::uint64_t largest = 1;
    std::uint64_t product = 1;
    bool scrypt = false;
    std::uint64_t weight = 1;
    int elements = 0;
    // Visits depth first: a constructed element is entered by going on with its content and what follows it.
    ByteView rest = algorithmIdentifier;
    while (!rest.empty() && ++elements <= kMostElements) {
        DerReader here(rest, Encoding::ber);
        const auto element = here.next();
        if (!element) {
            return kRefused;
        }
        if (element->constructed()) {
            const auto skip = static_cast<std::size_t>(element->content.data() - element->whole.data());
            rest = rest.subspan(skip);
            continue;
        }
        if (element->tag == kTagOid) {
            const std::string oid = oidText(element->content);
            scrypt = scrypt || oid == "1.3.6.1.4.1.11591.4.11";
            weight = oid == "1.2.643.7.1.1.4.2" ? kStreebogWeight : weight;
        }
        if (element->tag == kTagInteger) {
            const auto value = parseUnsigned(element->content);
            largest = value ? std::max(largest, *value) : kRefused;
            product = value ? multiply(product, std::max<std::uint64_t>(*value, 1)) : kRefused;
        }
        rest = here.rest();
    }
    return elements > kMostElements ? kRefused : multiply(scrypt ? product : largest, weight);
}

} // namespace

bool DerivationBudget::charge(std::uint64_t iterations) {
    if (iterations > kMostForOneKey || iterations > left_) {
        return false;
    }
    left_ -= iterations;
    return true;
}

bool DerivationBudget::chargeStreebog(std::uint64_t iterations) {
    return charge(multiply(iterations, kStreebogWeight));
}

bool DerivationBudget::chargeAlgorithm(ByteView algorithmIdentifier) { return charge(workOf(algorithmIdentifier)); }

} // namespace reseal::crypto
