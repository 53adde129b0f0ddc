// SPDX-License-Identifier: Apache-2.0
// A SoftHSM token of the test's own.
#pragma once

#include "pkcs11_fixture.hpp"

#include <cstdlib>

namespace reseal::test {

inline constexpr const char* kSoftHsm = "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so";

class SoftHsmFixture : public Pkcs11Fixture {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(kSoftHsm))
            GTEST_SKIP() << "softhsm2 is not installed";
        std::filesystem::create_directories(folder_ / "tokens");
        const std::string conf =
            folder_.write("softhsm2.conf", "directories.tokendir = " + (folder_ / "tokens") +
                                               "\nobjectstore.backend = file\nlog.level = ERROR\n");
        ::setenv("SOFTHSM2_CONF", conf.c_str(), 1);
        ASSERT_EQ(std::system("softhsm2-util --init-token --free --label 'Reseal test' --pin 123456 --so-pin 12345678 "
                              "> /dev/null"),
                  0);
        set("modules", kSoftHsm);
    }

    const std::string digest = std::string(32, '\x11');

private:
    TemporaryFolder folder_;
};

} // namespace reseal::test
