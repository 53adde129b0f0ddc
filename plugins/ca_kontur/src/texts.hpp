// SPDX-License-Identifier: Apache-2.0
// What a person reads, in English, Russian and Kazakh. "{}" are filled in order.
#pragma once

#include <reseal/cxx/values.hpp>

namespace ca_kontur::texts {

using reseal::sdk::Text;

inline Text profile() { return {"Qualified certificate", "Квалифицированный сертификат", "Білікті сертификат"}; }
inline Text ca() { return {"the CA", "удостоверяющий центр", "куәландырушы орталық"}; }
inline Text caSupport() {
    return {"the support of your CA or your IT department", "служба поддержки удостоверяющего центра или ИТ-отдел",
            "куәландырушы орталықтың қолдауы немесе АТ бөлімі"};
}

// Steps of the rail, and what comes next.
inline Text stepPhone() { return {"Phone", "Телефон", "Телефон"}; }
inline Text stepReady() { return {"Readiness", "Готовность", "Дайындық"}; }
inline Text stepCode() { return {"Code", "Код", "Код"}; }
inline Text stepData() { return {"Data", "Данные", "Деректер"}; }
inline Text stepKey() { return {"New key", "Новый ключ", "Жаңа кілт"}; }
inline Text stepIssue() { return {"Issuance", "Выпуск", "Шығару"}; }
inline Text stepConfirm() { return {"Confirmation", "Подтверждение", "Растау"}; }
inline Text stepDone() { return {"Certificate", "Сертификат", "Сертификат"}; }
inline Text nextCode() {
    return {"A code comes by SMS within two minutes.", "Код придёт по СМС в течение двух минут.",
            "Код екі минут ішінде SMS арқылы келеді."};
}
inline Text nextReview() {
    return {"You review the data of the certificate.", "Вы проверите данные сертификата.",
            "Сертификат деректерін тексересіз."};
}
inline Text nextKey() {
    return {"A new key is made and the request is sent. Issuance may take up to four hours.",
            "Будет создан новый ключ и отправлен запрос. Выпуск может занять до четырёх часов.",
            "Жаңа кілт жасалып, сұраным жіберіледі. Шығару төрт сағатқа дейін созылуы мүмкін."};
}
inline Text nextConfirm() {
    return {"After issuance a second code comes by SMS.", "После выпуска придёт второй код по СМС.",
            "Шығарылғаннан кейін SMS арқылы екінші код келеді."};
}
inline Text nextInstall() {
    return {"The certificate is installed; the old one goes to the archive, so that old documents still open.",
            "Новый сертификат — в работу, старый — в архив, чтобы старые документы открывались.",
            "Сертификат орнатылады, ескісі мұрағатқа түседі: ескі құжаттар ашыла береді."};
}
inline Text nextInstallFirst() {
    return {"The certificate is installed.", "Сертификат устанавливается.", "Сертификат орнатылады."};
}

// Phone.
inline Text phoneTitle() { return {"Your application", "Ваша заявка", "Сіздің өтінішіңіз"}; }
inline Text phoneText() {
    return {"Have the phone named in the application at hand, and the token, if the key is to live on one. Go on when "
            "the SMS about the certificate being ready has come; Reseal asks {} too.",
            "Держите под рукой телефон из заявки и токен, если ключ будет на нём. Продолжайте, когда придёт СМС о "
            "готовности сертификата; Reseal тоже спросит {}.",
            "Өтініште көрсетілген телефон және кілт токенде болса, токен қолыңызда болсын. Сертификат дайын деген SMS "
            "келгенде жалғастырыңыз; Reseal де сұрайды: {}."};
}
inline Text phone() { return {"Phone as in the application", "Телефон, как в заявке", "Өтініштегідей телефон"}; }
inline Text phoneHint() {
    return {"For example +7 999 123-45-67", "Например, +7 999 123-45-67", "Мысалы, +7 999 123-45-67"};
}
inline Text application() {
    return {"Number of the application, if you have several", "Номер заявки, если их несколько",
            "Өтініш нөмірі, егер бірнешеу болса"};
}
inline Text badPhone() {
    return {"Write the number with its country code, 8 to 15 digits.", "Укажите номер с кодом страны, от 8 до 15 цифр.",
            "Нөмірді ел кодымен жазыңыз, 8–15 цифр."};
}
inline Text badApplication() {
    return {"A number of an application has letters, digits and hyphens only.",
            "Номер заявки состоит только из латинских букв, цифр и дефисов.",
            "Өтініш нөмірі тек латын әріптерінен, цифрлардан және сызықшадан тұрады."};
}
inline Text readyText() {
    return {"The certificate is ready to be issued. Check the phone and get the code.",
            "Сертификат готов к выпуску. Проверьте телефон и получите код.",
            "Сертификат шығаруға дайын. Телефонды тексеріп, код алыңыз."};
}
inline Text smsText() {
    return {"The CA tells only you when the certificate is ready to be issued. Go on when its SMS has come.",
            "О готовности к выпуску УЦ сообщает только вам. Продолжайте, когда придёт СМС.",
            "Шығаруға дайын екенін КО тек сізге хабарлайды. SMS келгенде жалғастырыңыз."};
}
inline Text smsCame() {
    return {"I have the SMS that the certificate is ready", "СМС о готовности сертификата у меня есть",
            "Сертификаттың дайын екені туралы SMS келді"};
}
inline Text notReady() {
    return {
        "The certificate cannot be issued yet: {} is still preparing it. You will get an SMS; Reseal looks again by "
        "itself. If the SMS has come, have the CA asked now. Questions: {}.",
        "Пока нельзя выпустить сертификат: {} ещё готовит его. Вам придёт СМС, Reseal проверит и сам. Если СМС уже "
        "пришла, спросите УЦ сейчас. Вопросы: {}.",
        "Сертификатты әлі шығаруға болмайды: {} дайындап жатыр. Сізге SMS келеді, Reseal өзі де тексереді. SMS "
        "келсе, КО-дан қазір сұраңыз. Сұрақтар: {}."};
}
inline Text sessionOver() {
    return {"The session with the CA has ended. Get a new code; what you entered and the new key are kept.",
            "Сеанс с УЦ закончился. Получите новый код; введённое и новый ключ сохранены.",
            "КО-мен сеанс аяқталды. Жаңа код алыңыз; енгізілгені мен жаңа кілт сақталды."};
}

// Codes.
inline Text codeTitle() { return {"Code from the SMS", "Код из СМС", "SMS коды"}; }
inline Text codeText() {
    return {"A code was sent to {}. It comes within two minutes and is valid for {} min. No code: {}.",
            "Код отправлен на {}. Он придёт в течение двух минут и действует {} мин. Если кода нет: {}.",
            "Код {} нөміріне жіберілді. Ол екі минут ішінде келеді, {} минут жарамды. Код келмесе: {}."};
}
inline Text confirmTitle() { return {"The certificate is issued", "Сертификат выпущен", "Сертификат шығарылды"}; }
inline Text confirmText() {
    return {"Confirm it with the code that came by SMS after issuance. It is valid for {} min. No code: {}.",
            "Подтвердите его кодом из СМС, пришедшей после выпуска. Код действует {} мин. Если кода нет: {}.",
            "Оны шығарылғаннан кейін келген SMS кодымен растаңыз. Код {} минут жарамды. Код келмесе: {}."};
}
inline Text code() { return {"Code", "Код", "Код"}; }
inline Text again() { return {"Send the code again", "Отправить код ещё раз", "Кодты қайта жіберу"}; }
inline Text otherPhone() { return {"Another phone", "Другой телефон", "Басқа телефон"}; }
inline Text wrongCode() {
    return {"This is not the code. Look at the newest SMS.", "Код неверный. Посмотрите самую новую СМС.",
            "Код дұрыс емес. Ең соңғы SMS-ті қараңыз."};
}
inline Text wrongCodeLeft() {
    return {"This is not the code. Tries left: {}.", "Код неверный. Осталось попыток: {}.",
            "Код дұрыс емес. Қалған әрекет: {}."};
}
inline Text codeExpired() {
    return {"The code has expired. Have it sent again.", "Срок действия кода истёк. Отправьте код ещё раз.",
            "Кодтың мерзімі өтті. Кодты қайта жіберіңіз."};
}
inline Text tooManyTries() {
    return {"Too many wrong codes. Have another one sent.", "Слишком много неверных кодов. Запросите новый.",
            "Қате кодтар тым көп. Жаңасын сұраңыз."};
}
inline Text tooManyCodes() {
    return {"No more codes for now. Try again in {} min, or turn to {}.",
            "Коды пока не отправляются. Повторите через {} мин. или обратитесь: {}.",
            "Кодтар әзірге жіберілмейді. {} минуттан кейін қайталаңыз немесе хабарласыңыз: {}."};
}
inline Text tooEarly() {
    return {"The code can be sent again in {} s.", "Отправить код ещё раз можно через {} с.",
            "Кодты {} с кейін қайта жіберуге болады."};
}
inline Text sentAgain() {
    return {"A new code is on its way; the old one no longer counts.",
            "Новый код отправлен, старый больше не действует.", "Жаңа код жіберілді, ескісі енді жарамсыз."};
}

// Data.
inline Text chooseTitle() { return {"Which certificate", "Какой сертификат", "Қай сертификат"}; }
inline Text chooseText() {
    return {"Several of your applications are ready. The others can be issued afterwards.",
            "Готово несколько ваших заявок. Остальные можно выпустить потом.",
            "Бірнеше өтінішіңіз дайын. Қалғандарын кейін шығаруға болады."};
}
inline Text reviewTitle() {
    return {"Data of the new certificate", "Данные нового сертификата", "Жаңа сертификаттың деректері"};
}
inline Text reviewText() {
    return {"Check every line: a certificate with a mistake has to be issued anew.",
            "Проверьте каждую строку: сертификат с ошибкой придётся выпускать заново.",
            "Әр жолды тексеріңіз: қатесі бар сертификатты қайта шығаруға тура келеді."};
}
inline Text clocksDiffer() {
    return {"The clocks of this computer and of the CA differ by {} min. Set this computer's clock, or the new "
            "certificate may count as not yet valid.",
            "Часы этого компьютера и УЦ расходятся на {} мин. Исправьте часы компьютера, иначе новый сертификат может "
            "считаться ещё не действующим.",
            "Осы компьютер мен КО сағаттары {} минутқа алшақ. Компьютер сағатын түзетіңіз, әйтпесе жаңа сертификат әлі "
            "жарамсыз деп саналуы мүмкін."};
}
inline Text otherOrder() { return {"Also at the CA, order", "Также в УЦ, заказ", "КО-дағы басқа тапсырыс"}; }
inline Text agree() {
    return {"The data are right; issue the certificate", "Данные верны, выпустить сертификат",
            "Деректер дұрыс, сертификатты шығару"};
}
inline Text needAgreement() {
    return {"Without your consent the CA issues nothing.", "Без вашего согласия УЦ ничего не выпустит.",
            "Келісіміңізсіз КО ештеңе шығармайды."};
}
inline Text dataWrong() { return {"The data are wrong", "Данные неверны", "Деректер қате"}; }
inline Text wrongTitle() { return {"Wrong data", "Неверные данные", "Қате деректер"}; }
inline Text wrongText() {
    return {"Only the CA can change the data. Turn to: {}. Then go on here; nothing was sent and no key was made.",
            "Изменить данные может только УЦ. Обратитесь: {}. Затем продолжите здесь; ничего не отправлено, ключ не "
            "создан.",
            "Деректерді тек КО өзгерте алады. Хабарласыңыз: {}. Содан кейін осында жалғастырыңыз; ештеңе жіберілген "
            "жоқ, кілт жасалған жоқ."};
}
inline Text support() { return {"Where to turn", "Куда обратиться", "Қайда хабарласу керек"}; }

// Issuance.
inline Text issuing() {
    return {
        "The certificate is being issued by {}; this may take up to four hours. Reseal looks by itself, also after a "
        "restart. You may close the window and request other certificates.",
        "Идёт выпуск сертификата ({}), это может занять до четырёх часов. Reseal проверяет сам, в том числе после "
        "перезагрузки. Окно можно закрыть и запрашивать другие сертификаты.",
        "Сертификат шығарылуда ({}), бұл төрт сағатқа дейін созылуы мүмкін. Reseal қайта жүктелгеннен кейін де өзі "
        "тексереді. Терезені жауып, басқа сертификаттар сұрауға болады."};
}

} // namespace ca_kontur::texts
