// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/catalogue.hpp"

namespace reseal::check {

const std::vector<Group>& catalogue() {
    static const std::vector<Group> groups{
        {"static", false, staticTests()},
        {"load", true, loadTests()},
        {"contract", true, contractTests()},
        {"privileges", true, privilegeTests()},
        {"time", true, timeTests()},
        {"resume", true, resumeTests()},
        {"token", true, tokenTests()},
        {"secrecy", true, secrecyTests()},
        {"differential", true, differentialTests()},
        {"fuzz", true, fuzzTests()},
    };
    return groups;
}

const Test* findTest(std::string_view name) {
    for (const Group& group : catalogue()) {
        for (const Test& test : group.tests) {
            if (name == test.name) {
                return &test;
            }
        }
    }
    return nullptr;
}

} // namespace reseal::check
