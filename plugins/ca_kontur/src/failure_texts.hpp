// SPDX-License-Identifier: Apache-2.0
// What a person reads when it does not go on, in English, Russian and Kazakh. "{}" are filled in order.
#pragma once

#include <reseal/cxx/values.hpp>

namespace ca_kontur::texts {

using reseal::sdk::Text;

// Ends.
inline Text rejected() {
    return {"The CA refused the request: {}", "УЦ отклонил запрос: {}", "КО сұранымды қабылдамады: {}"};
}
inline Text noReason() { return {"no reason was given", "причина не указана", "себебі көрсетілмеген"}; }
inline Text rejectedMend() {
    return {"Have the data corrected and begin again. Turn to: {}. The old certificate is unchanged.",
            "Исправьте данные и начните заново. Обратитесь: {}. Старый сертификат не изменился.",
            "Деректерді түзетіп, қайта бастаңыз. Хабарласыңыз: {}. Ескі сертификат өзгерген жоқ."};
}
inline Text orderGone() {
    return {"The CA gave the order up before a certificate was confirmed.",
            "УЦ закрыл заказ до подтверждения сертификата.", "Сертификат расталғанша КО тапсырысты жапты."};
}
inline Text orderLost() {
    return {"The CA no longer knows the order that it had taken.", "УЦ больше не знает принятый заказ.",
            "КО қабылдаған тапсырысын енді білмейді."};
}
inline Text wrongKey() {
    return {"The CA issued a certificate for another key. It was not installed.",
            "УЦ выпустил сертификат на другой ключ. Он не установлен.",
            "КО сертификатты басқа кілтке шығарды. Ол орнатылған жоқ."};
}
inline Text beginAgain() {
    return {"Turn to: {}. Then begin again; the old certificate is unchanged.",
            "Обратитесь: {}. Затем начните заново; старый сертификат не изменился.",
            "Хабарласыңыз: {}. Содан кейін қайта бастаңыз; ескі сертификат өзгерген жоқ."};
}

// Failures that pass, and those of the workplace.
inline Text unreachable() {
    return {"The CA's gateway does not answer. Check the network; Reseal tries again.",
            "Шлюз УЦ не отвечает. Проверьте сеть; Reseal повторит попытку.",
            "КО шлюзі жауап бермейді. Желіні тексеріңіз; Reseal қайталап көреді."};
}
inline Text busy() {
    return {"The CA's gateway is busy or being serviced. Reseal tries again by itself.",
            "Шлюз УЦ занят или на обслуживании. Reseal повторит попытку сам.",
            "КО шлюзі бос емес немесе қызмет көрсетілуде. Reseal өзі қайталайды."};
}
inline Text badAnswer() {
    return {
        "What answers at the gateway's address is not the CA, or something on the way changes its answers: a sign-in "
        "page of the network, a proxy. Reseal tries again.",
        "По адресу шлюза отвечает не УЦ, или ответы меняются по пути: страница входа в сеть, прокси. Reseal повторит "
        "попытку.",
        "Шлюз мекенжайында КО емес, басқасы жауап береді немесе жауаптар жолда өзгереді: желіге кіру беті, прокси. "
        "Reseal қайталап көреді."};
}
inline Text noGateway() {
    return {"Set the address of the gateway: https://... from your IT department or the CA.",
            "Укажите адрес шлюза: https://..., его сообщит ИТ-отдел или УЦ.",
            "Шлюз мекенжайын көрсетіңіз: https://..., оны АТ бөлімі не КО хабарлайды."};
}
inline Text hostRefused() {
    return {"{} is not allowed yet. Confirm the address in the plugin's settings.",
            "{} пока не разрешён. Подтвердите адрес в настройках плагина.",
            "{} әлі рұқсат етілмеген. Плагин баптауында мекенжайды растаңыз."};
}
inline Text notTrusted() {
    return {"The certificate of {} is not trusted. Give the root of your CA as ca_file, or ask your IT department.",
            "Сертификату {} нет доверия. Укажите корень УЦ в ca_file или обратитесь в ИТ-отдел.",
            "{} сертификатына сенім жоқ. КО түбірін ca_file баптауында көрсетіңіз немесе АТ бөліміне хабарласыңыз."};
}
inline Text badCaFile() {
    return {"{} holds no certificates. Give a PEM file with the root.",
            "В {} нет сертификатов. Укажите файл PEM с корнем.",
            "{} ішінде сертификат жоқ. Түбірі бар PEM файлын көрсетіңіз."};
}
inline Text unknownProfile() {
    return {"This CA has no profile {}.", "У этого УЦ нет профиля {}.", "Бұл КО-да {} бейіні жоқ."};
}

// Checks of the workplace.
inline Text gatewayFine() { return {"The CA's gateway answers.", "Шлюз УЦ отвечает.", "КО шлюзі жауап береді."}; }
inline Text gatewayMend() {
    return {"Where the network works, have your IT department check base_url and ca_file in the plugin's settings.",
            "Если сеть работает, попросите ИТ-отдел проверить base_url и ca_file в настройках плагина.",
            "Желі істеп тұрса, АТ бөлімінен плагин баптауындағы base_url мен ca_file мәндерін тексеруді сұраңыз."};
}
inline Text clockFine() {
    return {"The clock agrees with the CA's.", "Часы совпадают с часами УЦ.", "Сағат КО сағатымен сәйкес."};
}
inline Text clockMend() {
    return {"Set the clock and the time zone, or switch on setting them from the network.",
            "Исправьте время и часовой пояс или включите установку времени по сети.",
            "Уақыт пен уақыт белдеуін түзетіңіз немесе желіден орнатуды қосыңыз."};
}
inline Text notHttps() {
    return {"The address begins with https:// and has no user, question mark or #.",
            "Адрес начинается с https:// и не содержит имени пользователя, знаков ? и #.",
            "Мекенжай https:// деп басталады, онда пайдаланушы аты, ? және # болмайды."};
}

} // namespace ca_kontur::texts
