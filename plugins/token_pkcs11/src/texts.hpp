// SPDX-License-Identifier: Apache-2.0
// What a person reads, in English, Russian and Kazakh. "{}" are filled in order.
#pragma once

#include <reseal/cxx/values.hpp>

namespace token_pkcs11::texts {

using reseal::sdk::Text;

inline Text moduleBroken() {
    return {"The driver {} cannot be used. Install the token's driver anew, or change its path in the settings.",
            "Драйвер {} не работает. Переустановите драйвер токена или измените путь к нему в настройках.",
            "{} драйвері жұмыс істемейді. Токен драйверін қайта орнатыңыз немесе баптаудан жолын өзгертіңіз."};
}
inline Text moduleStalled() {
    return {"The driver {} does not answer. Pull the token out, plug it in again and repeat.",
            "Драйвер {} не отвечает. Выньте токен, вставьте его снова и повторите.",
            "{} драйвері жауап бермейді. Токенді суырып, қайта қосып, қайталаңыз."};
}
inline Text tokenAbsent() {
    return {"The token is not there. Plug it in and try again.", "Токена нет на месте. Вставьте его и повторите.",
            "Токен орнында жоқ. Оны қосып, қайталаңыз."};
}
inline Text severalTokens() {
    return {"Several tokens fit this address. Pull the others out, or name the token by its serial number.",
            "Этому адресу подходят несколько токенов. Выньте остальные или укажите серийный номер.",
            "Бұл мекенжайға бірнеше токен сәйкес келеді. Басқаларын суырыңыз немесе сериялық нөмірін көрсетіңіз."};
}
inline Text tokenTrouble() {
    return {"The token did not answer as it should. Pull it out, plug it in again and repeat.",
            "Токен ответил с ошибкой. Выньте его, вставьте снова и повторите.",
            "Токен қатемен жауап берді. Оны суырып, қайта қосып, қайталаңыз."};
}
inline Text tokenCannot() {
    return {"This token cannot do that. Choose another token or another kind of key.",
            "Этот токен так не умеет. Выберите другой токен или другой вид ключа.",
            "Бұл токен мұны жасай алмайды. Басқа токенді немесе кілттің басқа түрін таңдаңыз."};
}
inline Text readOnly() {
    return {"Nothing can be written to this token. Choose another one.",
            "На этот токен нельзя записать. Выберите другой.", "Бұл токенге жазуға болмайды. Басқасын таңдаңыз."};
}
inline Text noSpace() {
    return {"The token is full. Remove what is not needed from it and try again.",
            "На токене нет места. Удалите с него лишнее и повторите.",
            "Токенде орын жоқ. Керексізін өшіріп, қайталаңыз."};
}
inline Text dismissedOnToken() {
    return {"It was dismissed on the token or its reader. Start again if you meant to go on.",
            "Действие отменено на токене или считывателе. Чтобы продолжить, начните снова.",
            "Әрекет токенде немесе оқу құрылғысында тоқтатылды. Жалғастыру үшін қайта бастаңыз."};
}
inline Text otherKey() {
    return {"This was made for another key. Plug in the token with that key.",
            "Это сделано для другого ключа. Вставьте токен с тем ключом.",
            "Бұл басқа кілтке арналған. Сол кілті бар токенді қосыңыз."};
}
inline Text notExportable() {
    return {"The key cannot leave its token. Keep the token for what needs the key.",
            "Ключ нельзя извлечь из токена. Храните токен, пока ключ нужен.",
            "Кілтті токеннен шығаруға болмайды. Кілт керек болғанша токенді сақтаңыз."};
}
inline Text noPrivateImport() {
    return {
        "This token takes no such key from outside; nothing was left on it. Put the key into a folder instead, or make "
        "a new key on the token.",
        "Этот токен не принимает такой ключ извне, на нём ничего не осталось. Сохраните ключ в папку или создайте на "
        "токене новый.",
        "Бұл токен мұндай кілтті сырттан қабылдамайды, онда ештеңе қалған жоқ. Кілтті қалтаға сақтаңыз немесе токенде "
        "жаңасын жасаңыз."};
}
inline Text keyDamaged() {
    return {"The key does not belong to its certificate, or is damaged. Nothing was put onto the token.",
            "Ключ не подходит к своему сертификату или повреждён. На токен ничего не записано.",
            "Кілт сертификатына сәйкес келмейді немесе бүлінген. Токенге ештеңе жазылған жоқ."};
}
inline Text noKey() {
    return {"The key is not on this token. Check whether it is the right token.",
            "На этом токене нет такого ключа. Проверьте, тот ли это токен.",
            "Бұл токенде ондай кілт жоқ. Токеннің дұрыстығын тексеріңіз."};
}
inline Text noKeyForCertificate() {
    return {"The token has no key for this certificate. Plug in the token that the request was made on.",
            "На токене нет ключа от этого сертификата. Вставьте токен, на котором создан запрос.",
            "Токенде бұл сертификаттың кілті жоқ. Сұраным жасалған токенді қосыңыз."};
}
inline Text notACertificate() {
    return {"This is no certificate that a token takes. Ask the CA for it again.",
            "Это не сертификат, который можно записать на токен. Запросите его в УЦ ещё раз.",
            "Бұл токенге жазылатын сертификат емес. Оны КО-дан қайта сұраңыз."};
}
inline Text severalKeys() {
    return {"Several objects of this name are on the token. Give the whole address of one of them.",
            "На токене несколько объектов с таким именем. Укажите полный адрес одного из них.",
            "Токенде мұндай атты бірнеше нысан бар. Біреуінің толық мекенжайын көрсетіңіз."};
}

inline Text pinRequired() {
    return {"This needs the token's PIN.", "Нужен PIN-код токена.", "Токеннің PIN-коды керек."};
}
inline Text pinOnReaderRequired() {
    return {"This needs the PIN, entered on the reader or the token itself. Go on and enter it there.",
            "Нужен PIN-код, его вводят на считывателе или самом токене. Продолжите и введите его там.",
            "PIN-код керек, ол оқу құрылғысында немесе токеннің өзінде енгізіледі. Жалғастырып, сонда енгізіңіз."};
}
inline Text pinNotSet() {
    return {"The token has no PIN yet. Whoever hands out tokens in your organisation sets it.",
            "У токена ещё нет PIN-кода. Его задаёт тот, кто выдаёт токены в вашей организации.",
            "Токенде әлі PIN-код жоқ. Оны ұйымыңызда токен беретін адам орнатады."};
}
inline Text pinLength() {
    return {"The token takes no PIN of this length. No try was spent; enter the PIN again.",
            "Токен не принимает PIN-код такой длины. Попытка не потрачена, введите PIN-код ещё раз.",
            "Токен мұндай ұзындықтағы PIN-кодты қабылдамайды. Әрекет жұмсалған жоқ, PIN-кодты қайта енгізіңіз."};
}
inline Text pinWrong() {
    return {"The PIN is wrong. Check the keyboard's language and Caps Lock before the next try.",
            "PIN-код неверный. Перед следующей попыткой проверьте раскладку и Caps Lock.",
            "PIN-код қате. Келесі әрекетке дейін пернетақта тілін және Caps Lock тексеріңіз."};
}
inline Text pinWrongCountLow() {
    return {"The PIN is wrong, and few tries are left. Find the right PIN before the next try.",
            "PIN-код неверный, осталось мало попыток. Перед следующей попыткой найдите верный PIN-код.",
            "PIN-код қате, әрекет аз қалды. Келесі әрекетке дейін дұрыс PIN-кодты табыңыз."};
}
inline Text pinWrongLastLeft() {
    return {"The PIN is wrong, and one try is left. After it the token is locked: do not guess.",
            "PIN-код неверный, осталась одна попытка. После неё токен заблокируется: не угадывайте.",
            "PIN-код қате, бір әрекет қалды. Одан кейін токен бұғатталады: болжамаңыз."};
}
inline Text pinLastTry() {
    return {"One try is left for the PIN, and nothing was tried. A wrong PIN would lock the token.",
            "Для PIN-кода осталась одна попытка, она не тронута. Неверный PIN-код заблокирует токен.",
            "PIN-код үшін бір әрекет қалды, ол жұмсалған жоқ. Қате PIN-код токенді бұғаттайды."};
}
inline Text pinLocked() {
    return {"The PIN is locked. Ask the administrator of the token to unlock it.",
            "PIN-код заблокирован. Попросите администратора токена разблокировать его.",
            "PIN-код бұғатталған. Токен әкімшісінен оны ашуды сұраңыз."};
}
inline Text pinExpired() {
    return {"The PIN has expired. Change it, then try again.", "Срок PIN-кода истёк. Смените его и повторите.",
            "PIN-кодтың мерзімі өтті. Оны ауыстырып, қайталаңыз."};
}
inline Text newPinRefused() {
    return {"The token does not take this new PIN. Choose a longer or less simple one.",
            "Токен не принимает такой новый PIN-код. Выберите длиннее или сложнее.",
            "Токен мұндай жаңа PIN-кодты қабылдамайды. Ұзынырақ немесе күрделірек таңдаңыз."};
}
inline Text pinCountLow() {
    return {"A wrong PIN was entered lately; the token does not say how many tries are left. Be careful.",
            "Недавно был введён неверный PIN-код; сколько попыток осталось, токен не говорит. Будьте внимательны.",
            "Жақында қате PIN-код енгізілді; неше әрекет қалғанын токен айтпайды. Абай болыңыз."};
}
inline Text triesNotSaid() {
    return {"The token does not say how many tries are left.", "Токен не говорит, сколько осталось попыток.",
            "Токен неше әрекет қалғанын айтпайды."};
}

inline Text moduleFine() { return {"The driver {} works.", "Драйвер {} работает.", "{} драйвері жұмыс істейді."}; }
inline Text moduleMend() {
    return {"Install the token's driver anew, or change its path in the settings.",
            "Переустановите драйвер токена или измените путь к нему в настройках.",
            "Токен драйверін қайта орнатыңыз немесе баптаудан жолын өзгертіңіз."};
}
inline Text noModules() {
    return {"No driver of tokens was found.", "Драйверы токенов не найдены.", "Токен драйверлері табылмады."};
}
inline Text noModulesMend() {
    return {"Install the driver that came with the token, or the package opensc-pkcs11.",
            "Установите драйвер, который прилагается к токену, или пакет opensc-pkcs11.",
            "Токенмен бірге берілген драйверді немесе opensc-pkcs11 бумасын орнатыңыз."};
}
inline Text pinFine() { return {"The PIN of {} is in order.", "PIN-код {} в порядке.", "{} PIN-коды дұрыс күйде."}; }
inline Text pinIsLocked() {
    return {"The PIN of {} is locked.", "PIN-код {} заблокирован.", "{} PIN-коды бұғатталған."};
}
inline Text pinHasOneTry() {
    return {"One try is left for the PIN of {}.", "Для PIN-кода {} осталась одна попытка.",
            "{} PIN-коды үшін бір әрекет қалды."};
}
inline Text pinIsLow() {
    return {"A wrong PIN was entered for {} lately.", "Для {} недавно вводили неверный PIN-код.",
            "{} үшін жақында қате PIN-код енгізілді."};
}
inline Text pinIsFactory() {
    return {"{} still has the PIN it was shipped with.", "У {} всё ещё заводской PIN-код.",
            "{} әлі зауыттық PIN-кодпен."};
}
inline Text pinToBeChanged() {
    return {"{} asks for its PIN to be changed.", "{} просит сменить PIN-код.", "{} PIN-кодты ауыстыруды сұрайды."};
}
inline Text unlockMend() {
    return {"Ask the administrator of the token to unlock it.", "Попросите администратора токена разблокировать его.",
            "Токен әкімшісінен оны ашуды сұраңыз."};
}
inline Text careMend() {
    return {"Enter the right PIN once; that sets the tries back.",
            "Введите верный PIN-код один раз — счётчик попыток сбросится.",
            "Дұрыс PIN-кодты бір рет енгізіңіз — әрекет саны қалпына келеді."};
}
inline Text changeMend() {
    return {"Change the PIN, so that nobody else can sign with this token.",
            "Смените PIN-код, чтобы никто другой не мог подписывать этим токеном.",
            "Бұл токенмен басқа ешкім қол қоя алмауы үшін PIN-кодты ауыстырыңыз."};
}

inline Text badModules() {
    return {"Give whole paths of driver files that are there, separated by \";\", or \"auto\".",
            "Укажите полные пути к существующим файлам драйверов через «;» или «auto».",
            "Бар драйвер файлдарының толық жолдарын «;» арқылы немесе «auto» деп көрсетіңіз."};
}
inline Text badProfiles() {
    return {"Give whole paths of folders with cert9.db, separated by \";\", or \"auto\". Quotes and brackets are not "
            "taken.",
            "Укажите полные пути к папкам с cert9.db через «;» или «auto». Кавычки и скобки не допускаются.",
            "cert9.db бар қалталардың толық жолдарын «;» арқылы немесе «auto» деп көрсетіңіз. Тырнақша мен жақша "
            "қабылданбайды."};
}

} // namespace token_pkcs11::texts
