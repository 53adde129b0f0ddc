// SPDX-License-Identifier: Apache-2.0
// What a person reads until the application is handed in, in English, Russian and Kazakh. "{}" are filled in order.
#pragma once

#include <reseal/cxx/values.hpp>

namespace ca_nca::texts {

using reseal::sdk::Text;

inline Text profile() { return {"Keys of the NCA of Kazakhstan", "Ключи НУЦ РК", "ҚР ҰКО кілттері"}; }
inline Text support() {
    return {"the contact centre 1414", "единый контакт-центр 1414", "1414 бірыңғай байланыс орталығы"};
}
inline Text serviceCentre() {
    return {"any Public Service Centre (TsON)", "любой ЦОН (Центр обслуживания населения)",
            "кез келген ХҚКО (Халыққа қызмет көрсету орталығы)"};
}

// Steps of the rail, and what comes next.
inline Text stepBegin() { return {"New issue", "Новый выпуск", "Жаңадан шығару"}; }
inline Text stepLogin() { return {"Log in", "Вход", "Кіру"}; }
inline Text stepKeys() { return {"Get keys", "Получение ключей", "Кілт алу"}; }
inline Text stepAgreement() { return {"Agreement", "Соглашение", "Келісім"}; }
inline Text stepForm() { return {"Form", "Анкета", "Нысан"}; }
inline Text stepApplication() { return {"Application", "Заявка", "Өтінім"}; }
inline Text nextKeys() {
    return {"The order of keys is signed with the old key.", "Запрос на ключи подписывается старым ключом.",
            "Кілттерге сұрау ескі кілтпен қол қойылады."};
}
inline Text nextAgreement() {
    return {"You read the user agreement.", "Вы прочитаете пользовательское соглашение.",
            "Пайдаланушы келісімін оқисыз."};
}
inline Text nextForm() {
    return {"You check your e-mail address.", "Вы проверите адрес электронной почты.",
            "Электрондық пошта мекенжайын тексересіз."};
}
inline Text nextApplication() {
    return {"You read the application and agree to it.", "Вы прочитаете заявку и согласитесь с ней.",
            "Өтінімді оқып, келісесіз."};
}
inline Text nextSigned() {
    return {"The new keys are made now; the application is signed with the old key and sent.",
            "Сейчас создаются новые ключи; заявка подписывается старым ключом и отправляется.",
            "Қазір жаңа кілттер жасалады; өтінім ескі кілтпен қол қойылып, жіберіледі."};
}
inline Text nextSent() {
    return {"The new keys are made and the application is sent.", "Создаются новые ключи, заявка отправляется.",
            "Жаңа кілттер жасалып, өтінім жіберіледі."};
}

// What the old key signs.
inline Text signsLogin() { return {"Log in to the NCA", "Вход в НУЦ", "ҰКО-ға кіру"}; }
inline Text signsKeys() {
    return {"Get keys: the order of a re-issue", "Получение ключей: запрос на перевыпуск",
            "Кілт алу: қайта шығаруға сұрау"};
}
inline Text signsRequest() { return {"Application for a new key", "Заявка на новый ключ", "Жаңа кілтке өтінім"}; }

// Where a re-issue by the old key is not possible.
inline Text lapsedTitle() {
    return {"The certificate has lapsed", "Срок действия сертификата истёк", "Сертификат мерзімі өтті"};
}
inline Text lapsedText() {
    return {"The NCA re-issues by the old key only while its certificate is valid. New keys can still be had: apply "
            "here, Reseal makes the keys now, and then show yourself once at a service centre. Old documents still "
            "open with the old key; keep it.",
            "НУЦ перевыпускает ключи по старому ключу, только пока сертификат действует. Новые ключи получить можно: "
            "подайте заявку здесь, Reseal сейчас создаст ключи, а затем один раз придите в центр обслуживания. Старые "
            "документы открываются старым ключом, не удаляйте его.",
            "ҰКО ескі кілт арқылы тек сертификат жарамды кезде қайта шығарады. Жаңа кілттерді алуға болады: осында "
            "өтінім беріңіз, Reseal кілттерді қазір жасайды, содан кейін қызмет көрсету орталығына бір рет барыңыз. "
            "Ескі құжаттар ескі кілтпен ашылады, оны жоймаңыз."};
}
inline Text newTitle() { return {"New keys of the NCA", "Новые ключи НУЦ", "ҰКО-ның жаңа кілттері"}; }
inline Text newText() {
    return {"Apply here; Reseal makes the keys on this computer. Then show yourself once at a service centre, and the "
            "NCA issues the certificates.",
            "Подайте заявку здесь; Reseal создаст ключи на этом компьютере. Затем один раз придите в центр "
            "обслуживания, и НУЦ выпустит сертификаты.",
            "Осында өтінім беріңіз; Reseal кілттерді осы компьютерде жасайды. Содан кейін қызмет көрсету орталығына "
            "бір рет барыңыз, ҰКО сертификаттарды шығарады."};
}
inline Text bring() { return {"Bring with you", "Возьмите с собой", "Өзіңізбен бірге алыңыз"}; }
inline Text bringWhat() {
    return {"Identity card. The phone whose number is in the Mobile Citizens Base. For a legal entity also the order "
            "of appointment or a power of attorney.",
            "Удостоверение личности. Телефон, номер которого есть в Базе мобильных граждан. Для юридического лица "
            "также приказ о назначении или доверенность.",
            "Жеке куәлік. Нөмірі Мобильді азаматтар базасында бар телефон. Заңды тұлға үшін тағайындау туралы бұйрық "
            "немесе сенімхат."};
}
inline Text where() { return {"Where to go", "Куда прийти", "Қайда бару керек"}; }
inline Text lostTitle() { return {"The old key is not here", "Старого ключа здесь нет", "Ескі кілт мұнда жоқ"}; }
inline Text lostText() {
    return {"A re-issue is signed with the old key, which Reseal finds neither in files nor on a token nor in the "
            "archive. Put the key file back or plug the token in and go on; or apply for new keys without it.",
            "Перевыпуск подписывается старым ключом, а Reseal не находит его ни в файлах, ни на токене, ни в архиве. "
            "Верните файл ключа или подключите токен и продолжите; либо подайте заявку на новые ключи без него.",
            "Қайта шығаруға ескі кілтпен қол қойылады, ал Reseal оны файлдардан да, токеннен де, мұрағаттан да таппай "
            "тұр. Кілт файлын қайтарыңыз немесе токенді жалғап, жалғастырыңыз; не онсыз жаңа кілттерге өтінім "
            "беріңіз."};
}
inline Text signingTitle() { return {"The signing key is missing", "Нет ключа подписи", "Қол қою кілті жоқ"}; }
inline Text signingText() {
    return {"This certificate only logs in. The order of keys is signed with the signing key of the same pair (the "
            "file RSA256_... or GOSTKNCA_...). Put that file into a watched folder and go on; or apply for new keys "
            "without it.",
            "Этот сертификат служит только для входа. Запрос на ключи подписывается ключом подписи той же пары (файл "
            "RSA256_... или GOSTKNCA_...). Положите его в наблюдаемую папку и продолжите; либо подайте заявку на новые "
            "ключи без него.",
            "Бұл сертификат тек кіруге арналған. Кілттерге сұрау сол жұптың қол қою кілтімен қол қойылады (RSA256_... "
            "немесе GOSTKNCA_... файлы). Оны бақыланатын қалтаға салып, жалғастырыңыз; не онсыз жаңа кілттерге өтінім "
            "беріңіз."};
}
inline Text whichFile() { return {"The certificate at hand", "Имеющийся сертификат", "Қолдағы сертификат"}; }
inline Text applyAnew() { return {"Apply for new keys", "Подать заявку на новые ключи", "Жаңа кілттерге өтінім беру"}; }

// Agreement, form, application.
inline Text agreementTitle() { return {"User agreement", "Пользовательское соглашение", "Пайдаланушы келісімі"}; }
inline Text agreementText() {
    return {"The NCA issues keys to those who accept this.", "НУЦ выпускает ключи тем, кто это принимает.",
            "ҰКО кілттерді осыны қабылдағандарға шығарады."};
}
inline Text accept() {
    return {"I have read the agreement and accept it", "Я прочитал(а) соглашение и принимаю его",
            "Келісімді оқыдым және қабылдаймын"};
}
inline Text needAgreement() {
    return {"Without it the NCA issues no keys.", "Без этого НУЦ не выпустит ключи.", "Онсыз ҰКО кілт шығармайды."};
}
inline Text formTitle() { return {"Your data", "Ваши данные", "Сіздің деректеріңіз"}; }
inline Text formText() {
    return {"The address goes into the certificate, and the NCA writes there when the application has been decided. "
            "Leave it empty for none; Reseal asks the NCA by itself as well.",
            "Адрес попадёт в сертификат, и туда НУЦ напишет о решении по заявке. Можно оставить пустым; Reseal и сам "
            "спрашивает НУЦ.",
            "Мекенжай сертификатқа жазылады, ҰКО өтінім шешімі туралы сонда жазады. Бос қалдыруға болады; Reseal "
            "ҰКО-дан өзі де сұрайды."};
}
inline Text email() { return {"E-mail", "Электронная почта", "Электрондық пошта"}; }
inline Text badEmail() {
    return {"Write an address like name@example.kz, in Latin letters.",
            "Укажите адрес вида name@example.kz, латиницей.",
            "Мекенжайды name@example.kz түрінде, латын әріптерімен жазыңыз."};
}
inline Text phone() { return {"Mobile phone", "Мобильный телефон", "Ұялы телефон"}; }
inline Text phoneHint() {
    return {"As in the Mobile Citizens Base, for example +7 701 123-45-67",
            "Как в Базе мобильных граждан, например +7 701 123-45-67",
            "Мобильді азаматтар базасындағыдай, мысалы +7 701 123-45-67"};
}
inline Text badPhone() {
    return {"Write the number with its country code, 10 to 15 digits.",
            "Укажите номер с кодом страны, от 10 до 15 цифр.", "Нөмірді ел кодымен жазыңыз, 10–15 цифр."};
}
inline Text fullName() {
    return {"Surname and name, as in the identity card", "Фамилия и имя, как в удостоверении",
            "Тегі мен аты, жеке куәліктегідей"};
}
inline Text needName() { return {"Write surname and name.", "Укажите фамилию и имя.", "Тегі мен атын жазыңыз."}; }
inline Text badIin() { return {"An IIN has 12 digits.", "В ИИН 12 цифр.", "ЖСН 12 цифрдан тұрады."}; }
inline Text applicationTitle() { return {"Application", "Заявка", "Өтінім"}; }
inline Text applicationText() {
    return {"Check every line. The new keys are made when you go on; nobody but you gets them.",
            "Проверьте каждую строку. Новые ключи будут созданы, когда вы продолжите; они останутся только у вас.",
            "Әр жолды тексеріңіз. Жалғастырғанда жаңа кілттер жасалады; олар тек сізде болады."};
}
inline Text holder() { return {"Holder", "Владелец", "Иесі"}; }
inline Text iin() { return {"IIN", "ИИН", "ЖСН"}; }
inline Text bin() { return {"BIN", "БИН", "БСН"}; }
inline Text keys() { return {"New keys", "Новые ключи", "Жаңа кілттер"}; }
inline Text pairKeys() {
    return {"RSA 2048: one to log in, one to sign", "RSA 2048: один для входа, один для подписи",
            "RSA 2048: бірі кіруге, бірі қол қоюға"};
}
inline Text gostKey() {
    return {"GOST 34.10-2015 of 512 bits: one for both", "ГОСТ 34.10-2015, 512 бит: один для всего",
            "МЕМСТ 34.10-2015, 512 бит: екеуіне де бір кілт"};
}
inline Text noEmail() { return {"none", "нет", "жоқ"}; }
inline Text apply() {
    return {"The data are right; I apply for these keys", "Данные верны, прошу выпустить эти ключи",
            "Деректер дұрыс, осы кілттерді шығаруды сұраймын"};
}
inline Text change() { return {"Change the data", "Изменить данные", "Деректерді өзгерту"}; }

} // namespace ca_nca::texts
