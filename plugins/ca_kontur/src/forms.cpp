// SPDX-License-Identifier: Apache-2.0
#include "forms.hpp"

#include "texts.hpp"

namespace ca_kontur {

namespace {

constexpr std::size_t kMostOthers = 5;

void addOthers(Form& form, const std::vector<Order>& others) {
    std::size_t shown = 0;
    for (const Order& order : others)
        if (order.state <= OrderState::issued && shown < kMostOthers)
            form.field("other-" + std::to_string(++shown), "review", texts::otherOrder())
                .value(order.id.empty() ? order.key : order.id);
}

} // namespace

Text filled(Text text, const Text& value) {
    if (text.ru.empty())
        text.ru = text.en;
    if (text.kk.empty())
        text.kk = text.en;
    const auto fill = [](std::string& into, const std::string& what) {
        if (const auto at = into.find("{}"); at != std::string::npos)
            into.replace(at, 2, what);
    };
    fill(text.en, value.in("en"));
    fill(text.ru, value.in("ru"));
    fill(text.kk, value.in("kk"));
    return text;
}

Form phoneForm(const PhonePage& page) {
    Form form(texts::phoneTitle(), page.text);
    form.field("phone", "phone", texts::phone())
        .hint(texts::phoneHint())
        .required()
        .length(8, 25)
        .value(page.phone)
        .error(page.phoneError);
    form.field("application", "text", texts::application())
        .length(0, 64)
        .value(page.application)
        .error(page.applicationError);
    if (page.askSms)
        form.field("sms", "consent", texts::smsCame()).required();
    return form;
}

Form codeForm(const CodePage& page, const Names& names) {
    const std::string minutes = std::to_string(page.minutes);
    const Text text =
        page.confirmation
            ? filled(texts::confirmText().with(minutes), names.support)
            : filled(texts::codeText().with(page.to.empty() ? "***" : page.to).with(minutes), names.support);
    Form form(page.confirmation ? texts::confirmTitle() : texts::codeTitle(), text);
    form.field("code", "code", texts::code())
        .required()
        .pattern("[0-9]{" + std::to_string(page.length) + "}")
        .expiresAt(page.expiresAtMs)
        .error(page.error);
    form.action("again", texts::again());
    if (!page.confirmation)
        form.action("phone", texts::otherPhone());
    return form;
}

Form chooseForm(const std::vector<Application>& applications, const std::vector<Order>& others) {
    Form form(texts::chooseTitle(), texts::chooseText());
    reseal::sdk::Field& field = form.field("which", "choice", texts::chooseTitle());
    for (std::size_t i = 0; i < applications.size(); ++i) // ids of choices are lower case, those of the CA need not be
        field.choice(std::to_string(i + 1),
                     (applications[i].title + " ").substr(applications[i].title.empty() ? 1 : 0) + applications[i].id);
    field.value("1").required();
    addOthers(form, others);
    return form;
}

Form reviewForm(const ReviewPage& page) {
    Text text = texts::reviewText();
    if (page.clockMinutes > 0) {
        const Text clocks = texts::clocksDiffer().with(std::to_string(page.clockMinutes));
        text = Text(clocks.en + "\n" + text.en, clocks.ru + "\n" + text.ru, clocks.kk + "\n" + text.kk);
    }
    Form form(texts::reviewTitle(), text);
    for (std::size_t i = 0; i < page.subject.size(); ++i)
        form.field("data-" + std::to_string(i + 1), "review", labelOf(page.subject[i].type))
            .value(page.subject[i].value);
    addOthers(form, page.others);
    form.field("agree", "consent", texts::agree()).required().error(page.error);
    form.action("wrong", texts::dataWrong());
    return form;
}

Form wrongDataForm(const Names& names, const std::string& language) {
    Form form(texts::wrongTitle(), filled(texts::wrongText(), names.support));
    form.field("support", "review", texts::support()).value(names.support.in(language));
    return form;
}

} // namespace ca_kontur
