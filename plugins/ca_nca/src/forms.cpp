// SPDX-License-Identifier: Apache-2.0
#include "forms.hpp"

#include "issuing_texts.hpp"
#include "texts.hpp"

namespace ca_nca {

namespace {

constexpr const char* kEmailPattern = "[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+";

void show(Form& form, const char* id, const Text& label, const std::string& value) {
    if (!value.empty())
        form.field(id, "review", label).value(value);
}

Text useOf(const NcaCertificate& certificate) {
    return certificate.family == KeyFamily::gost2015 ? texts::useBoth()
           : certificate.authentication              ? texts::useLogin()
                                                     : texts::useSign();
}

} // namespace

Text filled(Text text, const Text& value) {
    const auto fill = [](std::string& into, const std::string& what) {
        if (const auto at = into.find("{}"); at != std::string::npos)
            into.replace(at, 2, what);
    };
    text.ru = text.in("ru");
    text.kk = text.in("kk");
    fill(text.en, value.in("en"));
    fill(text.ru, value.in("ru"));
    fill(text.kk, value.in("kk"));
    return text;
}

Form newIssueForm(bool lapsed, const Text& serviceCentre, const std::string& language) {
    Form form(lapsed ? texts::lapsedTitle() : texts::newTitle(), lapsed ? texts::lapsedText() : texts::newText());
    show(form, "bring", texts::bring(), texts::bringWhat().in(language));
    show(form, "where", texts::where(), serviceCentre.in(language));
    return form;
}

Form keyMissingForm(bool signingKey, const std::string& atHand) {
    Form form(signingKey ? texts::signingTitle() : texts::lostTitle(),
              signingKey ? texts::signingText() : texts::lostText());
    show(form, "at-hand", texts::whichFile(), atHand);
    form.action("new", texts::applyAnew());
    return form;
}

Form agreementForm(const Agreement& agreement, const Text& error) {
    Form form(texts::agreementTitle(), texts::agreementText());
    form.field("agreement", "review", texts::agreementTitle()).value(agreement.text);
    form.field("accept", "consent", texts::accept()).required().error(error);
    return form;
}

Form dataForm(const DataPage& page) {
    Form form(texts::formTitle(), texts::formText());
    if (page.askHolder) {
        form.field("name", "text", texts::fullName()).required().length(3, 100).value(page.name).error(page.nameError);
        form.field("iin", "text", texts::iin()).required().pattern("[0-9]{12}").value(page.iin).error(page.iinError);
    }
    form.field("email", "text", texts::email())
        .length(0, 254)
        .pattern(kEmailPattern)
        .value(page.email)
        .error(page.emailError);
    if (page.askPhone)
        form.field("phone", "phone", texts::phone())
            .hint(texts::phoneHint())
            .required()
            .length(10, 25)
            .value(page.phone)
            .error(page.phoneError);
    return form;
}

Form applicationForm(const ApplicationPage& page) {
    Form form(texts::applicationTitle(), texts::applicationText());
    show(form, "holder", texts::holder(), page.holder);
    show(form, "iin", texts::iin(), page.iin);
    show(form, "bin", texts::bin(), page.bin);
    show(form, "email", texts::email(), page.email.empty() ? texts::noEmail().in(page.language) : page.email);
    show(form, "phone", texts::phone(), page.phone);
    show(form, "keys", texts::keys(), (page.pair ? texts::pairKeys() : texts::gostKey()).in(page.language));
    form.field("apply", "consent", texts::apply()).required().error(page.error);
    form.action("change", texts::change());
    return form;
}

Form codeForm(const CodePage& page, const Text& support) {
    const std::string minutes = std::to_string(page.minutes);
    const std::string to = page.eGov         ? (page.to.empty() ? "" : " (" + page.to + ")")
                           : page.to.empty() ? "***"
                                             : page.to;
    Form form(texts::codeTitle(),
              filled((page.eGov ? texts::eGovText() : texts::smsText()).with(to).with(minutes), support));
    form.field("code", "code", texts::code())
        .required()
        .pattern("[0-9]{" + std::to_string(page.length) + "}")
        .expiresAt(page.expiresAtMs)
        .error(page.error);
    form.action("again", texts::again());
    return form;
}

Form linkForm(const LinkPage& page) {
    const Text to = page.letter.to.empty() ? texts::yourAddress() : Text(page.letter.to);
    Text text = filled(texts::linkText().with(page.letter.sender).with(page.letter.subject), to);
    if (page.sentAgain) {
        const Text sent = texts::letterSent();
        text = Text(sent.en + text.en, sent.ru + text.ru, sent.kk + text.kk);
    }
    Form form(texts::linkTitle(), text);
    form.field("link", "link", texts::link()).length(0, 2000).error(page.error);
    form.action("again", texts::letterAgain());
    form.action("email", texts::correctEmail());
    return form;
}

Form emailForm(const std::string& email, const Text& error) {
    Form form(texts::emailTitle(), texts::emailText());
    form.field("email", "text", texts::email())
        .required()
        .length(3, 254)
        .pattern(kEmailPattern)
        .value(email)
        .error(error);
    return form;
}

Form reviewForm(const std::vector<NcaCertificate>& certificates) {
    Form form(texts::reviewTitle(), texts::reviewText());
    for (std::size_t i = 0; i < certificates.size(); ++i) {
        const NcaCertificate& one = certificates[i];
        const std::string number = "-" + std::to_string(i + 1);
        show(form, ("holder" + number).c_str(), useOf(one), one.holder);
        show(form, ("iin" + number).c_str(), texts::iin(), one.iin);
        show(form, ("bin" + number).c_str(), texts::bin(), one.bin);
        show(form, ("email" + number).c_str(), texts::email(), one.email);
        show(form, ("valid" + number).c_str(), texts::validity(), one.notBefore + " - " + one.notAfter);
        show(form, ("algorithm" + number).c_str(), texts::algorithm(), familyName(one.family));
        show(form, ("serial" + number).c_str(), texts::serial(), one.serial);
    }
    form.action("wrong", texts::dataWrong());
    return form;
}

Form wrongDataForm(const Text& support, const std::string& language) {
    Form form(texts::wrongTitle(), filled(texts::wrongText(), support));
    show(form, "support", texts::whereToTurn(), support.in(language));
    form.action("back", texts::reviewAgain());
    return form;
}

} // namespace ca_nca
