// SPDX-License-Identifier: Apache-2.0
#include "reseal/cxx/form.hpp"

#include <gtest/gtest.h>

namespace reseal::sdk {

TEST(Form, writes_json_with_texts_in_three_languages) {
    Form form({"Code", "Код", "Код"}, "From the \"SMS\"\n");
    form.field("code", "code", "Code").required().pattern("[0-9]{6}").length(6, 6).expiresAt(1700000000000);
    form.field("way", "choice", {"Way", "Способ", "Жол"})
        .choice("sms", "SMS")
        .choice("mail", {"Mail", "Почта", "Пошта"});
    form.action("again", {"Send again", "Прислать снова", "Қайта жіберу"});
    EXPECT_EQ(form.json(),
              R"({"title":{"en":"Code","ru":"Код","kk":"Код"},"text":"From the \"SMS\"\u000a","fields":[)"
              R"({"id":"code","type":"code","label":"Code","required":true,"pattern":"[0-9]{6}",)"
              R"("min_length":6,"max_length":6,"expires_at":1700000000000},)"
              R"({"id":"way","type":"choice","label":{"en":"Way","ru":"Способ","kk":"Жол"},"choices":[)"
              R"({"id":"sms","label":"SMS"},{"id":"mail","label":{"en":"Mail","ru":"Почта","kk":"Пошта"}}]}],)"
              R"("actions":[{"id":"again","label":{"en":"Send again","ru":"Прислать снова",)"
              R"("kk":"Қайта жіберу"}}]})");
}

TEST(Form, escapes_whatever_comes) {
    EXPECT_EQ(jsonString("a\\b\"c\x01\x7F"), R"("a\\b\"c\u0001\u007f")");
    EXPECT_EQ(jsonString("</script>Ж"), "\"</script>Ж\"");
    EXPECT_THROW(jsonString("\xC3("), Failure);
}

TEST(Form, knows_its_field_types) {
    Form form("Title");
    EXPECT_THROW(form.field("x", "checkbox", "X"), Failure);
    EXPECT_THROW(form.field("", "text", "X"), Failure);
    EXPECT_THROW(form.field(std::string(33, 'x'), "text", "X"), Failure);
    EXPECT_NO_THROW(form.field("x", "folder", "X"));
    EXPECT_EQ(Form("T").json(), R"({"title":"T","fields":[],"actions":[]})");
}

} // namespace reseal::sdk
