// SPDX-License-Identifier: Apache-2.0
// What a person reads after the application was handed in, in English, Russian and Kazakh. "{}" are filled in order.
#pragma once

#include <reseal/cxx/values.hpp>

namespace ca_nca::texts {

using reseal::sdk::Text;

inline Text stepCode() { return {"Code", "Код", "Код"}; }
inline Text stepIssue() { return {"Decision", "Решение", "Шешім"}; }
inline Text stepVisit() { return {"Visit", "Визит", "Бару"}; }
inline Text stepLetter() { return {"Letter", "Письмо", "Хат"}; }
inline Text stepReview() { return {"Certificates", "Сертификаты", "Сертификаттар"}; }
inline Text nextDecision() {
    return {"The NCA decides about the application.", "НУЦ примет решение по заявке.",
            "ҰКО өтінім бойынша шешім қабылдайды."};
}
inline Text nextReview() {
    return {"You look at the new certificates and choose a password.",
            "Вы посмотрите новые сертификаты и зададите пароль.", "Жаңа сертификаттарды қарап, құпиясөз қоясыз."};
}
inline Text nextInstall() {
    return {"You choose a new password, and the key files are put at their place.",
            "Вы зададите новый пароль, и файлы ключей появятся на своём месте.",
            "Жаңа құпиясөз қоясыз, кілт файлдары өз орнына қойылады."};
}
inline Text nextUse() {
    return {"In NCALayer and in the browser choose the storage \"Personal computer\", the folder of the new files, and "
            "from now on: {}. The old keys are in the archive. They are not revoked: whoever has the old files and "
            "their password can use them until they lapse. Revoke them on pki.gov.kz, personal account, \"Revoke\", "
            "with the new key, or at a service centre.",
            "В NCALayer и в браузере выберите хранилище «Персональный компьютер», папку с новыми файлами и отныне: {}. "
            "Старые ключи в архиве. Они не отозваны: у кого есть старые файлы и пароль, может пользоваться ими до "
            "конца срока. Отозвать их можно на pki.gov.kz, личный кабинет, «Отзыв», новым ключом, или в ЦОН.",
            "NCALayer мен браузерде «Жеке компьютер» қоймасын, жаңа файлдары бар қалтаны және бұдан былай мынаны "
            "таңдаңыз: {}. Ескі кілттер мұрағатта. Олар кері қайтарылған жоқ: ескі файлдары мен құпиясөзі бар адам "
            "оларды мерзімі біткенше пайдалана алады. Оларды pki.gov.kz сайтында, жеке кабинетте, «Кері қайтару» "
            "бөлімінде жаңа кілтпен немесе ХҚКО-да кері қайтарыңыз."};
}
inline Text useAuth() {
    return {"AUTH_RSA256_... to log in, RSA256_... to sign", "AUTH_RSA256_... для входа, RSA256_... для подписи",
            "кіру үшін AUTH_RSA256_..., қол қою үшін RSA256_..."};
}
inline Text useGost() {
    return {"GOST512_... to log in and to sign", "GOST512_... для входа и подписи",
            "кіру және қол қою үшін GOST512_..."};
}

// The one-time code.
inline Text codeTitle() { return {"One-time code", "Одноразовый код", "Бір реттік код"}; }
inline Text smsText() {
    return {
        "A code was sent by SMS to {}, the number in the Mobile Citizens Base. It is valid for {} min. No code: {}.",
        "Код отправлен по СМС на {}, номер из Базы мобильных граждан. Он действует {} мин. Если кода нет: {}.",
        "Код SMS арқылы {} нөміріне, Мобильді азаматтар базасындағы нөмірге жіберілді. Ол {} минут жарамды. Код "
        "келмесе: {}."};
}
inline Text eGovText() {
    return {
        "Open eGov Mobile, \"Digital documents\": the code is shown there{}. It is valid for {} min. No code: {}.",
        "Откройте eGov Mobile, «Цифровые документы»: код показан там{}. Он действует {} мин. Если кода нет: {}.",
        "eGov Mobile қосымшасында «Цифрлық құжаттар» бөлімін ашыңыз: код сонда{}. Ол {} минут жарамды. Код болмаса: "
        "{}."};
}
inline Text code() { return {"Code", "Код", "Код"}; }
inline Text again() { return {"Send the code again", "Отправить код ещё раз", "Кодты қайта жіберу"}; }
inline Text wrongCode() {
    return {"This is not the code. Look at the newest one.", "Код неверный. Посмотрите самый новый.",
            "Код дұрыс емес. Ең соңғысын қараңыз."};
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
inline Text tooManySent() {
    return {"Nothing more is sent for now. Try again in {} min, or turn to: {}.",
            "Пока больше не отправляется. Повторите через {} мин. или обратитесь: {}.",
            "Әзірге жіберілмейді. {} минуттан кейін қайталаңыз немесе хабарласыңыз: {}."};
}
inline Text tooEarly() {
    return {"The code can be sent again in {} s.", "Отправить код ещё раз можно через {} с.",
            "Кодты {} с кейін қайта жіберуге болады."};
}

// Waiting, and the letter.
inline Text processing() {
    return {"The NCA decides about the application. Reseal asks by itself, also after a restart. {}You may close the "
            "window.",
            "НУЦ рассматривает заявку. Reseal спрашивает сам, в том числе после перезагрузки. {}Окно можно закрыть.",
            "ҰКО өтінімді қарап жатыр. Reseal қайта қосылғаннан кейін де өзі сұрайды. {}Терезені жабуға болады."};
}
inline Text lookForLetter() {
    return {"A letter comes to {}: from {}, \"{}\"; look among unwanted mail too. ",
            "На {} придёт письмо: от {}, «{}»; посмотрите и в нежелательной почте. ",
            "{} мекенжайына хат келеді: {} атынан, «{}»; қажетсіз поштаны да қараңыз. "};
}
inline Text yourAddress() { return {"your address", "ваш адрес", "мекенжайыңыз"}; }
inline Text visit() {
    return {
        "The application and the keys are ready. Go with your identity card to: {}. As soon as the NCA has approved, "
        "Reseal goes on by itself. The keys stay on this computer. Questions: {}.",
        "Заявка и ключи готовы. Придите с удостоверением личности: {}. Как только НУЦ одобрит заявку, Reseal "
        "продолжит сам. Ключи остаются на этом компьютере. Вопросы: {}.",
        "Өтінім мен кілттер дайын. Жеке куәлікпен барыңыз: {}. ҰКО мақұлдаған бойда Reseal өзі жалғастырады. "
        "Кілттер осы компьютерде қалады. Сұрақтар: {}."};
}
inline Text linkTitle() {
    return {"Your application has been updated", "Ваша заявка обновлена", "Өтініміңіз жаңартылды"};
}
inline Text linkText() {
    return {"Open the letter from {}, \"{}\", sent to {}, and click its link, or copy the link here. If it is not "
            "there, look "
            "among unwanted mail. Going on without a link asks the NCA once more.",
            "Откройте письмо от {}, «{}», отправленное на {}, и нажмите ссылку либо вставьте её сюда. Если письма нет, "
            "посмотрите в нежелательной почте. Без ссылки Reseal ещё раз спросит НУЦ.",
            "{} жіберген «{}» хатын ашыңыз ({} мекенжайына келген) да, сілтемені басыңыз немесе осында қойыңыз. Хат "
            "болмаса, қажетсіз поштаны қараңыз. Сілтемесіз Reseal ҰКО-дан тағы бір рет сұрайды."};
}
inline Text link() { return {"Link from the letter", "Ссылка из письма", "Хаттағы сілтеме"}; }
inline Text letterAgain() { return {"Send the letter again", "Отправить письмо ещё раз", "Хатты қайта жіберу"}; }
inline Text correctEmail() { return {"Correct the e-mail", "Исправить адрес почты", "Поштаны түзету"}; }
inline Text letterSent() {
    return {"The letter was sent again. ", "Письмо отправлено ещё раз. ", "Хат қайта жіберілді. "};
}
inline Text notLink() {
    return {"This is no link. Copy the whole link from the letter; it begins with https://.",
            "Это не ссылка. Скопируйте из письма ссылку целиком; она начинается с https://.",
            "Бұл сілтеме емес. Хаттан сілтемені толық көшіріңіз; ол https:// деп басталады."};
}
inline Text otherHost() {
    return {
        "This link leads to {}, which is not the CA. Reseal did not use it. Take the link from the letter of the CA.",
        "Эта ссылка ведёт на {}, это не УЦ. Reseal её не использовал. Возьмите ссылку из письма УЦ.",
        "Бұл сілтеме {} мекенжайына апарады, ол КО емес. Reseal оны пайдаланбады. КО хатындағы сілтемені алыңыз."};
}
inline Text wrongLink() {
    return {
        "The CA does not know this link: it is of another application or of an older letter. Take the newest letter.",
        "УЦ не знает этой ссылки: она от другой заявки или из старого письма. Возьмите самое новое письмо.",
        "КО бұл сілтемені білмейді: ол басқа өтінімнен немесе ескі хаттан. Ең соңғы хатты алыңыз."};
}
inline Text emailTitle() { return {"Correct the e-mail", "Исправить адрес почты", "Поштаны түзету"}; }
inline Text emailText() {
    return {"The letter goes to this address from now on. The address in the certificate stays as it was applied for.",
            "Отныне письмо придёт на этот адрес. Адрес в сертификате останется, как в заявке.",
            "Бұдан былай хат осы мекенжайға келеді. Сертификаттағы мекенжай өтінімдегідей қалады."};
}

// The new certificates.
inline Text reviewTitle() { return {"The new certificates", "Новые сертификаты", "Жаңа сертификаттар"}; }
inline Text reviewText() {
    return {"The NCA has issued them. Next you choose a password for the new key files.",
            "НУЦ их выпустил. Далее вы зададите пароль для новых файлов ключей.",
            "ҰКО оларды шығарды. Енді жаңа кілт файлдарына құпиясөз қоясыз."};
}
inline Text validity() { return {"Valid", "Действует", "Жарамды"}; }
inline Text algorithm() { return {"Algorithm", "Алгоритм", "Алгоритм"}; }
inline Text serial() { return {"Serial number", "Серийный номер", "Сериялық нөмірі"}; }
inline Text useLogin() { return {"To log in", "Для входа", "Кіру үшін"}; }
inline Text useSign() { return {"To sign", "Для подписи", "Қол қою үшін"}; }
inline Text useBoth() { return {"To log in and to sign", "Для входа и подписи", "Кіру және қол қою үшін"}; }
inline Text dataWrong() { return {"The data are wrong", "Данные неверны", "Деректер қате"}; }
inline Text wrongTitle() { return {"Wrong data", "Неверные данные", "Қате деректер"}; }
inline Text wrongText() {
    return {
        "Only the NCA can correct a certificate. Turn to: {}. Go on to take the certificates all the same; or cancel "
        "the renewal, then nothing is installed and the old keys stay in use.",
        "Исправить сертификат может только НУЦ. Обратитесь: {}. Продолжите, чтобы всё же взять сертификаты, или "
        "отмените продление: тогда ничего не установится и останутся старые ключи.",
        "Сертификатты тек ҰКО түзете алады. Хабарласыңыз: {}. Сертификаттарды бәрібір алу үшін жалғастырыңыз немесе "
        "ұзартудан бас тартыңыз: онда ештеңе орнатылмайды, ескі кілттер қалады."};
}
inline Text reviewAgain() { return {"See the data again", "Посмотреть данные ещё раз", "Деректерді қайта қарау"}; }
inline Text whereToTurn() { return {"Where to turn", "Куда обратиться", "Қайда хабарласу керек"}; }

} // namespace ca_nca::texts
