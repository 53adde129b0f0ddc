// SPDX-License-Identifier: Apache-2.0
// What the plugin says to a person: what happened and what to do, in English, Russian and Kazakh.
#ifndef TOKEN_VPNKEY_TEXTS_HPP
#define TOKEN_VPNKEY_TEXTS_HPP

#include <reseal/cxx/values.hpp>

namespace token_vpnkey::texts {

using reseal::sdk::Text;

inline Text tokenLabel() { return {"Bank token (VPNKey)", "Токен банка (VPNKey)", "Банк токені (VPNKey)"}; }
inline Text addressNeeded() {
    return {"Enter the bank with the token, choose the business system, and paste the address of the page into the "
            "plugin's settings.",
            "Войдите в банк с токеном, выберите бизнес-систему и вставьте адрес страницы в настройки плагина.",
            "Токенмен банкке кіріп, бизнес-жүйені таңдаңыз да, беттің мекенжайын плагин баптауларына қойыңыз."};
}
inline Text badAddress() {
    return {
        "This is no address of a token on this computer. It looks like http://localhost:28016/vpnkeylocal/ with the "
        "session behind it.",
        "Это не адрес токена на этом компьютере. Он выглядит как http://localhost:28016/vpnkeylocal/ с сеансом в "
        "конце.",
        "Бұл осы компьютердегі токеннің мекенжайы емес. Ол соңында сеансы бар "
        "http://localhost:28016/vpnkeylocal/ түрінде болады."};
}
inline Text noService() {
    return {"The token's program does not answer. Plug the token in and start its program.",
            "Программа токена не отвечает. Вставьте токен и запустите его программу.",
            "Токен бағдарламасы жауап бермейді. Токенді қосып, бағдарламасын іске қосыңыз."};
}
inline Text sessionOver() {
    return {"The token's session is over. Enter the bank again and paste the new address into the plugin's settings.",
            "Сеанс токена закончился. Войдите в банк заново и вставьте новый адрес в настройки плагина.",
            "Токен сеансы аяқталды. Банкке қайта кіріп, жаңа мекенжайды плагин баптауларына қойыңыз."};
}
inline Text foreignListener() {
    return {"Another user of this computer, not you, runs the program at the token's address. Nothing was sent. Tell "
            "your administrator.",
            "Программу по адресу токена запустил не вы, а другой пользователь этого компьютера. Ничего не отправлено. "
            "Сообщите администратору.",
            "Токен мекенжайындағы бағдарламаны сіз емес, осы компьютердің басқа пайдаланушысы іске қосқан. Ештеңе "
            "жіберілмеді. Әкімшіге хабарлаңыз."};
}
inline Text badAnswer() {
    return {"What answers at the token's address does not speak as a token does. Close other programs that use this "
            "address, then try again.",
            "По адресу токена отвечает не токен. Закройте другие программы, занявшие этот адрес, и повторите.",
            "Токен мекенжайында токен жауап бермейді. Осы мекенжайды алған басқа бағдарламаларды жауып, қайталаңыз."};
}
inline Text refused() {
    return {"The token refused: code {}. Look it up in the token's manual, or ask the bank.",
            "Токен отказал: код {}. Найдите его в руководстве к токену или спросите банк.",
            "Токен бас тартты: код {}. Оны токен нұсқаулығынан қараңыз немесе банктен сұраңыз."};
}
inline Text loginFailed() {
    return {
        "The token did not let you in: code {}. The PIN or the account number may be wrong, and a try may be spent.",
        "Токен не впустил вас: код {}. Возможно, неверны PIN-код или номер учётной записи; попытка могла быть "
        "потрачена.",
        "Токен сізді кіргізбеді: код {}. PIN-код немесе есептік жазба нөмірі қате болуы мүмкін; бір әрекет "
        "жұмсалған болуы мүмкін."};
}
inline Text noSuchKey() {
    return {"The token has no such key. Look at its list of keys again.",
            "Такого ключа на токене нет. Посмотрите список ключей ещё раз.",
            "Токенде мұндай кілт жоқ. Кілттер тізімін қайта қараңыз."};
}
inline Text nothingToSign() {
    return {"The document is empty, and this token signs no empty documents. Choose another one.",
            "Документ пуст, а пустые документы этот токен не подписывает. Выберите другой.",
            "Құжат бос, ал бұл токен бос құжаттарға қол қоймайды. Басқасын таңдаңыз."};
}
inline Text tooLarge() {
    return {"The document is too large to be put into the signature here (15 MB). Sign it detached.",
            "Документ слишком велик, чтобы вложить его в подпись (больше 15 МБ). Подпишите его отсоединённой подписью.",
            "Құжат қолтаңбаның ішіне салу үшін тым үлкен (15 МБ-тан көп). Оған бөлек қол қойыңыз."};
}
inline Text documentChanged() {
    return {"The document changed while it was signed. Close the program that writes to it and sign again.",
            "Документ изменился во время подписания. Закройте программу, которая в него пишет, и подпишите снова.",
            "Құжат қол қойылып жатқанда өзгерді. Оған жазатын бағдарламаны жауып, қайта қол қойыңыз."};
}
inline Text noGost() {
    return {
        "This computer cannot check GOST signatures. Install gost-engine (package libengine-gost-openssl).",
        "Этот компьютер не может проверять подписи ГОСТ. Установите gost-engine (пакет libengine-gost-openssl).",
        "Бұл компьютер МЕМСТ қолтаңбаларын тексере алмайды. gost-engine (libengine-gost-openssl пакеті) орнатыңыз."};
}
inline Text badSignature() {
    return {"What the token gave is no good signature of this document ({}), and was dropped. Do not use this token "
            "until the bank has looked at it.",
            "То, что выдал токен, не является верной подписью этого документа ({}), и отброшено. Не пользуйтесь "
            "токеном, пока его не проверит банк.",
            "Токен бергені осы құжаттың дұрыс қолтаңбасы емес ({}) және алынып тасталды. Банк тексергенше бұл токенді "
            "пайдаланбаңыз."};
}
inline Text otherCertificate() {
    return {
        "The token signed with another certificate than the one you confirmed for {}. The signature was dropped. If "
        "the bank gave you a new certificate, remove the old entry from the plugin's settings.",
        "Токен подписал не тем сертификатом, который вы подтвердили для {}. Подпись отброшена. Если банк выдал вам "
        "новый сертификат, удалите старую запись из настроек плагина.",
        "Токен {} үшін сіз растаған сертификаттан басқасымен қол қойды. Қолтаңба алынып тасталды. Банк жаңа "
        "сертификат берсе, плагин баптауларынан ескі жазбаны өшіріңіз."};
}
// {}: the holder, the serial number, the entry for the setting.
inline Text confirmSigner() {
    return {"This key signs with a certificate that you have not confirmed yet: {}, serial number {}. If it is yours, "
            "add {} to the setting \"Confirmed certificates\" and sign again.",
            "Этот ключ подписывает сертификатом, который вы ещё не подтвердили: {}, серийный номер {}. Если он ваш, "
            "добавьте {} в настройку «Подтверждённые сертификаты» и подпишите снова.",
            "Бұл кілт сіз әлі растамаған сертификатпен қол қояды: {}, сериялық нөмірі {}. Ол сіздікі болса, «Расталған "
            "сертификаттар» баптауына {} қосып, қайта қол қойыңыз."};
}
inline Text badPins() {
    return {"Entries look like GFZ0tcwv=<SHA-256 of the certificate, 64 hex digits>, with ; between them.",
            "Записи выглядят как GFZ0tcwv=<SHA-256 сертификата, 64 шестнадцатеричные цифры>, между ними «;».",
            "Жазбалар GFZ0tcwv=<сертификаттың SHA-256 мәні, 64 он алтылық цифр> түрінде, араларында «;»."};
}
inline Text onlyWholeMessages() {
    return {"This token signs whole documents only; it cannot sign requests or open encrypted files.",
            "Этот токен подписывает только документы целиком; запросы он не подписывает и зашифрованное не открывает.",
            "Бұл токен тек бүтін құжаттарға қол қояды; сұранымдарға қол қоймайды және шифрланған файлдарды ашпайды."};
}
inline Text signingWith() { return {"The token signs", "Токен подписывает", "Токен қол қоюда"}; }

// Names of the kinds of objects, by obj_type; {} is the id.
inline Text objectLabel(int type) {
    switch (type) {
    case 0:
        return {"Signature certificate {}", "Сертификат подписи {}", "Қолтаңба сертификаты {}"};
    case 1:
        return {"TLS certificate {}", "Сертификат TLS {}", "TLS сертификаты {}"};
    case 2:
        return {"Root certificate {}", "Корневой сертификат {}", "Түбірлік сертификат {}"};
    case 3:
        return {"Request for a signature certificate {}", "Запрос на сертификат подписи {}",
                "Қолтаңба сертификатына сұраным {}"};
    case 4:
        return {"Request for a TLS certificate {}", "Запрос на сертификат TLS {}", "TLS сертификатына сұраным {}"};
    case 5:
        return {"CA certificate {}", "Сертификат УЦ {}", "КО сертификаты {}"};
    case 6:
        return {"First TLS certificate {}", "Первичный сертификат TLS {}", "Бастапқы TLS сертификаты {}"};
    default:
        return {"Transport signature {}", "Транспортная подпись {}", "Көліктік қолтаңба {}"};
    }
}

inline Text checkFine() { return {"The token's session is open.", "Сеанс токена открыт.", "Токен сеансы ашық."}; }
inline Text checkNoAddress() {
    return {"No token address is set yet.", "Адрес токена ещё не задан.", "Токен мекенжайы әлі берілмеген."};
}
inline Text checkFailed() {
    return {"The token cannot be reached: {}.", "Токен недоступен: {}.", "Токенге қол жетпейді: {}."};
}

} // namespace token_vpnkey::texts

#endif
