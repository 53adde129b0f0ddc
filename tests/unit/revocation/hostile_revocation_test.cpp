// SPDX-License-Identifier: Apache-2.0
// Lists and answers that were cut or changed never read as good.
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/revocation/ocsp_check.hpp"
#include "revocation_fixtures.hpp"

namespace reseal::crypto {
namespace {

using namespace test;

class HostileEvidence : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (std::string_view(GetParam()).find("gost") != std::string_view::npos && !loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
        issuer_.emplace(authority(GetParam(), "Authority"));
        holder_.emplace(issue({.algorithm = GetParam(), .issuer = &*issuer_}));
        responder_.emplace(
            issue({.algorithm = GetParam(), .issuer = &*issuer_, .extendedUsage = {"1.3.6.1.5.5.7.3.9"}}));
        answer_ = makeAnswer(*issuer_, *holder_, {.responder = &*responder_});
        list_ = makeList(*issuer_, {.revoked = {{derInteger(5)}, {derInteger(6), "20260302000000Z", 4}}});
    }
    [[nodiscard]] std::string answer(ByteView file) const {
        std::vector<RevocationList> lists;
        auto list = RevocationList::read(file);
        if (!list) {
            return list.error().reason;
        }
        lists.push_back(std::move(list).value());
        return told(checkLists({holder_->certificate, issuer_->certificate}, lists, {day(5, 10), day(5, 10)}));
    }
    [[nodiscard]] std::string ocsp(ByteView file) const {
        const auto response = OcspResponse::read(file);
        return response ? told(checkOcsp({holder_->certificate, issuer_->certificate}, response.value(),
                                         {day(5, 1), day(5, 1)}))
                        : response.error().reason;
    }
    std::optional<Issued> issuer_;
    std::optional<Issued> holder_;
    std::optional<Issued> responder_;
    Bytes list_;
    Bytes answer_;
};
INSTANTIATE_TEST_SUITE_P(Keys, HostileEvidence, ::testing::Values("rsa-2048", "kz-gost-2015-512"),
                         [](const auto& each) { return std::string_view(each.param) == "rsa-2048" ? "rsa" : "gost"; });

TEST_P(HostileEvidence, wholeList_isGood) { EXPECT_EQ(answer(list_), "good"); }
TEST_P(HostileEvidence, listCutAnywhere_isDamaged) {
    for (std::size_t size = 0; size < list_.size(); ++size) {
        ASSERT_EQ(answer(ByteView(list_).first(size)), "list_damaged") << size;
    }
}
TEST_P(HostileEvidence, listWithAnyBitChanged_isNotGood) {
    for (std::size_t at = 0; at < list_.size(); ++at) {
        Bytes changed = list_;
        changed[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
        ASSERT_NE(answer(changed), "good") << at;
    }
}

TEST_P(HostileEvidence, wholeAnswer_isGood) { EXPECT_EQ(ocsp(answer_), "good"); }
TEST_P(HostileEvidence, answerCutAnywhere_isDamaged) {
    for (std::size_t size = 0; size < answer_.size(); ++size) {
        ASSERT_EQ(ocsp(ByteView(answer_).first(size)), "answer_damaged") << size;
    }
}
TEST_P(HostileEvidence, answerWithAnyBitChanged_isNotGood) {
    for (std::size_t at = 0; at < answer_.size(); ++at) {
        Bytes changed = answer_;
        changed[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
        ASSERT_NE(ocsp(changed), "good") << at;
    }
}

} // namespace
} // namespace reseal::crypto
