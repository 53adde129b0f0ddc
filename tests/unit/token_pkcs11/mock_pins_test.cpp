// SPDX-License-Identifier: Apache-2.0
// The rules of PINs, counted at the module: not one log-in more than a person asked for.
#include "pkcs11_fixture.hpp"

namespace reseal::test {

class MockPins : public MockFixture {
protected:
    Reply listWith(const std::string& given, bool allowLastTry = false) const {
        std::vector<Item> params{text("token", tokenId()), secret("pin", given)};
        if (allowLastTry)
            params.push_back(number("allow-last-try", 1));
        return ask(token->objects, params);
    }
};

TEST_F(MockPins, looking_logs_in_nowhere) {
    generate("gost-2012-256");
    const int before = count("C_Login");
    ask(token->tokens);
    on(token->objects, {}, false);
    on(token->tries_left, {}, false);
    ask(diagnostics->examine);
    EXPECT_EQ(count("C_Login"), before);
}

TEST_F(MockPins, signing_without_a_pin_asks_for_it) {
    const Reply made = generate("gost-2012-256");
    const int before = count("C_Login");
    const Reply reply = on(
        token->sign,
        {text("key", made.value("key-id")), bytes("signature-algorithm", kGost256), bytes("digest.1", digest)}, false);
    EXPECT_EQ(reply.status, RESEAL_E_USER);
    EXPECT_EQ(reply.value("error.reason"), "pin_required");
    EXPECT_EQ(count("C_Login"), before);
}

TEST_F(MockPins, wrong_pin_is_tried_once) {
    const Reply reply = listWith("654321");
    EXPECT_EQ(reply.status, RESEAL_E_PIN_INCORRECT);
    EXPECT_EQ(reply.value("error.reason"), "pin_wrong_count_low");
    EXPECT_FALSE(reply.has("token.tries-left")); // the standard does not tell
    EXPECT_EQ(count("C_Login"), 1);
}

TEST_F(MockPins, wrong_pin_tells_the_tries_where_the_vendor_does) {
    mock("vendor_tries");
    EXPECT_EQ(listWith("654321").integer("token.tries-left"), 9);
    EXPECT_EQ(on(token->tries_left, {}, false).integer("token.tries-left"), 9);
}

TEST_F(MockPins, states_of_the_pin_show_before_anyone_types_one) {
    EXPECT_FALSE(ask(token->tokens).has("token.1.pin"));
    mock("to_be_changed");
    EXPECT_EQ(ask(token->tokens).value("token.1.pin"), "to-be-changed");
    mock("to_be_changed", "0");
    mock("tries", "0");
    EXPECT_EQ(ask(token->tokens).value("token.1.pin"), "locked");
}

TEST_F(MockPins, space_shows_where_the_token_tells_it) {
    EXPECT_EQ(ask(token->tokens).integer("token.1.total-bytes"), 131072);
    EXPECT_EQ(ask(token->tokens).integer("token.1.free-bytes"), 98304);
    mock("memory_unknown");
    EXPECT_FALSE(ask(token->tokens).has("token.1.free-bytes"));
}

TEST_F(MockPins, last_try_is_refused_unless_the_person_insists) {
    mock("tries", "2");
    EXPECT_EQ(listWith("654321").value("error.reason"), "pin_wrong_one_try_left");
    const Reply refused = listWith("123456");
    EXPECT_EQ(refused.status, RESEAL_E_PIN_LAST_TRY);
    EXPECT_EQ(refused.integer("token.tries-left"), 1);
    EXPECT_EQ(count("C_Login"), 1);
    EXPECT_EQ(listWith("123456", true).status, RESEAL_OK);
    EXPECT_EQ(count("C_Login"), 2);
}

TEST_F(MockPins, locked_pin_is_said_to_be_locked_without_a_try) {
    mock("tries", "1");
    EXPECT_EQ(listWith("654321", true).status, RESEAL_E_PIN_LOCKED);
    const Reply reply = listWith("123456", true);
    EXPECT_EQ(reply.status, RESEAL_E_PIN_LOCKED);
    EXPECT_EQ(reply.integer("token.tries-left"), 0);
    EXPECT_EQ(count("C_Login"), 1);
}

TEST_F(MockPins, expired_pin_is_told_from_a_wrong_one) {
    mock("fail.C_Login", "0xa3");
    const Reply reply = listWith("123456");
    EXPECT_EQ(reply.status, RESEAL_E_USER);
    EXPECT_EQ(reply.value("error.reason"), "pin_expired");
}

TEST_F(MockPins, pin_of_an_impossible_length_costs_no_try) {
    EXPECT_EQ(listWith("123").value("error.reason"), "pin_length");
    EXPECT_EQ(count("C_Login"), 0);
}

TEST_F(MockPins, token_without_a_pin_gets_none) {
    mock("login_required", "0");
    EXPECT_EQ(listWith("123456").status, RESEAL_OK);
    EXPECT_EQ(count("C_Login"), 0);
}

TEST_F(MockPins, pin_on_the_reader_needs_only_the_persons_word) {
    mock("pinpad");
    const Reply refused = on(token->generate, {text("algorithm", "gost-2012-256"), text("label", "x")}, false);
    EXPECT_EQ(refused.value("error.reason"), "pin_required");
    pin = "";
    EXPECT_EQ(generate("gost-2012-256").status, RESEAL_OK);
}

TEST_F(MockPins, log_in_left_over_does_not_stand_in_for_the_pin) {
    mock("keeps_login");
    EXPECT_EQ(listWith("123456").status, RESEAL_OK); // C_Logout did nothing
    EXPECT_EQ(listWith("654321").status, RESEAL_E_PIN_INCORRECT);
}

TEST_F(MockPins, nobody_stays_logged_in) {
    const Reply made = generate("gost-2012-256");
    sign(made.value("key-id"), kGost256, digest);
    EXPECT_EQ(count("C_Logout"), count("C_Login"));
}

TEST_F(MockPins, change_takes_the_old_and_the_new_one) {
    const Reply reply = on(token->change_pin, {secret("new-pin", "76543210")});
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_EQ(listWith("76543210").status, RESEAL_OK);
}

TEST_F(MockPins, change_logs_in_where_the_module_wants_it) {
    mock("setpin_needs_login");
    EXPECT_EQ(on(token->change_pin, {secret("new-pin", "76543210")}).status, RESEAL_OK);
}

TEST_F(MockPins, change_with_a_wrong_pin_costs_one_try) {
    pin = "654321";
    mock("vendor_tries");
    const Reply reply = on(token->change_pin, {secret("new-pin", "76543210")});
    EXPECT_EQ(reply.status, RESEAL_E_PIN_INCORRECT);
    EXPECT_EQ(reply.integer("token.tries-left"), 9);
}

TEST_F(MockPins, new_pin_that_the_token_refuses_is_told_from_a_wrong_old_one) {
    EXPECT_EQ(on(token->change_pin, {secret("new-pin", "000000")}).value("error.reason"), "new_pin_refused");
}

TEST_F(MockPins, factory_pin_is_named_among_the_checks_after_it_opened_the_token) {
    set("factory_pins", "12345678;123456");
    EXPECT_EQ(ask(diagnostics->examine).value("check.pin-1.state"), "fine");
    listWith("123456");
    const Reply checks = ask(diagnostics->examine);
    EXPECT_EQ(checks.value("check.pin-1.state"), "warning");
    EXPECT_NE(checks.value("check.pin-1.text").find("shipped with"), std::string::npos);
    EXPECT_EQ(count("C_Login"), 1); // compared, never tried
}

TEST_F(MockPins, pin_that_the_token_wants_changed_is_named_among_the_checks) {
    mock("to_be_changed");
    EXPECT_NE(ask(diagnostics->examine).value("check.pin-1.text").find("changed"), std::string::npos);
}

} // namespace reseal::test
