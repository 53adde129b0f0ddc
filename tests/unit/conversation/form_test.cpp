// SPDX-License-Identifier: Apache-2.0
// Forms of plugins are taken whole or refused; answers are checked as the form says.
#include "agent/plugins/conversation/form.hpp"

#include <gtest/gtest.h>

namespace reseal::plugins {
namespace {

std::string withField(const std::string& field) {
    return R"({"title": "Title", "fields": [{"id": "f", "label": "Field", )" + field + "}]}";
}
FormField fieldOf(const std::string& field) { return readForm(withField(field)).value().fields.at(0); }
std::string problem(const std::string& field, std::string_view answer) { return problemOf(fieldOf(field), answer); }

TEST(Form, everyPartOfIt_isRead) {
    const Form form = readForm(R"({"title": {"en": "Code", "ru": "Код", "kk": "Код"}, "text": "From the message.",
        "fields": [{"id": "code", "type": "code", "label": "Code", "hint": "Six digits", "required": true,
                    "pattern": "[0-9]{6}", "expires_at": "2026-11-21T10:00:00Z"}],
        "actions": [{"id": "again", "label": "Send again"}]})")
                          .value();
    EXPECT_EQ(inLanguage(form.title, "ru"), "Код");
    EXPECT_EQ(inLanguage(form.title, "de"), "Code");
    EXPECT_EQ(form.fields.at(0).type, FieldType::code);
    EXPECT_TRUE(form.fields.at(0).secret());
    EXPECT_EQ(form.fields.at(0).expires,
              std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + std::chrono::hours(10));
    EXPECT_EQ(form.actions.at(0).id, "again");
}
TEST(Form, valueOfAConsent_mayBeABoolean) { EXPECT_EQ(fieldOf(R"("type": "consent", "value": true)").value, "yes"); }

struct Bad {
    const char* name;
    std::string json;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }
class BadForm : public testing::TestWithParam<Bad> {};
TEST_P(BadForm, isRefused) { EXPECT_EQ(readForm(GetParam().json).error().reason, "bad_form"); }
INSTANTIATE_TEST_SUITE_P(
    All, BadForm,
    testing::Values(Bad{"empty", ""}, Bad{"noObject", "[]"}, Bad{"noTitle", R"({"fields": []})"},
                    Bad{"cutOff", R"({"title": "T")"},
                    Bad{"noLabel", R"({"title": "T", "fields": [{"id": "f", "type": "text"}]})"},
                    Bad{"unknownType", withField(R"("type": "slider")")},
                    Bad{"badId", R"({"title": "T", "fields": [{"id": "F!", "type": "text", "label": "L"}]})"},
                    Bad{"sameIdTwice", R"({"title": "T", "fields": [{"id": "f", "type": "text", "label": "L"},
                                                                    {"id": "f", "type": "text", "label": "L"}]})"},
                    Bad{"choiceWithoutChoices", withField(R"("type": "choice")")},
                    Bad{"brokenPattern", withField(R"("type": "text", "pattern": "[")")},
                    Bad{"patternWithGroups", withField(R"("type": "text", "pattern": "(a+)+b")")},
                    Bad{"impossibleLengths", withField(R"("type": "text", "min_length": 5, "max_length": 2)")},
                    Bad{"badTime", withField(R"("type": "code", "expires_at": "tomorrow")")},
                    Bad{"tooDeep", R"({"title": "T", "x": [[[[[[[[[[1]]]]]]]]]]})"},
                    Bad{"tooLarge", R"({"title": ")" + std::string(300000, 'a') + R"("})"},
                    Bad{"translationWithoutEnglish", R"({"title": {"ru": "Т"}})"}),
    [](const auto& made) { return std::string(made.param.name); });

TEST(Answer, missingWhereRequired_isAProblem) { EXPECT_NE(problem(R"("type": "text", "required": true)", ""), ""); }
TEST(Answer, missingWhereNotRequired_isFine) { EXPECT_EQ(problem(R"("type": "text")", ""), ""); }
TEST(Answer, consentNotGiven_isAProblem) { EXPECT_NE(problem(R"("type": "consent", "required": true)", "no"), ""); }
TEST(Answer, outsideTheChoices_isAProblem) {
    EXPECT_NE(problem(R"("type": "choice", "choices": [{"id": "a", "label": "A"}])", "b"), "");
}
TEST(Answer, lengthInCharactersNotBytes_isCounted) {
    EXPECT_EQ(problem(R"("type": "text", "max_length": 5)", "Қазақ"), "");
}
TEST(Answer, tooShort_isAProblem) { EXPECT_NE(problem(R"("type": "text", "min_length": 3)", "ab"), ""); }
TEST(Answer, againstThePattern_isAProblem) {
    EXPECT_NE(problem(R"("type": "code", "pattern": "[0-9]{6}")", "12345x"), "");
}
TEST(Answer, withinThePattern_isFine) { EXPECT_EQ(problem(R"("type": "code", "pattern": "[0-9]{6}")", "123456"), ""); }
TEST(Answer, hugeAgainstAPattern_isAProblem) {
    EXPECT_NE(problem(R"("type": "text", "pattern": "a*")", std::string(4000, 'a')), "");
}

} // namespace
} // namespace reseal::plugins
