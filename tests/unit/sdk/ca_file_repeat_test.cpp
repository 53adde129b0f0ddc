// SPDX-License-Identifier: Apache-2.0
// What happens to a renewal with ca_file when steps come twice, cookies are damaged, or processes die in between.
#include "ca_file_renewal.hpp"

#include <set>

namespace reseal::test {

class FileCaRepeats : public FileCaTest {
protected:
    std::map<std::string, std::string> files() const {
        std::map<std::string, std::string> all;
        for (const auto& entry : std::filesystem::directory_iterator(out.path()))
            all[entry.path().filename().string()] = contentOf(entry.path().string());
        return all;
    }
};

TEST_F(FileCaRepeats, the_same_step_again_finds_its_own_files) {
    const Reply sign = resume(begin(), {bytes("request.1", request)});
    const Reply first = resume(sign, {bytes("signature.1", "SIGNED")});
    const auto before = files();
    EXPECT_EQ(before.size(), 3u);
    const Reply second = resume(sign, {bytes("signature.1", "SIGNED")});
    EXPECT_EQ(second.cookie(), first.cookie());
    EXPECT_EQ(resume(sign, {bytes("signature.1", "another signature")}).demand(), "wait");
    EXPECT_EQ(files(), before) << "a signature that was made again replaces nothing";
}

TEST_F(FileCaRepeats, steps_by_hand_repeat_with_another_clock_and_language) {
    change("old-key", "lost");
    const Reply key = begin();
    EXPECT_EQ(resume(key, {bytes("request.1", request)}).demand(), "wait");
    const auto before = files();
    change("language", "kk");
    drop("now-ms");
    about.push_back(number("now-ms", kNow + 99999999));
    EXPECT_EQ(resume(key, {bytes("request.1", request)}).demand(), "wait");
    EXPECT_EQ(files(), before);
}

TEST_F(FileCaRepeats, a_file_in_the_way_is_left_alone) {
    const Reply sign = resume(begin(), {bytes("request.1", request)});
    out.write("reseal-" + stem + ".p10", "somebody else's");
    const Reply refused = resume(sign, {bytes("signature.1", "SIGNED")});
    EXPECT_EQ(refused.status, RESEAL_E_CONFIG);
    EXPECT_EQ(refused.value("error.reason"), "file_in_the_way");
    EXPECT_EQ(contentOf(out / ("reseal-" + stem + ".p10")), "somebody else's");
    std::filesystem::remove(out / ("reseal-" + stem + ".p10"));
    EXPECT_EQ(resume(sign, {bytes("signature.1", "SIGNED")}).demand(), "wait");
}

TEST_F(FileCaRepeats, recover_goes_on_from_wherever_it_stopped) {
    const Reply none;
    const Reply key = recover(none);
    EXPECT_EQ(key.demand(), "key") << "nothing was stored: begin did nothing yet";
    EXPECT_EQ(recover(key).demand(), "key");
    const Reply sign = recover(key, {bytes("request.1", request)});
    EXPECT_EQ(sign.demand(), "signature");
    EXPECT_EQ(recover(sign).demand(), "signature");
    EXPECT_TRUE(files().empty());
    const Reply wait = resume(sign, {bytes("signature.1", "SIGNED")});
    const Reply landed = recover(sign);
    EXPECT_EQ(landed.demand(), "wait") << "the request lies there";
    EXPECT_EQ(landed.cookie(), wait.cookie());
    in.write("a.crt", fresh.der);
    EXPECT_EQ(recover(wait).demand(), "done");
}

TEST_F(FileCaRepeats, a_crash_between_the_files_is_made_good) {
    const Reply sign = resume(begin(), {bytes("request.1", request)});
    const Reply wait = resume(sign, {bytes("signature.1", "SIGNED")});
    const auto whole = files();
    for (const auto& [name, content] : whole) {
        std::filesystem::remove(out / name);
        EXPECT_EQ(resume(sign, {bytes("signature.1", "SIGNED")}).cookie(), wait.cookie());
        EXPECT_EQ(files(), whole);
    }
}

TEST_F(FileCaRepeats, withdraw_leaves_a_note_and_removes_nothing) {
    const Reply key = begin(), wait = untilWait();
    EXPECT_EQ(run(&reseal_ca_1::withdraw, {bytes("cookie", key.cookie())}).status, RESEAL_OK);
    EXPECT_EQ(files().size(), 3u) << "nothing was asked for yet under this cookie";
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(run(&reseal_ca_1::withdraw, {bytes("cookie", wait.cookie())}).status, RESEAL_OK);
    EXPECT_EQ(files().size(), 4u);
    EXPECT_NE(files().at("withdrawn-" + stem + ".txt").find("reseal-" + stem + ".p10"), std::string::npos);
    EXPECT_EQ(run(&reseal_ca_1::withdraw).status, RESEAL_OK) << "before the first cookie";
}

TEST_F(FileCaRepeats, damaged_cookies_change_nothing) {
    const Reply sign = resume(begin(), {bytes("request.1", request)});
    const std::string whole = sign.cookie();
    for (std::size_t at = 0; at < whole.size(); at += 7) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x11);
        for (const std::string& cookie : {damaged, whole.substr(0, at)}) {
            const Reply reply = run(&reseal_ca_1::resume, {bytes("cookie", cookie), bytes("signature.1", "S")});
            EXPECT_EQ(reply.status, RESEAL_E_INVALID) << at;
            EXPECT_TRUE(reply.has("error.message"));
        }
    }
    EXPECT_TRUE(files().empty());
}

TEST_F(FileCaRepeats, answers_that_are_none_are_refused) {
    const Reply key = begin();
    EXPECT_EQ(resume(key).status, RESEAL_E_INVALID);
    EXPECT_EQ(resume(key, {bytes("request.1", "rubbish")}).status, RESEAL_E_INVALID);
    EXPECT_EQ(resume(key, {bytes("request.1", old.der)}).status, RESEAL_E_INVALID);
    const Reply sign = resume(key, {bytes("request.1", request)});
    EXPECT_EQ(resume(sign).status, RESEAL_E_INVALID);
}

TEST_F(FileCaRepeats, cookies_of_every_released_version_are_taken) {
    const std::filesystem::path fixtures = std::filesystem::path(RESEAL_CA_FILE_FIXTURES) / "cookies";
    std::set<std::string> versions;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(fixtures)) {
        if (!entry.is_regular_file())
            continue;
        versions.insert(entry.path().parent_path().filename().string());
        const Reply reply = run(&reseal_ca_1::recover, {bytes("cookie", contentOf(entry.path().string()))});
        const bool waits = entry.path().stem() == "wait"; // for a folder that this machine lacks
        EXPECT_EQ(reply.status, waits ? RESEAL_E_UNREACHABLE : RESEAL_OK)
            << entry.path() << reply.value("error.message");
    }
    EXPECT_EQ(versions, std::set<std::string>{"1"});
}

} // namespace reseal::test
