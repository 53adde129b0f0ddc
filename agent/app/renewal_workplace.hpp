// SPDX-License-Identifier: Apache-2.0
// What one renewal will miss at this workplace, out of the checks that `doctor` has: clock, GOST, readers and drivers,
// and the CA's own (network, its clock, its folder). Only what concerns this renewal is told: at its beginning what the
// old key and a medium that was ordered need, and once the CA has said which key it wants, what that one needs besides.
// Engine thread.
#pragma once

#include "agent/core/clock.hpp"
#include "agent/core/health.hpp"
#include "agent/core/texts.hpp"
#include "agent/core/token.hpp"
#include "agent/enrolment/seams.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace reseal::app {

// How the workplace is seen.
struct WorkplaceSight {
    const core::Clock* clock = nullptr;
    std::function<std::unique_ptr<core::Texts>()> texts;
    std::function<bool()> gostWorks;
    std::function<std::vector<core::Token>()> tokens;
    std::function<std::vector<core::CardReader>()> readers;
    std::function<std::string(const enrolment::Renewal&)> oldKey; // "ready", "away", "lost" or "lapsed"
    // The CA plugin looks for itself; on a worker where the engine is live.
    std::function<void(const enrolment::Renewal&, std::function<void(std::vector<core::HealthItem>)>)> examine;
};

class RenewalWorkplace final : public enrolment::Workplace {
public:
    explicit RenewalWorkplace(WorkplaceSight sight) : sight_(std::move(sight)) {}

    void look(const enrolment::Renewal& renewal, std::function<void(std::map<std::string, std::string>)> done) override;
    [[nodiscard]] std::map<std::string, std::string>
    missingForKey(const enrolment::Renewal& renewal, std::span<const plugins::KeyDemand> demands) override;

private:
    [[nodiscard]] bool needsReader(const enrolment::Renewal& renewal) const;

    WorkplaceSight sight_;
};

} // namespace reseal::app
