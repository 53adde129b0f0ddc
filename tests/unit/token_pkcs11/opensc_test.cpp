// SPDX-License-Identifier: Apache-2.0
// OpenSC on a PIV card in a virtual reader: the card itself counts what is sent to it.
#include "pkcs11_fixture.hpp"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

namespace reseal::test {

constexpr const char* kOpenSc = "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so";

// tests/servers/piv_reader.py; its answers come line by line.
class PivReader {
public:
    explicit PivReader(const std::string& folder) {
        int both[2] = {-1, -1};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both) != 0)
            return;
        process_ = ::fork();
        if (process_ == 0) {
            ::dup2(both[1], 0);
            ::dup2(both[1], 1);
            ::execlp("python3", "python3", "-B", RESEAL_PIV_READER, folder.c_str(), nullptr);
            ::_exit(127);
        }
        ::close(both[1]);
        socket_ = both[0];
        state_ = line();
        ::setenv("PCSCLITE_CSOCK_NAME", (folder + "/pcscd.comm").c_str(), 1);
    }
    ~PivReader() {
        ::close(socket_);
        if (process_ > 0)
            ::waitpid(process_, nullptr, 0);
    }
    PivReader(const PivReader&) = delete;
    PivReader& operator=(const PivReader&) = delete;

    const std::string& state() const { return state_; } // "ready", or why not

    std::string command(const std::string& text) const {
        const std::string whole = text + "\n";
        if (::write(socket_, whole.data(), whole.size()) < 0)
            return "";
        return line();
    }

private:
    std::string line() const {
        std::string out;
        for (char c = 0; ::read(socket_, &c, 1) == 1 && c != '\n';)
            out += c;
        return out;
    }

    pid_t process_ = -1;
    int socket_ = -1;
    std::string state_;
};

class OpenSc : public Pkcs11Fixture {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(kOpenSc))
            GTEST_SKIP() << "opensc-pkcs11 is not installed";
        if (reader.state() != "ready")
            GTEST_SKIP() << reader.state();
        const std::string openssl =
            "openssl req -x509 -newkey rsa:2048 -nodes -subj '/CN=PIV Person' -days 30 -keyout '" +
            (folder_ / "key.pem") + "' -outform DER -out '" + (folder_ / "certificate.der") +
            "' 2> /dev/null && openssl rsa -in '" + (folder_ / "key.pem") + "' -traditional -outform DER -out '" +
            (folder_ / "key.der") + "' 2> /dev/null";
        ASSERT_EQ(std::system(openssl.c_str()), 0);
        insert();
        set("modules", kOpenSc);
    }
    void insert() const {
        ASSERT_EQ(
            reader.command("insert 0 piv " + (folder_ / "key.der") + " " + (folder_ / "certificate.der") + " 123456 3"),
            "ok");
    }
    // The reader tells pcscd of a card in its own time.
    std::string awaitToken(bool there) const {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        std::string id = tokenId();
        while (id.empty() == there && std::chrono::steady_clock::now() < end)
            id = tokenId();
        return id;
    }
    std::string sentPins() const { return reader.command("ask 0 verifies"); }
    Reply signTwo(const std::string& key) const {
        return on(token->sign, {text("key", key), bytes("signature-algorithm", kSha256WithRsa),
                                bytes("digest.1", digest), bytes("digest.2", digest)});
    }

    const std::string digest = std::string(32, '\x44');

private:
    TemporaryFolder folder_;

protected:
    PivReader reader{folder_.path()};
};

TEST_F(OpenSc, card_shows_its_certificate_and_key_without_a_verify) {
    ASSERT_FALSE(awaitToken(true).empty());
    const Reply objects = on(token->objects, {}, false);
    EXPECT_FALSE(objects.value("object.1.certificate").empty());
    EXPECT_NE(objects.value("object.1.key").find("type=private"), std::string::npos);
    EXPECT_EQ(sentPins(), "ok 0");
}

TEST_F(OpenSc, two_digests_are_signed_for_one_verify) {
    ASSERT_FALSE(awaitToken(true).empty());
    const Reply objects = on(token->objects, {}, false);
    const Reply reply = signTwo(objects.value("object.1.key"));
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_TRUE(verifies(objects.value("object.1.public-key"), "SHA256", digest, reply.value("signature.2")));
    EXPECT_EQ(sentPins(), "ok 1");
}

TEST_F(OpenSc, wrong_pins_stop_before_the_last_try) {
    ASSERT_FALSE(awaitToken(true).empty());
    const std::string key = on(token->objects, {}, false).value("object.1.key");
    pin = "654321";
    EXPECT_EQ(signTwo(key).status, RESEAL_E_PIN_INCORRECT);
    EXPECT_EQ(signTwo(key).integer("token.tries-left"), 1);
    EXPECT_EQ(signTwo(key).status, RESEAL_E_PIN_LAST_TRY);
    EXPECT_EQ(sentPins(), "ok 2");
    EXPECT_EQ(on(token->tries_left, {}, false).integer("token.tries-left"), 1);
}

TEST_F(OpenSc, card_that_was_out_serves_again_without_a_restart) {
    ASSERT_FALSE(awaitToken(true).empty());
    const std::string key = on(token->objects, {}, false).value("object.1.key");
    ASSERT_EQ(signTwo(key).status, RESEAL_OK);
    ASSERT_EQ(reader.command("remove 0"), "ok");
    EXPECT_TRUE(awaitToken(false).empty());
    insert();
    ASSERT_FALSE(awaitToken(true).empty());
    EXPECT_EQ(signTwo(key).status, RESEAL_OK);
}

} // namespace reseal::test
