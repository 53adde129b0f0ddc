// SPDX-License-Identifier: Apache-2.0
// The same trouble at every moment of a whole renewal, one after the other: the disk takes nothing, the token is away.
#include "tests/unit/enrolment/renewals_fixture.hpp"

namespace reseal::enrolment {
namespace {

// Goes by the cookie alone, as a plugin does, and takes an order per operation.
class SteadyCa final : public CaConversation {
public:
    void ask(const Renewal& renewal, CaStep step, std::function<void(CaReply)> done) override {
        const int stage = renewal.cookie.empty() ? 0 : renewal.cookie.front();
        if (stage == 2) {
            orders.insert(step.operation);
        }
        done(replyOf(stage));
    }

    std::set<std::string> orders;

private:
    static CaReply replyOf(int stage) {
        CaReply reply = stage == 0   ? keyDemand()
                        : stage == 1 ? signatureDemand()
                        : stage == 2 ? formDemand()
                        : stage == 3 ? waitDemand(kNow + 24h)
                                     : doneDemand();
        for (wire::Item& item : reply.demand) {
            if (item.key == RESEAL_KEY_COOKIE) {
                item = wire::Item::ofBytes(RESEAL_KEY_COOKIE, Bytes{static_cast<std::uint8_t>(stage + 1)});
            }
        }
        return reply;
    }
};

// A token that is away at one of the moments when something of it is asked.
struct Slot {
    bool away() { return ++asked == awayAt; }
    int asked = 0;
    int awayAt = 0;
};

const Error kAbsent{Category::notFound, "token_absent", "", {}};

class SlotKeys final : public NewKeys {
public:
    SlotKeys(FakeKeys& keys, Slot& slot) : keys_(keys), slot_(slot) {}
    void make(const Renewal& renewal, const plugins::KeyDemand& demand, const Means& means, Done<Bytes> done) override {
        slot_.away() ? done(kAbsent) : keys_.make(renewal, demand, means, std::move(done));
    }
    std::vector<Medium> media(const Renewal& renewal, std::span<const plugins::KeyDemand> demands) override {
        return keys_.media(renewal, demands);
    }
    std::vector<Medium> unfit(std::span<const plugins::KeyDemand> demands) override { return keys_.unfit(demands); }
    PinFacts pin(const Renewal& renewal) override { return keys_.pin(renewal); }
    bool changesPin(const std::string& token) override { return keys_.changesPin(token); }
    void changePin(const std::string& token, const Means& means, std::function<void(Status)> done) override {
        keys_.changePin(token, means, std::move(done));
    }

private:
    FakeKeys& keys_;
    Slot& slot_;
};

class SlotOldKey final : public OldKey {
public:
    SlotOldKey(FakeOldKey& key, Slot& slot) : key_(key), slot_(slot) {}
    void sign(const Renewal& renewal, const plugins::PayloadDemand& payload, const Means& means,
              Done<Bytes> done) override {
        slot_.away() ? done(kAbsent) : key_.sign(renewal, payload, means, std::move(done));
    }
    void archive(const Renewal& renewal, const Means& means, std::function<void(Status)> done) override {
        slot_.away() ? done(kAbsent) : key_.archive(renewal, means, std::move(done));
    }
    std::string place(const Renewal& renewal) override { return key_.place(renewal); }
    PinFacts pin(const Renewal& renewal) override { return key_.pin(renewal); }
    std::string folder(const Renewal& renewal) override { return key_.folder(renewal); }

private:
    FakeOldKey& key_;
    Slot& slot_;
};

class SlotInstallation final : public Installation {
public:
    SlotInstallation(FakeInstallation& installation, Slot& slot) : installation_(installation), slot_(slot) {}
    Status check(const Renewal& renewal, const plugins::IssuedCertificates& issued) override {
        return installation_.check(renewal, issued);
    }
    void install(const Renewal& renewal, const plugins::IssuedCertificates& issued, const Means& means,
                 Done<std::string> done) override {
        slot_.away() ? done(kAbsent) : installation_.install(renewal, issued, means, std::move(done));
    }
    std::string remarkOn(const Renewal& renewal, const plugins::IssuedCertificates& issued) override {
        return installation_.remarkOn(renewal, issued);
    }
    std::vector<Medium> copyMedia(const Renewal& renewal) override { return installation_.copyMedia(renewal); }
    void copy(const Renewal& renewal, const plugins::IssuedCertificates& issued, const CopyTarget& target,
              const Means& means, Done<std::string> done) override {
        installation_.copy(renewal, issued, target, means, std::move(done));
    }

private:
    FakeInstallation& installation_;
    Slot& slot_;
};

class RenewalTroublesTest : public RenewalsTest {
protected:
    RenewalTroublesTest() {
        around_.ca = &steady_;
        around_.keys = &slotKeys_;
        around_.oldKey = &slotOldKey_;
        around_.installation = &slotInstallation_;
        diesAndComesBack();
    }

    // A person who answers, plugs in and tries again, and a resident whose clock goes on.
    Renewal driven() {
        Order order;
        order.ca = "file";
        order.oldCertificate = std::string(64, 'a');
        order.medium = "vault";
        auto begun = engine_->begin(order);
        const std::string id = begun ? begun.value() : engine_->begin(order).value();
        for (int round = 0; round < 40 && !ended(store_.rows.at(id).state); ++round) {
            const Renewal row = store_.rows.at(id);
            if (row.state == State::waitingForToken) {
                ++pauses_;
                engine_->tokensChanged();
            } else if (row.state == State::asking) {
                (void)answered(id, "code", "1234");
                engine_->run(id, {}, false);
            } else if (const auto due = engine_->nextDue()) {
                clock_.setNow(std::max(clock_.now(), *due));
                engine_->runDue();
            } else {
                engine_->run(id, {}, true);
            }
        }
        return store_.rows.at(id);
    }

    void expectAllOfItOnce(const Renewal& row, const std::string& when) const {
        EXPECT_EQ(row.state, State::done) << when << ": " << name(row.state) << ", " << row.reason;
        EXPECT_EQ(steady_.orders.size(), 1U) << when;
        EXPECT_EQ(keys_.made.size(), 1U) << when;
        EXPECT_TRUE(installation_.archivedBefore) << when;
    }

    SteadyCa steady_;
    Slot slot_;
    SlotKeys slotKeys_{keys_, slot_};
    SlotOldKey slotOldKey_{oldKey_, slot_};
    SlotInstallation slotInstallation_{installation_, slot_};
    int pauses_ = 0;
};

constexpr int kWrites = 14; // of a whole renewal, the first test counts them
constexpr int kTokenActs = 4;

TEST_F(RenewalTroublesTest, without_trouble_it_writes_and_asks_the_token_so_often) {
    expectAllOfItOnce(driven(), "without trouble");
    EXPECT_EQ(store_.writes, kWrites);
    EXPECT_EQ(slot_.asked, kTokenActs);
}

class DiskFullAtWrite : public RenewalTroublesTest, public testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(Each, DiskFullAtWrite, testing::Range(1, kWrites + 1));

TEST_P(DiskFullAtWrite, costs_neither_a_second_order_nor_a_second_key) {
    store_.failsAt = GetParam();
    expectAllOfItOnce(driven(), "disk full at write " + std::to_string(GetParam()));
}

class TokenPulledAtAct : public RenewalTroublesTest, public testing::WithParamInterface<int> {};
INSTANTIATE_TEST_SUITE_P(Each, TokenPulledAtAct, testing::Range(1, kTokenActs + 1));

TEST_P(TokenPulledAtAct, pauses_it_until_the_token_is_back) {
    slot_.awayAt = GetParam();
    expectAllOfItOnce(driven(), "token away at act " + std::to_string(GetParam()));
    EXPECT_EQ(pauses_, 1);
}

} // namespace
} // namespace reseal::enrolment
