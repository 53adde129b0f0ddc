// SPDX-License-Identifier: Apache-2.0
// Modules that lie, lose sessions, stall; tokens that come and go; a process that forks.
#include "pkcs11_fixture.hpp"

#include <sys/wait.h>
#include <unistd.h>

namespace reseal::test {

class MockFaults : public MockFixture {
protected:
    Reply list() const { return on(token->objects, {}, false); }
};

TEST_F(MockFaults, texts_that_are_not_padded_end_where_they_should) {
    mock("unpadded");
    const Reply tokens = ask(token->tokens);
    EXPECT_EQ(tokens.value("token.1.label"), "Mock token");
    EXPECT_NE(tokens.value("token.1.id").find("token=Mock%20token"), std::string::npos) << tokens.value("token.1.id");
}

TEST_F(MockFaults, slot_list_that_grows_meanwhile_is_fetched_again) {
    mock("slot_comes");
    EXPECT_TRUE(ask(token->tokens).has("token.1.id"));
}

TEST_F(MockFaults, module_that_is_initialized_already_serves) {
    mock("already_initialized");
    EXPECT_TRUE(ask(token->tokens).has("token.1.id"));
}

TEST_F(MockFaults, session_lost_before_the_pin_is_opened_anew) {
    const std::string id = tokenId();
    list();
    mock("lose", "C_FindObjectsInit");
    EXPECT_EQ(ask(token->objects, {text("token", id)}).status, RESEAL_OK);
    EXPECT_EQ(count("C_OpenSession"), 2);
}

TEST_F(MockFaults, session_lost_after_the_pin_never_sends_it_again) {
    const Reply made = generate("gost-2012-256");
    const int before = count("C_Login");
    mock("lose", "C_SignInit");
    const Reply reply = sign(made.value("key-id"), kGost256, digest);
    EXPECT_EQ(reply.status, RESEAL_E_TOKEN_ABSENT);
    EXPECT_EQ(count("C_Login"), before + 1);
}

TEST_F(MockFaults, replugged_token_works_without_a_restart) {
    const Reply made = generate("gost-2012-256");
    const std::string id = tokenId();
    mock("removed");
    EXPECT_FALSE(ask(token->tokens).has("token.1.id"));
    EXPECT_EQ(ask(token->objects, {text("token", id)}).status, RESEAL_E_TOKEN_ABSENT);
    mock("removed", "0");
    mock("lose", "C_GetSessionInfo"); // what plugging in again does to sessions
    EXPECT_EQ(sign(made.value("key-id"), kGost256, digest).status, RESEAL_OK);
}

TEST_F(MockFaults, another_token_in_the_place_is_not_taken_for_the_first) {
    const std::string id = tokenId();
    list();
    mock("serial", "0000000000000002");
    EXPECT_EQ(ask(token->objects, {text("token", id), secret("pin", pin)}).status, RESEAL_E_TOKEN_ABSENT);
    EXPECT_EQ(count("C_Login"), 0);
}

TEST_F(MockFaults, attribute_without_a_length_is_passed_over) {
    generate("gost-2012-256");
    mock("withhold", "0x3"); // CKA_LABEL
    const Reply objects = list();
    EXPECT_EQ(objects.status, RESEAL_OK);
    EXPECT_TRUE(objects.has("object.1.key"));
    EXPECT_FALSE(objects.has("object.1.label"));
}

TEST_F(MockFaults, search_left_open_is_closed_and_begun_again) {
    mock("fail.C_FindObjects", "0x5");
    EXPECT_EQ(list().status, RESEAL_E_UNREACHABLE);
    EXPECT_EQ(list().status, RESEAL_OK);
}

TEST_F(MockFaults, full_token_is_said_to_be_full) {
    mock("fail.C_GenerateKeyPair", "0x31");
    EXPECT_EQ(generate("gost-2012-256").status, RESEAL_E_NO_SPACE);
}

TEST_F(MockFaults, same_label_again_gives_the_same_pair) {
    const Reply first = generate("gost-2012-256");
    EXPECT_EQ(generate("gost-2012-256").value("public-key"), first.value("public-key"));
    EXPECT_EQ(count("C_GenerateKeyPair"), 1);
}

TEST_F(MockFaults, module_that_stalls_ends_the_call_at_its_deadline) {
    const std::string id = tokenId();
    mock("stall.C_GetTokenInfo", "1500");
    const Reply reply = ask(token->objects, {text("token", id)}, 600);
    EXPECT_EQ(reply.status, RESEAL_E_DEADLINE);
    EXPECT_EQ(reply.value("error.reason"), "module_stalled");
    mock("stall.C_GetTokenInfo", "0");
}

TEST_F(MockFaults, pin_of_a_call_that_was_given_up_is_never_sent) {
    const std::string id = tokenId();
    mock("stall.C_GetTokenInfo", "1500");
    EXPECT_EQ(ask(token->objects, {text("token", id), secret("pin", pin)}, 600).status, RESEAL_E_DEADLINE);
    mock("stall.C_GetTokenInfo", "0");
    EXPECT_EQ(ask(token->objects, {text("token", id)}).status, RESEAL_OK); // behind it on the same lane
    EXPECT_EQ(count("C_Login"), 0);
}

TEST_F(MockFaults, module_that_stalls_is_left_out_of_the_list_and_named) {
    mock("stall.C_GetSlotList", "2500");
    const Reply tokens = ask(token->tokens, {}, 1500);
    EXPECT_EQ(tokens.status, RESEAL_OK);
    EXPECT_FALSE(tokens.has("token.1.id"));
    const Reply checks = ask(diagnostics->examine, {}, 1500); // at once: it is still at work
    EXPECT_EQ(checks.value("check.module-1.state"), "broken");
    EXPECT_NE(checks.value("check.module-1.text").find("does not answer"), std::string::npos);
}

TEST_F(MockFaults, module_that_is_missing_leaves_the_others_alone) {
    const Item both = text("setting.modules", std::string("/not/there.so;") + RESEAL_MOCK_MODULE);
    const Reply tokens = call(token->tokens, self, {both});
    EXPECT_EQ(tokens.status, RESEAL_OK);
    EXPECT_TRUE(tokens.has("token.1.id"));
    const Reply checks = call(diagnostics->examine, self, {both});
    EXPECT_EQ(checks.value("check.module-1.state"), "broken");
    EXPECT_EQ(checks.value("check.module-2.state"), "fine");
}

TEST_F(MockFaults, forked_child_initializes_the_module_for_itself) {
    const std::string id = tokenId();
    list();
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0)
        ::_exit(ask(token->objects, {text("token", id)}).status == RESEAL_OK ? 0 : 1);
    int ended = -1;
    ASSERT_EQ(::waitpid(child, &ended, 0), child);
    EXPECT_EQ(ended, 0);
    EXPECT_EQ(list().status, RESEAL_OK);
}

TEST_F(MockFaults, module_that_crashes_ends_its_process_and_no_other) {
    const std::string id = tokenId();
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        mock("crash.C_GetSlotList");
        ask(token->tokens);
        ::_exit(0);
    }
    int ended = 0;
    ASSERT_EQ(::waitpid(child, &ended, 0), child);
    EXPECT_TRUE(WIFSIGNALED(ended));
    EXPECT_EQ(ask(token->objects, {text("token", id)}).status, RESEAL_OK);
}

} // namespace reseal::test
