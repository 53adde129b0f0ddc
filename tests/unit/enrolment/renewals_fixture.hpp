// SPDX-License-Identifier: Apache-2.0
// The engine of renewals against a CA of the test's own and a clock that stands still.
#pragma once

#include "tests/unit/enrolment/renewal_fakes.hpp"
#include "tests/unit/enrolment/renewal_replies.hpp"

#include <gtest/gtest.h>

namespace reseal::enrolment {

using namespace std::chrono_literals;

inline constexpr TimePoint kNow{std::chrono::seconds(1'800'000'000)};

class CountingChance final : public Chance {
public:
    void fill(std::span<std::uint8_t> octets) override {
        std::ranges::fill(octets, std::uint8_t{0});
        if (octets.size() > 4) {
            octets[0] = ++count_;
        }
    }

private:
    std::uint8_t count_ = 0;
};

class RenewalsTest : public testing::Test {
protected:
    std::string begun(std::string oldCertificate = std::string(64, 'a'), std::string medium = "vault") {
        Order order;
        order.ca = "file";
        order.oldCertificate = std::move(oldCertificate);
        order.medium = std::move(medium);
        return engine_->begin(order).value();
    }
    Renewal ran(const std::string& id, bool now = true, Means means = {}) {
        engine_->run(id, std::move(means), now);
        return store_.rows.at(id);
    }
    Renewal startedWith(std::vector<CaReply> replies) {
        for (CaReply& reply : replies) {
            ca_.replies.push_back(std::move(reply));
        }
        return ran(begun());
    }
    Status answered(const std::string& id, const char* field, const char* value) {
        Answers answers;
        answers.emplace(field, Secret(value));
        return engine_->answer(id, std::move(answers));
    }
    void diesAndComesBack() { engine_ = std::make_unique<Renewals>(around_); }
    [[nodiscard]] long count(const std::string& function) const {
        return std::ranges::count(ca_.asked, function, &AskedStep::function);
    }

    MemoryStore store_;
    ScriptedCa ca_{store_};
    FakeKeys keys_;
    FakeOldKey oldKey_;
    FakeInstallation installation_{oldKey_};
    test::FakeClock clock_{kNow};
    CountingChance chance_;
    Surroundings around_{&store_, &ca_, &keys_, &oldKey_, &installation_, &clock_, &chance_};
    std::unique_ptr<Renewals> engine_ = std::make_unique<Renewals>(around_);
};

} // namespace reseal::enrolment
